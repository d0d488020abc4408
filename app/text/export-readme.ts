/** The page that explains an export to the person whose it is. Lines end as every system's plain editor reads them. */
export function exportReadme({ madeAt, missing }: { madeAt: string; missing: string[] }): string {
  return [
    "Everything Heartfelt stores about you",
    "======================================",
    "",
    `Made at ${madeAt} (UTC).`,
    "",
    "account.json       your e-mail address, your name, and when you joined",
    "sessions.json      where you are signed in",
    "recovery-codes.json  when the recovery codes that you have left were made; the codes themselves are with you",
    "passkeys.json      your passkeys by name; the keys themselves are on your devices",
    "stories.json       your stories, published or not",
    "photos.json        details of each photo: its description, covered regions and files",
    "photos/public/     your photos with their faces covered: everyone sees those of a published story,",
    "                   and those of a message whom you sent it to",
    "photos/original/   the originals you chose to keep on Heartfelt; they show faces, so be careful who gets them",
    "connections.json   requests to connect, with their notes, and what you revealed to each other",
    "conversations/     a file for each connection, named by its id in connections.json, the newest message first;",
    "                   edited messages as they read now, deleted ones without their words, disappeared ones not at all;",
    "                   of photos that were sent to you their captions: the files are their sender's;",
    "                   beside it what you revealed to each other, took back and saw, and when messages were set to",
    "                   disappear, the oldest first",
    "conversation-marks.json  conversations that you pinned, archived or muted",
    "blocked.json       people you blocked",
    "inbox.json         what happened: requests, messages, decisions about your stories, sign-ins on new devices",
    "notifications.json  your choices about notifications, and which browsers get them",
    "reports.json       what you reported, and why",
    "",
    "The .json files are plain text: you can open them in any editor. Times are in UTC.",
    "Your password isn't included: Heartfelt stores only a one-way hash of it, which nobody can read.",
    "",
    ...told(missing),
    "",
  ].join("\r\n");
}

function told(missing: string[]): string[] {
  if (missing.length === 0) return ["Nothing is missing."];
  return [
    "These could not be read when this export was made. Try downloading it again later:",
    ...missing.map((m) => `  ${m}`),
  ];
}
