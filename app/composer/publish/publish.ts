/** The way from "Publish" to a story: photos are uploaded, looked at a second time, and then the story is written. */
import type { ComposedPhoto } from "~/composer/photos/composed-photo";
import type { PhotosDispatch } from "~/composer/photos/photos-reducer";
import type { ProcessedImage, Story, UploadedImage } from "~/contract/story";
import { composerText } from "~/text/composer";
import type { FaceId, UncoveredFace, UncoveredImage } from "~/contract/second-look";
import { findingsOf } from "./second-look";
import type { StoryBody } from "./story-api";
import { UploadError } from "./upload-error";
import type { PhotoToUpload, UploadOptions } from "./upload-photo";

/** What the author wrote, and what of an edited story stays. */
export interface StoryToPublish {
  title: string;
  body: string;
  keepsOriginals: boolean;
  /** Null for a new story. */
  storyId: string | null;
  /** Photos that are in the story already and stay, with their descriptions. */
  existing: { id: string; alt: string }[];
}

export type PublishResult =
  | { kind: "published"; storyId: string }
  /** The second look saw faces that no region covers: the author is asked about each. */
  | { kind: "doubts"; count: number; key: string }
  | { kind: "no_second_look" }
  | { kind: "cancelled" }
  | { kind: "signed_out" }
  | { kind: "failed"; why: string };

export type PublishStep = { kind: "uploading"; number: number; of: number } | { kind: "checking" };

/** The server, as publishing uses it. Each call rejects with `UploadError`, or with the signal's reason. */
export interface PublishServer {
  uploadPhoto: (photo: PhotoToUpload, options: UploadOptions) => Promise<Pick<UploadedImage, "image_id">>;
  lookAgain: (imageId: string, signal: AbortSignal) => Promise<Pick<ProcessedImage, "image_id" | "uncovered">>;
  createStory: (body: StoryBody, key: string, signal: AbortSignal) => Promise<Pick<Story, "id">>;
  updateStory: (id: string, body: StoryBody, signal: AbortSignal) => Promise<Pick<Story, "id">>;
}

export interface PublishContext {
  server: PublishServer;
  dispatch: PhotosDispatch;
  onStep: (step: PublishStep) => void;
  signal: AbortSignal;
  /** `skipped` when the author has looked again and publishes without the second look. */
  secondLook: "asked" | "skipped";
  /**
   * Returns the Idempotency-Key of a story: the same for the same words and photos, so that a retry after a lost answer
   * creates no second one.
   */
  keyOf: (story: string) => string;
}

/** Publishes a story. What is stored already is not sent again, so a retry goes on where it stopped. */
export async function publish(
  story: StoryToPublish,
  photos: readonly ComposedPhoto[],
  context: PublishContext,
): Promise<PublishResult> {
  try {
    const stored = await uploadAll(story, photos, context);
    if (context.secondLook === "asked") {
      context.onStep({ kind: "checking" });
      const doubts = askAbout(await lookAtAll(stored, context), stored, context);
      if (doubts) return doubts;
    }
    return await writeChecked(story, stored, context);
  } catch (error) {
    if (context.signal.aborted) return { kind: "cancelled" };
    if (error instanceof UploadError && error.code === "ai_unavailable") return { kind: "no_second_look" };
    if (error instanceof UploadError && error.status === 401) return { kind: "signed_out" };
    return { kind: "failed", why: sentenceOf(error) };
  }
}

interface StoredPhoto {
  photo: ComposedPhoto;
  imageId: string;
  /** Faces that the second look found, and that the author leaves as they are. */
  confirmedFaceIds: FaceId[];
}

async function uploadAll(
  story: StoryToPublish,
  photos: readonly ComposedPhoto[],
  context: PublishContext,
): Promise<StoredPhoto[]> {
  const stored: StoredPhoto[] = [];
  for (const [index, photo] of photos.entries()) {
    if (photo.upload.kind !== "stored") context.onStep({ kind: "uploading", number: index + 1, of: photos.length });
    const imageId =
      photo.upload.kind === "stored" ? photo.upload.imageId : await upload(photo, story.keepsOriginals, context);
    stored.push({ photo, imageId, confirmedFaceIds: [] });
  }
  return stored;
}

async function upload(
  { key, file, publicPhoto }: ComposedPhoto,
  keepsOriginal: boolean,
  { server, dispatch, signal }: PublishContext,
): Promise<string> {
  if (publicPhoto.kind !== "ready") throw new Error("A photo without its public photo cannot be uploaded.");
  const { blob, regions } = publicPhoto;
  try {
    const { image_id: imageId } = await server.uploadPhoto(
      { publicPhoto: blob, original: keepsOriginal ? file : null, regions },
      { signal, onProgress: (share) => dispatch({ kind: "upload_changed", key, upload: { kind: "sending", share } }) },
    );
    dispatch({ kind: "upload_changed", key, upload: { kind: "stored", imageId } });
    return imageId;
  } catch (error) {
    const why = sentenceOf(error);
    dispatch({ kind: "upload_changed", key, upload: signal.aborted ? { kind: "none" } : { kind: "failed", why } });
    throw error;
  }
}

/** Asks for the second look at each photo. */
async function lookAtAll(stored: StoredPhoto[], { server, signal }: PublishContext): Promise<UncoveredImage[]> {
  const looks: UncoveredImage[] = [];
  for (const { imageId } of stored) {
    const { image_id, uncovered } = await server.lookAgain(imageId, signal);
    looks.push({ image_id, faces: uncovered });
  }
  return looks;
}

/** Notes which faces the author has left as they are, and brings the others to review; null when there are none. */
function askAbout(
  looks: readonly UncoveredImage[],
  stored: StoredPhoto[],
  { dispatch }: PublishContext,
): (PublishResult & { kind: "doubts" }) | null {
  let count = 0;
  let first: string | null = null;
  for (const each of stored) {
    const faces = looks.find((look) => look.image_id === each.imageId)?.faces ?? [];
    const { confirmed, toAsk } = findingsIn(each.photo, faces);
    each.confirmedFaceIds = confirmed;
    if (toAsk.length === 0) continue;
    const { key } = each.photo;
    count += toAsk.length;
    first ??= key;
    dispatch({ kind: "second_look_found", key, faces: toAsk, note: composerText.doubts(toAsk.length) });
  }
  return first === null ? null : { kind: "doubts", count, key: first };
}

function findingsIn({ publicPhoto, size, found }: ComposedPhoto, faces: readonly UncoveredFace[]) {
  if (publicPhoto.kind !== "ready") throw new Error("A photo without its public photo was not uploaded.");
  return findingsOf(faces, { publicPhoto: publicPhoto.size, photo: size, found });
}

/** Writes the story. The server looks itself, whatever was asked before: what it finds is asked about like any other find. */
async function writeChecked(
  story: StoryToPublish,
  stored: StoredPhoto[],
  context: PublishContext,
): Promise<PublishResult> {
  try {
    return { kind: "published", storyId: await writeStory(story, stored, context) };
  } catch (error) {
    if (!(error instanceof UploadError) || error.code !== "uncovered_people") throw error;
    const doubts = askAbout(error.uncovered, stored, context);
    // All of them were answered before: the story only did not say so.
    return doubts ?? { kind: "published", storyId: await writeStory(story, stored, context) };
  }
}

async function writeStory(
  story: StoryToPublish,
  stored: StoredPhoto[],
  { server, signal, keyOf, secondLook }: PublishContext,
): Promise<string> {
  const all = [...story.existing, ...stored.map(({ imageId, photo }) => ({ id: imageId, alt: photo.alt }))];
  const body: StoryBody = {
    title: story.title,
    body: story.body,
    image_ids: all.map(({ id }) => id),
    image_alts: Object.fromEntries(all.map(({ id, alt }) => [id, alt])),
    confirmed_face_ids: stored.flatMap(({ confirmedFaceIds }) => confirmedFaceIds),
    confirmed_image_ids: secondLook === "skipped" ? stored.map(({ imageId }) => imageId) : [],
  };
  const written =
    story.storyId === null
      ? await server.createStory(body, keyOf(JSON.stringify(body)), signal)
      : await server.updateStory(story.storyId, body, signal);
  return written.id;
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
