/** Runs in workerd over D1 and R2 of a local state: each question is one request, and one answer. */

/**
 * @typedef {Awaited<ReturnType<import("miniflare").Miniflare["getD1Database"]>>} D1
 * @typedef {Awaited<ReturnType<import("miniflare").Miniflare["getR2Bucket"]>>} Bucket
 * @typedef {{ R2_BUCKET: Bucket }} Bindings and the databases, each a `D1`
 */

export default {
  /** @param {Request} request @param {Bindings} bindings */
  async fetch(request, bindings) {
    const { R2_BUCKET: bucket } = bindings;
    const { pathname, searchParams } = new URL(request.url);
    const key = searchParams.get("key") ?? "";
    switch (`${request.method} ${pathname}`) {
      case "GET /objects":
        return Response.json(await readObjects(bucket));
      case "GET /object": {
        const object = await bucket.get(key);
        return object === null ? new Response(null, { status: 404 }) : new Response(await object.arrayBuffer());
      }
      case "PUT /object":
        await bucket.put(key, await request.arrayBuffer());
        return new Response();
      case "POST /query": {
        const { binding, sql, values } = /** @type {{ binding: string, sql: string, values: unknown[] }} */ (
          await request.json()
        );
        const statement = databaseOf(bindings, binding).prepare(sql);
        return Response.json((await statement.bind(...values).all()).results);
      }
      case "POST /batch": {
        const { binding, statements } = /** @type {{ binding: string, statements: string[] }} */ (await request.json());
        const database = databaseOf(bindings, binding);
        const outcomes = await database.batch(statements.map((sql) => database.prepare(sql)));
        return Response.json(outcomes.map(({ results }) => results));
      }
      default:
        return new Response(null, { status: 404 });
    }
  },
};

/** @param {Bindings} bindings @param {string} binding @returns {D1} */
function databaseOf(bindings, binding) {
  return Reflect.get(bindings, binding);
}

/** @param {Bucket} bucket @returns {Promise<import("./local-state.mjs").StoredObject[]>} */
async function readObjects(bucket) {
  const objects = [];
  /** @type {string | undefined} */
  let cursor;
  do {
    const page = await bucket.list({ cursor, limit: 500 });
    for (const { key, size } of page.objects) {
      const object = await bucket.get(key);
      const digest = await crypto.subtle.digest("SHA-256", (await object?.arrayBuffer()) ?? new ArrayBuffer(0));
      objects.push({ key, bytes: size, sha256: hexOf(digest) });
    }
    cursor = page.truncated ? page.cursor : undefined;
  } while (cursor !== undefined);
  return objects.toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

/** @param {ArrayBuffer} bytes */
function hexOf(bytes) {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
