/**
 * The addresses whose reads a replica of the database may answer. They are those that most people read most often, and that
 * show what is public, or the reader's own: what somebody else did a moment ago may come a moment late there.
 *
 * All else reads the primary. A conversation and its list are what the rooms hold besides D1; a news of the inbox leads to
 * pages that must have it; originals, pictures, tokens, staff and settings decide what may be seen or done.
 */
export const nearbyPaths = ["/", "/me", "/stories/:id", "/api/stories", "/api/stories/:id"];

const id = "[0-9a-f-]{36}";

/** Pages' data, too: the router asks for it at the page's address and `.data`, and for the feed's at `/_root.data`. */
const nearby = new RegExp(`^(?:${nearbyPaths.map((path) => path.replace(":id", id)).join("|")}|/_root)(?:\\.data)?$`);

/** Returns whether a replica may answer what a call reads, by its address or by its row in the API's table. */
export function isReadNearby({ method, path }: { method: string; path: string }): boolean {
  if (method !== "GET" && method !== "HEAD") return false;
  return nearbyPaths.includes(path) || nearby.test(path);
}
