import { build } from "../build";

const shellName = (version: string) => `heartfelt-shell.${version}`;
const composerName = (version: string) => `heartfelt-composer.${version}`;
const prefixes = ["heartfelt-shell.", "heartfelt-composer."];

/** Returns a file of a build, whichever: from a cache, or from the network, and then it is kept. */
export async function assetOf(request: Request): Promise<Response> {
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.status === 200) await put(request, answer.clone()).catch(() => undefined); // a full disk keeps nothing
  return answer;
}

async function put(request: Request | string, answer: Response): Promise<void> {
  await (await caches.open(shellName(build.version))).put(request, answer);
}

/** Keeps what pages need to be read; and the composer, where the version before kept it. */
export async function keepShell(): Promise<void> {
  const wasComposed = (await caches.keys()).some((name) => name.startsWith("heartfelt-composer."));
  await (await caches.open(shellName(build.version))).addAll(build.shell);
  if (wasComposed) await keepComposer();
}

/** Keeps what composing and reviewing needs: once, as a file never changes at its address. */
export async function keepComposer(): Promise<void> {
  const cache = await caches.open(composerName(build.version));
  await addMissing(cache, build.composer);
}

/** Keeps the files that a page names and that nothing has kept yet: it may be of a later build. */
export async function keepAssets(paths: readonly string[]): Promise<void> {
  await addMissing(await caches.open(shellName(build.version)), paths);
}

async function addMissing(cache: Cache, paths: readonly string[]): Promise<void> {
  const found = await Promise.all(paths.map((path) => caches.match(path, { ignoreVary: true })));
  await cache.addAll(paths.filter((_path, index) => !found[index]));
}

/**
 * Deletes the files of old builds, but those of the one before: a page that was kept, or that another tab shows, has the
 * version that it came with.
 */
export async function deleteOldAssets(): Promise<void> {
  const names = await caches.keys(); // in the order in which they were made
  for (const prefix of prefixes) {
    const others = names.filter((name) => name.startsWith(prefix) && name !== prefix + build.version);
    await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
  }
}
