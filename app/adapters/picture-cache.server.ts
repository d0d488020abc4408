import type { KeptPicture, PictureCache } from "~/domain/ports";

/** The longest that a picture is shown after the database was asked about it: in this cache and in a browser together. */
const maxAgeMs = 300_000;

/** Machines of a data centre agree on the time to within this. */
const clockSkewMs = 5_000;

/** When the database was asked, in milliseconds. */
const askedAtHeader = "X-Asked-At";
const partOfHeader = "X-Part-Of";

type Storage = Pick<Cache, "match" | "put" | "delete">;

interface Place {
  /** Of the app's own addresses; null where nobody asked for one, as in scheduled work: then nothing is kept. */
  origin: string | null;
  now: () => Date;
  onFault: (error: unknown) => void;
}

/** Returns the cache of the data centre that answers. It is a help alone: what it cannot do is as if it were empty. */
export function pictureCacheAt(storage: Storage, { origin, now, onFault }: Place): PictureCache {
  if (origin === null) return emptyCache;
  const { find, keep, forget } = marked(storage, origin, now);
  return {
    find: (path) => find(path).catch((error: unknown) => (onFault(error), null)),
    keep: (path, picture) => keep(path, picture).catch(onFault),
    forget: (whole) => forget(whole).catch(onFault),
  };
}

const emptyCache: PictureCache = {
  find: () => Promise.resolve(null),
  keep: (_path, { body }) => body.cancel(),
  forget: () => Promise.resolve(),
};

/**
 * A cache cannot be searched, so what ends a picture (its story is unpublished, its author leaves) is a mark beside it: a picture
 * counts as gone if the database was asked about it before the mark. That holds for one that is stored just after the mark, too.
 */
function marked(cache: Storage, origin: string, now: () => Date): PictureCache {
  const addressOf = (path: string) => origin + path;
  const markOf = (whole: string) => `${origin}/images/forgotten/${whole}`;

  const isForgotten = async (whole: string, askedAt: number) => {
    const mark = await cache.match(markOf(whole));
    return mark !== undefined && askedAt <= Number(await mark.text()) + clockSkewMs;
  };

  return {
    async find(path) {
      const kept = await cache.match(addressOf(path));
      if (!kept) return null;
      const askedAt = Number(kept.headers.get(askedAtHeader));
      const wholes = kept.headers.get(partOfHeader)?.split(" ") ?? [];
      const forgotten = await Promise.all(wholes.map((whole) => isForgotten(whole, askedAt)));
      const restMs = askedAt + maxAgeMs - now().getTime();
      if (restMs >= 1_000 && !forgotten.includes(true)) return pictureOf(kept, restMs);
      await Promise.all([kept.body?.cancel(), cache.delete(addressOf(path))]);
      return null;
    },

    async keep(path, { body, type, size, etag, partOf, askedAt }) {
      const headers = {
        "Content-Type": type,
        "Content-Length": String(size),
        ETag: etag,
        "Cache-Control": `public, max-age=${maxAgeMs / 1_000}`,
        [askedAtHeader]: String(askedAt.getTime()),
        [partOfHeader]: partOf.join(" "),
      };
      await cache.put(addressOf(path), new Response(body, { headers }));
    },

    async forget(whole) {
      const headers = { "Content-Type": "text/plain", "Cache-Control": `public, max-age=${maxAgeMs / 1_000}` };
      await cache.put(markOf(whole), new Response(String(now().getTime()), { headers }));
    },
  };
}

function pictureOf({ headers, body }: Response, restMs: number): KeptPicture {
  return {
    body: body as ReadableStream, // of a 200
    type: headers.get("Content-Type") ?? "",
    size: Number(headers.get("Content-Length")),
    etag: headers.get("ETag") ?? "",
    restSeconds: Math.floor(restMs / 1_000),
  };
}
