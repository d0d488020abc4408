import { fetchCached } from "./asset-cache";

/** Caches the files at these addresses, and answers once, when they are cached or cannot be. */
self.addEventListener("message", ({ data }: MessageEvent<string[]>) => {
  void keep(data)
    .catch(() => undefined)
    .then(() => self.postMessage(null));
});

/** What is cached already is not fetched again. */
async function keep(addresses: readonly string[]): Promise<void> {
  // One after the other: a photo that is added meanwhile comes first.
  for (const address of addresses) {
    const file = await fetchCached(address);
    await file.body?.cancel(); // it is kept, not read
  }
}
