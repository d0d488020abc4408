/** The page that explains an export to the person whose it is. Lines end as every system's plain editor reads them. */
export function exportReadme({ madeAt, missing }: { madeAt: string; missing: string[] }): string {
  return [
    "Everything that Heartfelt keeps of you",
    "======================================",
    "",
    `Made at ${madeAt} (UTC).`,
    "",
    "account.json       your address, your name, and since when you are here",
    "sessions.json      where you are signed in",
    "passkeys.json      the passkeys that lead in, by name; the keys themselves are on your devices",
    "stories.json       your stories, published or not",
    "photos.json        what is known of each photo: its description, the regions that were covered, its files",
    "photos/public/     the copies that everybody can see once the story is published, faces covered",
    "photos/original/   the originals that you chose to keep on Heartfelt; these show faces, so mind who gets them",
    "connections.json   who asked whom to connect, with the notes, and what you revealed to each other",
    "conversations/     a file for each connection, named by its id in connections.json, the newest message first",
    "blocked.json       people whom you blocked",
    "reports.json       what you reported, and why",
    "",
    "The .json files are plain text: any editor opens them, and programs read them. Times are UTC.",
    "Passwords are not in here: nobody at Heartfelt can read yours either, as only a one-way hash of it is kept.",
    "",
    ...told(missing),
    "",
  ].join("\r\n");
}

function told(missing: string[]): string[] {
  if (missing.length === 0) return ["Nothing is missing."];
  return ["These could not be read when this was made. Download it again in a while:", ...missing.map((m) => `  ${m}`)];
}
