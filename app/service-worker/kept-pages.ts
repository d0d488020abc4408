/** Which pages the service worker keeps, for whom, and how many. Pure. */

/** The headers by which the server marks a page (`app/http/audience.server.ts`): whom it was made for, and that it may be kept. */
export const audienceHeader = "Heartfelt-Audience";
export const keepHeader = "Heartfelt-Keep";

/** When a page was kept, in milliseconds since 1970. */
export const keptAtHeader = "Heartfelt-Kept-At";

/** Of pages that a visitor sees. */
export const publicAudience = "public";

/** The kinds of content of which the worker has a cache each. */
const contents = ["pages", "photos"] as const;
export type KeptContent = (typeof contents)[number];

/** The name says for whom: at any time there are those of one audience alone. */
export function cacheOf(content: KeptContent, audience: string): string {
  return `heartfelt-${content}.${audience}`;
}

/** Returns the audience in the name of a cache of pages; null for any other cache. */
export function audienceOf(name: string): string | null {
  return /^heartfelt-pages\.(.+)$/.exec(name)?.[1] ?? null;
}

/** Returns whether a cache holds what another audience saw. */
export function isForOthers(name: string, audience: string): boolean {
  return contents.some((content) => name.startsWith(`heartfelt-${content}.`) && name !== cacheOf(content, audience));
}

/** Returns whether a photo may be kept: the server says so of those of stories, never of a conversation's. */
export function isKeptPhoto({ status, headers }: Pick<Response, "status" | "headers">): boolean {
  return status === 200 && headers.get(keepHeader) === "offline";
}

/** Returns whom an answer was made for, when it may be kept; null otherwise. */
export function keptFor(answer: Pick<Response, "status" | "redirected" | "headers">): string | null {
  const mayBeKept = answer.status === 200 && !answer.redirected && answer.headers.get(keepHeader) === "offline";
  return mayBeKept ? answer.headers.get(audienceHeader) : null;
}

/** A page that was kept so recently is not fetched again to be kept. */
const freshMs = 10 * 60_000;

/** Returns whether a page was kept a moment ago. */
export function isFresh(kept: Response | undefined, now: number): boolean {
  return kept !== undefined && now - Number(kept.headers.get(keptAtHeader)) < freshMs;
}

/** About 2 MB, and a few evenings of reading. */
export const maxPages = 40;
/** About 15 MB. */
export const maxPhotos = 120;

/** Pages that do not make room for others. */
const lasting = new Set(["/", "/stories/new"]);

/**
 * Returns which of the kept ones make room.
 * @param urls in the order in which they were kept
 */
export function surplusOf(urls: readonly string[], max: number): string[] {
  const removable = urls.filter((url) => !lasting.has(new URL(url).pathname + new URL(url).search));
  return removable.slice(0, Math.max(0, urls.length - max));
}
