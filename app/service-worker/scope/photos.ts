import { isKeptPhoto, maxPhotos } from "../kept-pages";
import { openKept, removeSurplus } from "./kept";

/**
 * Returns a public photo from the network, and keeps it for when there is none. One that is gone from the server is gone
 * here, too; those of conversations are never kept.
 */
export async function photoOf(event: FetchEvent): Promise<Response> {
  const { request } = event;
  try {
    const answer = await fetch(request);
    const copy = answer.clone();
    event.waitUntil(keep(request, copy).catch(() => undefined)); // a full disk keeps nothing
    return answer;
  } catch (error) {
    const kept = await (await openKept("photos"))?.match(request, { ignoreVary: true });
    if (!kept) throw error;
    return kept;
  }
}

async function keep(request: Request, answer: Response): Promise<void> {
  const cache = await openKept("photos");
  if (answer.status === 404 || answer.status === 410) await cache?.delete(request, { ignoreVary: true });
  if (!isKeptPhoto(answer) || !cache) return;
  await cache.put(request, answer);
  await removeSurplus(cache, maxPhotos);
}
