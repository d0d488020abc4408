import { api } from "~/client/api";
import { bodyOf } from "~/client/body-of";
import type { FaceId } from "~/contract/second-look";
import type { ProcessedImage, Story } from "~/contract/story";
import { uploadErrorOf } from "./upload-error";

/** A story as it is written: its words, its photos in their order, and what its author has confirmed about them. */
export interface StoryBody {
  title: string;
  body: string;
  image_ids: string[];
  image_alts: Record<string, string>;
  /** Faces that the second look found and that stay as they are. */
  confirmed_face_ids: FaceId[];
  /** Photos that the author has checked while the second look was not available. */
  confirmed_image_ids: string[];
}

/** Asks for the second look. @throws {UploadError} when it is not available */
export async function lookAgain(imageId: string, signal: AbortSignal): Promise<ProcessedImage> {
  return bodyOf(await api.call("POST /api/images/process", { body: { image_id: imageId }, signal }), uploadErrorOf);
}

/** Creates a story once for each key, however often it is sent. @throws {UploadError} */
export async function createStory(body: StoryBody, key: string, signal: AbortSignal): Promise<Story> {
  return bodyOf(await api.call("POST /api/stories", { body, idempotencyKey: key, signal }), uploadErrorOf);
}

/** @throws {UploadError} */
export async function updateStory(id: string, body: StoryBody, signal: AbortSignal): Promise<Story> {
  return bodyOf(await api.call("PATCH /api/stories/:id", { params: { id }, body, signal }), uploadErrorOf);
}

/** The changes of a story that is unpublished, or published again with what its author confirms. */
export interface StatusChange {
  status: "published" | "unpublished";
  confirmed_face_ids?: FaceId[];
  confirmed_image_ids?: string[];
  /** The photos that stay; all of them when left out. */
  image_ids?: string[];
}

/** @throws {UploadError} */
export async function changeStatus(id: string, body: StatusChange, signal: AbortSignal): Promise<void> {
  bodyOf(await api.call("PATCH /api/stories/:id", { params: { id }, body, signal }), uploadErrorOf);
}

/** @throws {UploadError} */
export async function deleteStory(id: string, signal: AbortSignal): Promise<void> {
  bodyOf(await api.call("DELETE /api/stories/:id", { params: { id }, signal }), uploadErrorOf);
}
