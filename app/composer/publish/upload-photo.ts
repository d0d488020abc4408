import { api } from "~/client/api";
import type { ApiClient } from "~/client/api-client";
import { bodyOf } from "~/client/body-of";
import { type Fields, hasFields, isText, isWhole, optional } from "~/client/shapes";
import { fetchWithProgress, type UploadRequest } from "~/client/xhr-fetch";
import type { Redaction } from "~/composer/photos/composed-photo";
import type { UploadedImage } from "~/contract/story";
import { badAnswerError, uploadErrorOf } from "./upload-error";

const uploadedFields: Fields<UploadedImage> = {
  image_id: isText,
  blurred_url: isText,
  original_url: optional(isText),
  width: isWhole,
  height: isWhole,
  faces_detected: isWhole,
};

/** Regions in pixels of the public photo. */
export interface PhotoToUpload extends Redaction {
  publicPhoto: Blob;
  /** Null when its author keeps it on the device. */
  original: Blob | null;
}

/** @param onProgress is called with the share sent, 0 to 1 */
export interface UploadOptions {
  signal: AbortSignal;
  onProgress: (share: number) => void;
  client?: Pick<ApiClient, "call">;
  newRequest?: () => UploadRequest;
}

/**
 * Uploads a photo.
 * @throws {UploadError} with a sentence for the author; the signal's reason when aborted
 */
export async function uploadPhoto(
  { publicPhoto, original, regions, style }: PhotoToUpload,
  { signal, onProgress, client = api, newRequest }: UploadOptions,
): Promise<UploadedImage> {
  const result = await client.call("POST /api/stories/upload-image", {
    query: { cover_style: style },
    body: {
      // In this order: the server has checked the copy before it takes the original.
      face_coordinates: JSON.stringify(regions),
      image_blurred: new File([publicPhoto], "copy"),
      ...(original && { image_original: new File([original], "original") }),
    },
    signal,
    fetch: fetchWithProgress(onProgress, newRequest),
  });
  const uploaded: unknown = bodyOf(result, uploadErrorOf);
  if (!hasFields<UploadedImage>(uploaded, uploadedFields)) {
    throw badAnswerError(result.kind === "no_answer" ? 0 : result.status);
  }
  return uploaded;
}
