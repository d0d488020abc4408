import { Problem } from "~/contract/problem";
import { ProcessedImage, UploadedImage } from "~/contract/story";
import type { Region } from "~/contract/photo";

/** The server said no, in a sentence for the author; `status` is HTTP's, 0 when no answer came. */
export class UploadFailed extends Error {
  constructor(
    message: string,
    readonly status: number,
    readonly code: string | null = null,
  ) {
    super(message);
    this.name = "UploadFailed";
  }
}

export interface PhotoToUpload {
  copy: Blob;
  /** Null when its author keeps it on the device. */
  original: Blob | null;
  /** In pixels of the copy. */
  regions: Region[];
}

/**
 * Uploads a photo. `fetch` tells nothing of its progress, so this asks XMLHttpRequest.
 * @param onProgress share sent, 0 to 1
 * @throws {UploadFailed} with a sentence for the author; the signal's reason when aborted
 */
export function uploadPhoto(
  photo: PhotoToUpload,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (share: number) => void },
): Promise<UploadedImage> {
  const form = new FormData();
  form.set("image_blurred", photo.copy, "copy");
  if (photo.original) form.set("image_original", photo.original, "original");
  form.set("face_coordinates", JSON.stringify(photo.regions));
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/api/stories/upload-image");
    request.responseType = "json";
    request.upload.addEventListener("progress", ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0));
    request.addEventListener("load", () => {
      const uploaded = UploadedImage.safeParse(request.response);
      if (request.status === 201 && uploaded.success) resolve(uploaded.data);
      else reject(failureOf(request.status, request.response));
    });
    request.addEventListener("error", () => reject(noAnswer()));
    request.addEventListener("abort", () => reject(signal.reason));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    if (signal.aborted) reject(signal.reason);
    else request.send(form);
  });
}

/** Asks for the second look. Rejects with `UploadFailed` when it is not available. */
export async function lookAgain(imageId: string, signal: AbortSignal): Promise<ProcessedImage> {
  return ProcessedImage.parse(
    await sendJson("/api/images/process", { method: "POST", body: { image_id: imageId }, signal }),
  );
}

interface JsonToSend {
  method: "POST" | "PATCH" | "DELETE";
  body: unknown;
  signal: AbortSignal;
  /** What is created is created once for each key, however often it is sent. */
  key?: string;
}

/** Sends JSON to the API, and gives its JSON answer, null when it has none. Rejects with `UploadFailed`. */
export async function sendJson(path: string, { method, body, signal, key }: JsonToSend): Promise<unknown> {
  const headers = { "Content-Type": "application/json", ...(key !== undefined && { "Idempotency-Key": key }) };
  const answer = await fetch(path, { method, headers, body: JSON.stringify(body), signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw error instanceof TypeError ? noAnswer() : error;
  });
  const json: unknown = await answer.json().catch(() => null);
  if (!answer.ok) throw failureOf(answer.status, json);
  return json;
}

function noAnswer(): UploadFailed {
  return new UploadFailed("No answer came: check the network and try again. Your work is kept.", 0);
}

function failureOf(status: number, body: unknown): UploadFailed {
  const problem = Problem.safeParse(body);
  if (status === 401) {
    return new UploadFailed(
      "You were signed out. Sign in in another tab, come back here and try again: your work is kept.",
      status,
    );
  }
  if (problem.success) return new UploadFailed(problem.data.detail, status, problem.data.code);
  return new UploadFailed("Heartfelt did not answer as it should: try again in a moment. Your work is kept.", status);
}
