import type { Region } from "~/contract/photo";
import { UploadedImage } from "~/contract/story";
import { errorOfAnswer, noAnswerError } from "./upload-error";

export interface PhotoToUpload {
  publicPhoto: Blob;
  /** Null when its author keeps it on the device. */
  original: Blob | null;
  /** In pixels of the public photo. */
  regions: Region[];
}

/** What an upload uses of an XMLHttpRequest. */
export interface UploadRequest extends EventTarget {
  readonly upload: EventTarget;
  responseType: XMLHttpRequestResponseType;
  readonly status: number;
  readonly response: unknown;
  open(method: string, url: string): void;
  send(body: FormData): void;
  abort(): void;
}

/** @param onProgress is called with the share sent, 0 to 1 */
export interface UploadOptions {
  signal: AbortSignal;
  onProgress: (share: number) => void;
}

/**
 * Uploads a photo by XMLHttpRequest: `fetch` reports no progress of what it sends.
 * @throws {UploadError} with a sentence for the author; the signal's reason when aborted
 */
export function uploadPhoto(
  photo: PhotoToUpload,
  { signal, onProgress }: UploadOptions,
  request: UploadRequest = new XMLHttpRequest(),
): Promise<UploadedImage> {
  return new Promise((resolve, reject) => {
    request.open("POST", "/api/stories/upload-image");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => onProgress(shareOf(event)));
    request.addEventListener("load", () => {
      const uploaded = UploadedImage.safeParse(request.response);
      if (request.status === 201 && uploaded.success) resolve(uploaded.data);
      else reject(errorOfAnswer(request.status, request.response));
    });
    request.addEventListener("error", () => reject(noAnswerError()));
    request.addEventListener("abort", () => reject(signal.reason));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    if (signal.aborted) reject(signal.reason);
    else request.send(formOf(photo));
  });
}

function formOf(photo: PhotoToUpload): FormData {
  const form = new FormData();
  form.set("image_blurred", photo.publicPhoto, "copy");
  if (photo.original) form.set("image_original", photo.original, "original");
  form.set("face_coordinates", JSON.stringify(photo.regions));
  return form;
}

function shareOf(event: Event): number {
  const { loaded, total } = event as ProgressEvent; // the only kind that "progress" has
  return total > 0 ? loaded / total : 0;
}
