/** The way from "Publish" to a story: photos are uploaded, looked at a second time, and then the story is written. */
import { Story } from "~/contract/story";
import { lookAgain, sendJson, UploadFailed, uploadPhoto } from "./upload";
import type { ComposedPhoto, PhotosEvent } from "./photos";
import { composerText } from "~/text/composer";
import { doubtsOf } from "./second-look";

/** What the author wrote, and what of a story that is edited stays. */
export interface StoryText {
  title: string;
  body: string;
  keepsOriginals: boolean;
  /** Null for a new story. */
  storyId: string | null;
  /** Photos that are in the story already and stay, with their descriptions. */
  existing: { id: string; alt: string }[];
}

export type PublishOutcome =
  | { kind: "published"; storyId: string }
  /** The second look saw faces that nothing covers: they are marked, and the author looks again. */
  | { kind: "doubts"; count: number; key: string }
  | { kind: "no_second_look" }
  | { kind: "cancelled" }
  | { kind: "signed_out" }
  | { kind: "failed"; why: string };

export interface PublishSteps {
  tell: (event: PhotosEvent) => void;
  onStep: (step: { kind: "uploading"; number: number; of: number } | { kind: "checking" }) => void;
  signal: AbortSignal;
  /** Whether the author has looked again and goes on without the second look. */
  secondLook: "asked" | "skipped";
  /** The key of a story to write: the same for the same words and photos, so that a retry after a lost answer writes no second one. */
  keyOf: (story: string) => string;
}

/** Publishes. What is stored already is not sent again, so a retry goes on where it stopped. */
export async function publish(
  text: StoryText,
  photos: readonly ComposedPhoto[],
  steps: PublishSteps,
): Promise<PublishOutcome> {
  try {
    const stored = await uploadAll(text, photos, steps);
    if (steps.secondLook === "asked") {
      steps.onStep({ kind: "checking" });
      const { count, first } = await checkAll(stored, steps);
      if (first !== null) return { kind: "doubts", count, key: first };
    }
    return { kind: "published", storyId: await writeStory(text, stored, steps) };
  } catch (error) {
    if (steps.signal.aborted) return { kind: "cancelled" };
    if (error instanceof UploadFailed && error.code === "ai_unavailable") return { kind: "no_second_look" };
    if (error instanceof UploadFailed && error.status === 401) return { kind: "signed_out" };
    return { kind: "failed", why: error instanceof Error ? error.message : String(error) };
  }
}

interface Stored {
  photo: ComposedPhoto;
  imageId: string;
  /** The author has seen what the second look found, and kept it as it is. */
  isConfirmed: boolean;
}

async function uploadAll(text: StoryText, photos: readonly ComposedPhoto[], steps: PublishSteps): Promise<Stored[]> {
  const stored: Stored[] = [];
  for (const [index, photo] of photos.entries()) {
    if (photo.upload.kind === "stored") {
      stored.push({ photo, imageId: photo.upload.imageId, isConfirmed: false });
      continue;
    }
    steps.onStep({ kind: "uploading", number: index + 1, of: photos.length });
    const imageId = await upload(photo, text.keepsOriginals, steps);
    stored.push({ photo, imageId, isConfirmed: false });
  }
  return stored;
}

async function upload(photo: ComposedPhoto, keepsOriginal: boolean, { tell, signal }: PublishSteps): Promise<string> {
  if (photo.copy.kind !== "ready") throw new Error("A photo without its public copy cannot be uploaded.");
  const { blob, regions } = photo.copy;
  const { key } = photo;
  try {
    const uploaded = await uploadPhoto(
      { copy: blob, original: keepsOriginal ? photo.file : null, regions },
      { signal, onProgress: (share) => tell({ kind: "uploading", key, upload: { kind: "sending", share } }) },
    );
    tell({ kind: "uploading", key, upload: { kind: "stored", imageId: uploaded.image_id } });
    return uploaded.image_id;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    tell({ kind: "uploading", key, upload: signal.aborted ? { kind: "none" } : { kind: "failed", why } });
    throw error;
  }
}

/**
 * Looks at each photo a second time. What it finds comes back as marks that are not certain; a photo whose author has
 * seen such marks and decided is not asked about again.
 */
async function checkAll(
  stored: Stored[],
  { tell, signal }: PublishSteps,
): Promise<{ count: number; first: string | null }> {
  let count = 0;
  let first: string | null = null;
  for (const one of stored) {
    const { photo, imageId } = one;
    const { uncovered } = await lookAgain(imageId, signal);
    one.isConfirmed = uncovered.length > 0;
    if (uncovered.length === 0 || photo.copy.kind !== "ready") continue;
    const from = { copy: photo.copy.size, photo: photo.size, history: photo.history };
    const marks = doubtsOf(uncovered, from, () => crypto.randomUUID());
    if (marks.length === 0) continue;
    count += marks.length;
    first ??= photo.key;
    tell({ kind: "doubted", key: photo.key, marks, note: composerText.doubts(marks.length) });
  }
  return { count, first };
}

async function writeStory(
  text: StoryText,
  stored: Stored[],
  { signal, keyOf }: Pick<PublishSteps, "signal" | "keyOf">,
): Promise<string> {
  const all = [...text.existing, ...stored.map(({ imageId, photo }) => ({ id: imageId, alt: photo.alt }))];
  const body = {
    title: text.title,
    body: text.body,
    image_ids: all.map(({ id }) => id),
    image_alts: Object.fromEntries(all.map(({ id, alt }) => [id, alt])),
    confirmed_image_ids: stored.filter(({ isConfirmed }) => isConfirmed).map(({ imageId }) => imageId),
  };
  const answer =
    text.storyId === null
      ? await sendJson("/api/stories", { method: "POST", body, signal, key: keyOf(JSON.stringify(body)) })
      : await sendJson(`/api/stories/${text.storyId}`, { method: "PATCH", body, signal });
  return Story.parse(answer).id;
}
