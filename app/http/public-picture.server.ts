/** Public pictures as visitors get them: from the cache of the data centre that answers, where it has them. */
import type { PhotoFile, RangeOf } from "~/domain/photos/photos.server";
import type { KeptPicture, Services } from "~/domain/ports";
import { hasCredentials, publicPhotoFor } from "./caching.server";
import { notFound } from "./problem.server";
import { rangeOf } from "./range.server";
import { fileOrPartReply, reply } from "./reply.server";

interface PictureCall {
  request: Request;
  services: Pick<Services, "pictureCache" | "afterAnswer" | "now">;
}

/**
 * Answers who asks for a public picture. A visitor may get it from the cache, and what they get is kept there; of whoever
 * sends credentials, good or bad, the database decides each time, as blocks and their own photos do.
 */
export async function publicPictureReply(call: PictureCall, read: (rangeOf: RangeOf) => Promise<PhotoFile | null>) {
  const { request, services } = call;
  if (hasCredentials(request)) return replyOf(request, await read((size) => rangeOf(request.headers, size)));
  const { pathname } = new URL(request.url);
  const kept = await services.pictureCache.find(pathname);
  if (kept) return keptReply(request, kept);
  const askedAt = services.now();
  const file = await read((size) => rangeOf(request.headers, size));
  const answer = replyOf(request, file);
  if (!file?.isPublic || request.method !== "GET" || answer instanceof Response || answer.status !== 200) return answer;
  const [sent, stored] = file.body.tee();
  services.afterAnswer(() => services.pictureCache.keep(pathname, { ...file, body: stored, askedAt }));
  return reply(200, sent, answer.headers);
}

function replyOf(request: Request, file: PhotoFile | null) {
  return file ? fileOrPartReply(request, file) : notFound();
}

async function keptReply(request: Request, { restSeconds, ...kept }: KeptPicture) {
  const range = rangeOf(request.headers, kept.size);
  const body = range === null ? kept.body : await partOf(kept.body, range);
  const answer = fileOrPartReply(request, { ...kept, body, range, isPublic: true, isKeptOffline: true });
  if (answer.body === null) await body.cancel();
  answer.headers.set("Cache-Control", publicPhotoFor(restSeconds));
  return answer;
}

async function partOf(whole: ReadableStream, { offset, length }: { offset: number; length: number }) {
  const bytes = await new Response(whole).arrayBuffer();
  return new Blob([bytes.slice(offset, offset + length)]).stream();
}
