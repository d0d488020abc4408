import { ProcessedImage, Story } from "~/contract/story";
import { errorOfAnswer, noAnswerError } from "./upload-error";

/** A story as it is written: its words, its photos in their order, and which second looks its author has answered. */
export interface StoryBody {
  title: string;
  body: string;
  image_ids: string[];
  image_alts: Record<string, string>;
  confirmed_image_ids: string[];
}

/** Asks for the second look. @throws {UploadError} when it is not available */
export async function lookAgain(imageId: string, signal: AbortSignal): Promise<ProcessedImage> {
  return ProcessedImage.parse(
    await sendJson("/api/images/process", { method: "POST", body: { image_id: imageId }, signal }),
  );
}

/** Creates a story once for each key, however often it is sent. @throws {UploadError} */
export async function createStory(body: StoryBody, key: string, signal: AbortSignal): Promise<Story> {
  return Story.parse(await sendJson("/api/stories", { method: "POST", body, signal, key }));
}

/** @throws {UploadError} */
export async function updateStory(id: string, body: StoryBody, signal: AbortSignal): Promise<Story> {
  return Story.parse(await sendJson(`/api/stories/${id}`, { method: "PATCH", body, signal }));
}

/** @throws {UploadError} */
export async function setStoryStatus(
  id: string,
  status: "published" | "unpublished",
  signal: AbortSignal,
): Promise<void> {
  await sendJson(`/api/stories/${id}`, { method: "PATCH", body: { status }, signal });
}

/** @throws {UploadError} */
export async function deleteStory(id: string, signal: AbortSignal): Promise<void> {
  await sendJson(`/api/stories/${id}`, { method: "DELETE", body: null, signal });
}

interface JsonToSend {
  method: "POST" | "PATCH" | "DELETE";
  body: unknown;
  signal: AbortSignal;
  /** An Idempotency-Key. */
  key?: string;
}

/** Sends JSON to the API and returns its JSON answer, null when it has none. @throws {UploadError} */
async function sendJson(path: string, { method, body, signal, key }: JsonToSend): Promise<unknown> {
  const headers = { "Content-Type": "application/json", ...(key !== undefined && { "Idempotency-Key": key }) };
  const answer = await fetch(path, { method, headers, body: JSON.stringify(body), signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw error instanceof TypeError ? noAnswerError() : error;
  });
  const json: unknown = await answer.json().catch(() => null);
  if (!answer.ok) throw errorOfAnswer(answer.status, json);
  return json;
}
