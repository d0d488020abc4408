/** Reads the rows of D1 and the objects of R2 after a soak, from the state of the app once it has stopped. */
import { join } from "node:path";
import { Miniflare } from "miniflare";

/** The database's id in wrangler.toml, by which its local file is named. */
const databaseId = "00000000-0000-4000-8000-000000000001";

/**
 * Compares rows and objects: each photo's files are there, and each file has its photo, or is on the list of what must go.
 * @param {string} folder the app's state
 */
export async function compareState(folder) {
  const server = new Miniflare({
    modules: true,
    script: "export default { fetch: () => new Response() }",
    d1Databases: { DB: databaseId },
    d1Persist: join(folder, "v3/d1"),
    r2Buckets: { R2_BUCKET: "heartfelt-images" },
    r2Persist: join(folder, "v3/r2"),
    cf: false,
  });
  try {
    const database = await server.getD1Database("DB");
    const objects = await keysOf(await server.getR2Bucket("R2_BUCKET"));
    const { results: photos } = await database
      .prepare("SELECT public_key, small_key, thumb_key, original_key FROM story_images")
      .all();
    const { results: removals } = await database.prepare("SELECT object_key FROM pending_removals").all();
    const wanted = new Set(
      photos
        .flatMap((row) => [row.public_key, row.small_key, row.thumb_key, row.original_key])
        .filter((key) => key !== null),
    );
    const going = new Set(removals.map((row) => row.object_key));
    return {
      stories: Number(await database.prepare("SELECT count(*) AS n FROM stories").first("n")),
      photos: photos.length,
      objects: objects.size,
      missing: [...wanted].filter((key) => !objects.has(String(key))).length,
      orphans: [...objects].filter((key) => !wanted.has(key) && !going.has(key)).length,
    };
  } finally {
    await server.dispose();
  }
}

/** @param {Awaited<ReturnType<Miniflare["getR2Bucket"]>>} bucket */
async function keysOf(bucket) {
  /** @type {Set<string>} */
  const keys = new Set();
  for (let cursor; ;) {
    const page = await bucket.list(cursor === undefined ? {} : { cursor });
    for (const { key } of page.objects) keys.add(key);
    if (!page.truncated) return keys;
    cursor = page.cursor;
  }
}
