import {
  audienceHeader,
  audienceOf,
  cacheOf,
  isForOthers,
  isFresh,
  keptAtHeader,
  type KeptContent,
  keptFor,
  maxPages,
  surplusOf,
} from "../kept-pages";
import { titleIn, type KeptLink } from "../offline-page";
import { assetsIn, pathOf } from "../requests";
import { offlineText } from "../../text/offline";
import { keepAssets } from "./assets";

/** Returns the page that was kept of an address; null when there is none. */
export async function findKeptPage(url: string): Promise<Response | null> {
  return (await (await openKept("pages"))?.match(pathOf(url), { ignoreVary: true })) ?? null;
}

/** Opens what was kept for whoever used this browser last; null where no page was. */
export async function openKept(content: KeptContent): Promise<Cache | null> {
  const audience = (await caches.keys()).map(audienceOf).find((each) => each !== null);
  return audience === undefined ? null : caches.open(cacheOf(content, audience));
}

/** Returns the pages that were kept, with their HTML, in the order in which they were. */
async function readPages(cache: Cache | null): Promise<{ request: Request; html: string }[]> {
  const requests = (await cache?.keys()) ?? [];
  return Promise.all(
    requests.map(async (request) => ({ request, html: (await (await cache?.match(request))?.text()) ?? "" })),
  );
}

/**
 * Keeps a page where the server allows it, and forgets it where it is gone. Who it was made for is who uses this browser now:
 * what was kept for anybody else goes.
 */
export async function keepAnswer(path: string, answer: Response): Promise<void> {
  const audience = answer.headers.get(audienceHeader);
  if (audience !== null) await forgetOthers(audience);
  if (answer.status === 404 || answer.status === 410) await (await openKept("pages"))?.delete(path);
  const reader = keptFor(answer);
  if (reader !== null) await keepPage(path, answer, reader);
}

async function keepPage(path: string, answer: Response, audience: string): Promise<void> {
  const html = await answer.text();
  const headers = new Headers(answer.headers);
  headers.set(keptAtHeader, String(Date.now()));
  await keepAssets(assetsIn(html));
  const cache = await caches.open(cacheOf("pages", audience));
  await cache.put(path, new Response(html, { headers }));
  await removeSurplus(cache, maxPages);
}

/** Keeps at most so many; the oldest go. */
export async function removeSurplus(cache: Cache, max: number): Promise<void> {
  const urls = (await cache.keys()).map(({ url }) => url);
  await Promise.all(surplusOf(urls, max).map((url) => cache.delete(url)));
}

/** Deletes what was kept for anybody but this audience. */
export async function forgetOthers(audience: string): Promise<void> {
  const others = (await caches.keys()).filter((name) => isForOthers(name, audience));
  await Promise.all(others.map((name) => caches.delete(name)));
}

/** Fetches a page to keep it, unless it was kept a moment ago. */
export async function keepPath(path: string): Promise<void> {
  if (isFresh((await findKeptPage(new URL(path, location.origin).href)) ?? undefined, Date.now())) return;
  const answer = await fetch(path, { credentials: "same-origin", headers: { Accept: "text/html" } });
  await keepAnswer(path, answer);
}

/** Deletes pages whose scripts are gone with their build. */
export async function deleteOldPages(): Promise<void> {
  const cache = await openKept("pages");
  for (const { request, html } of await readPages(cache)) {
    const found = await Promise.all(assetsIn(html).map((path) => caches.match(path, { ignoreVary: true })));
    if (found.includes(undefined)) await cache?.delete(request);
  }
}

/** Returns the way to what is kept: the stories, the composer, and stories that were read. */
export async function listKept(): Promise<KeptLink[]> {
  const pages = await readPages(await openKept("pages"));
  const links = pages.map(({ request, html }) => {
    const path = pathOf(request.url);
    return { path, title: ownTitles[path] ?? titleIn(html) ?? path };
  });
  return links.toSorted((a, b) => placeOf(a) - placeOf(b));
}

const ownTitles: Record<string, string> = { "/": offlineText.stories, "/stories/new": offlineText.compose };

/** The two that lead on come first. */
function placeOf({ path }: KeptLink): number {
  return path in ownTitles ? 0 : 1;
}
