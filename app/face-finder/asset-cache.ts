/** The finder's files that the browser caches for when it is offline: manifest, weights and WebAssembly. */
const cacheName = "heartfelt-finder";

/**
 * Returns a file that never changes at its address, from the cache if it is there; else fetches and caches it.
 * @throws {Error} when it is neither cached nor can be fetched
 */
export async function fetchCached(address: string): Promise<Response> {
  const cached = await (await openCache())?.match(address);
  if (cached) return cached;
  const response = await fetch(address);
  if (!response.ok) throw new Error(`The face finder could not fetch ${address.split("?")[0]} (${response.status}).`);
  await cache(address, response.clone());
  return response;
}

/**
 * Returns the newest version of a file, or the cached one when the network or the server fails.
 * @throws {Error} when it can neither be fetched nor is cached
 */
export async function fetchNewest(address: string): Promise<Response> {
  const response = await fetch(address, { cache: "no-cache" }).catch(() => null);
  if (response?.ok) {
    await cache(address, response.clone());
    return response;
  }
  const cached = await (await openCache())?.match(address);
  if (!cached) throw new Error(`The face finder could not fetch ${address} (${response?.status ?? "no connection"}).`);
  return cached;
}

/** Removes a file that turned out to be broken, so that the next search fetches it again. */
export async function removeCached(address: string): Promise<void> {
  await (await openCache())?.delete(address);
}

/** Caching is best effort: a full disk or a private window must not stop the finder. */
async function cache(address: string, response: Response): Promise<void> {
  try {
    await (await openCache())?.put(address, response);
  } catch {
    // The browser's own HTTP cache still has it for a day.
  }
}

async function openCache(): Promise<Cache | null> {
  try {
    return await caches.open(cacheName);
  } catch {
    return null;
  }
}
