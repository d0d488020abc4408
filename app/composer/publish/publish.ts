/** The way from "Publish" to a story: photos are uploaded, looked at a second time, and then the story is written. */
import type { FoundFace, UploadState } from "~/composer/photos/composed-photo";
import type { ProcessedImage, Story, UploadedImage } from "~/contract/story";
import type { FaceId, UncoveredFace, UncoveredImage } from "~/contract/second-look";
import { patiently, waitsFor, type Patience } from "./patience";
import type { PhotoToPublish, Publication } from "./publication";
import { findingsOf } from "./second-look";
import type { StoryBody } from "./story-api";
import { UploadError } from "./upload-error";
import type { PhotoToUpload, UploadOptions } from "./upload-photo";

/** The faces of a photo that its author is asked about. */
export interface PhotoDoubts {
  key: string;
  faces: readonly FoundFace[];
}

export type PublishResult =
  | { kind: "published"; storyId: string; isLive: boolean }
  /** The second look saw faces that no region covers: the author is asked about each. */
  | { kind: "doubts"; photos: readonly PhotoDoubts[] }
  | { kind: "no_second_look" }
  /** `mayBeWritten` when the story was on its way: its answer may be what was lost. */
  | { kind: "cancelled"; mayBeWritten: boolean }
  | { kind: "signed_out" }
  /** Another try may succeed. */
  | { kind: "failed"; why: string }
  /** Another try of the same ends alike. */
  | { kind: "refused"; why: string };

export type PublishStep =
  { kind: "uploading"; number: number; of: number } | { kind: "checking" } | { kind: "writing" };

/** The server, as publishing uses it. Each call rejects with `UploadError`, or with the signal's reason. */
export interface PublishServer {
  uploadPhoto: (photo: PhotoToUpload, options: UploadOptions) => Promise<Pick<UploadedImage, "image_id">>;
  lookAgain: (imageId: string, signal: AbortSignal) => Promise<Pick<ProcessedImage, "image_id" | "uncovered">>;
  createStory: (body: StoryBody, key: string, signal: AbortSignal) => Promise<Pick<Story, "id" | "status">>;
  updateStory: (id: string, body: StoryBody, signal: AbortSignal) => Promise<Pick<Story, "id" | "status">>;
}

export interface PublishContext {
  server: PublishServer;
  patience: Patience;
  onStep: (step: PublishStep) => void;
  onUpload: (key: string, upload: UploadState) => void;
  signal: AbortSignal;
  /** Resolves with the Idempotency-Key of a story: the same for the same words and photos. It is kept by then. */
  keyOf: (story: string) => Promise<string>;
}

/** Publishes a story. What is stored already is not sent again, so a retry goes on where it stopped. */
export async function publish(publication: Publication, context: PublishContext): Promise<PublishResult> {
  let isWriting = false;
  const onStep = (step: PublishStep) => {
    isWriting = step.kind === "writing";
    context.onStep(step);
  };
  try {
    return await tryToPublish(publication, { ...context, onStep });
  } catch (error) {
    if (context.signal.aborted) return { kind: "cancelled", mayBeWritten: isWriting };
    return resultOf(error);
  }
}

function resultOf(error: unknown): PublishResult {
  const why = error instanceof Error ? error.message : String(error);
  if (!(error instanceof UploadError)) return { kind: "failed", why };
  if (error.code === "ai_unavailable") return { kind: "no_second_look" };
  if (error.status === 401) return { kind: "signed_out" };
  const mayPass = waitsFor(error) !== null || error.status === 429;
  return { kind: mayPass ? "failed" : "refused", why };
}

async function tryToPublish(publication: Publication, context: PublishContext): Promise<PublishResult> {
  const stored = await uploadAll(publication, context);
  if (publication.secondLook === "asked" && stored.length > 0) {
    context.onStep({ kind: "checking" });
    const doubts = doubtsIn(await lookAtAll(stored, context), stored);
    if (doubts) return doubts;
  }
  context.onStep({ kind: "writing" });
  return writeChecked(publication, stored, context);
}

interface StoredPhoto {
  photo: PhotoToPublish;
  imageId: string;
  /** Faces that the second look found, and that the author leaves as they are. */
  confirmedFaceIds: FaceId[];
}

async function uploadAll({ photos }: Publication, context: PublishContext): Promise<StoredPhoto[]> {
  const stored: StoredPhoto[] = [];
  for (const [index, photo] of photos.entries()) {
    if (photo.imageId === null) context.onStep({ kind: "uploading", number: index + 1, of: photos.length });
    const imageId = photo.imageId ?? (await upload(photo, context));
    stored.push({ photo, imageId, confirmedFaceIds: [] });
  }
  return stored;
}

async function upload(
  { key, original, publicPhoto: { blob, regions, style } }: PhotoToPublish,
  { server, patience, signal, onUpload }: PublishContext,
): Promise<string> {
  const onProgress = (share: number) => onUpload(key, { kind: "sending", share });
  try {
    const send = () => server.uploadPhoto({ publicPhoto: blob, original, regions, style }, { signal, onProgress });
    const { image_id: imageId } = await patiently(send, patience, signal);
    onUpload(key, { kind: "stored", imageId });
    return imageId;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    onUpload(key, signal.aborted ? { kind: "none" } : { kind: "failed", why });
    throw error;
  }
}

/** Asks for the second look at each photo. */
async function lookAtAll(
  stored: StoredPhoto[],
  { server, patience, signal }: PublishContext,
): Promise<UncoveredImage[]> {
  const looks: UncoveredImage[] = [];
  for (const { imageId } of stored) {
    const { image_id, uncovered } = await patiently(() => server.lookAgain(imageId, signal), patience, signal);
    looks.push({ image_id, faces: uncovered });
  }
  return looks;
}

/** Notes which faces the author has left as they are; returns the others, which are asked about; null when there are none. */
function doubtsIn(
  looks: readonly UncoveredImage[],
  stored: StoredPhoto[],
): (PublishResult & { kind: "doubts" }) | null {
  const photos = stored.flatMap((each): PhotoDoubts[] => {
    const faces = looks.find((look) => look.image_id === each.imageId)?.faces ?? [];
    const { confirmed, toAsk } = findingsIn(each.photo, faces);
    each.confirmedFaceIds = confirmed;
    return toAsk.length === 0 ? [] : [{ key: each.photo.key, faces: toAsk }];
  });
  return photos.length === 0 ? null : { kind: "doubts", photos };
}

function findingsIn({ publicPhoto, size, found }: PhotoToPublish, faces: readonly UncoveredFace[]) {
  return findingsOf(faces, { publicPhoto: publicPhoto.size, photo: size, found });
}

/** Writes the story. The server looks itself, whatever was asked before: what it finds is asked about like any other find. */
async function writeChecked(
  publication: Publication,
  stored: StoredPhoto[],
  context: PublishContext,
): Promise<PublishResult> {
  try {
    return await writeStory(publication, stored, context);
  } catch (error) {
    if (!(error instanceof UploadError) || error.code !== "uncovered_people") throw error;
    const doubts = doubtsIn(error.uncovered, stored);
    // All of them were answered before: the story only did not say so.
    return doubts ?? (await writeStory(publication, stored, context));
  }
}

async function writeStory(
  publication: Publication,
  stored: StoredPhoto[],
  { server, patience, signal, keyOf }: PublishContext,
): Promise<PublishResult> {
  const { storyId } = publication.story;
  const body = bodyOf(publication, stored);
  const key = await keyOf(JSON.stringify(body));
  const write = () =>
    storyId === null ? server.createStory(body, key, signal) : server.updateStory(storyId, body, signal);
  const { id, status } = await patiently(write, patience, signal);
  return { kind: "published", storyId: id, isLive: status === "published" };
}

function bodyOf({ story, secondLook }: Publication, stored: readonly StoredPhoto[]): StoryBody {
  const all = [...story.existing, ...stored.map(({ imageId, photo }) => ({ id: imageId, alt: photo.alt }))];
  return {
    title: story.title,
    body: story.body,
    image_ids: all.map(({ id }) => id),
    image_alts: Object.fromEntries(all.map(({ id, alt }) => [id, alt])),
    confirmed_face_ids: stored.flatMap(({ confirmedFaceIds }) => confirmedFaceIds),
    confirmed_image_ids: secondLook === "skipped" ? stored.map(({ imageId }) => imageId) : [],
  };
}
