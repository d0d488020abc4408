import { api } from "~/client/api";
import type { ApiClient } from "~/client/api-client";
import type { Failure } from "~/client/body-of";
import { fetchWithProgress, type UploadRequest } from "~/client/xhr-fetch";
import type { ConnectionId } from "~/contract/ids";
import { chatText } from "~/text/chat";
import type { UnsentPhoto } from "./unsent-photo";

/** The outcome of an upload: all is there, one was refused for good, or it is worth another try. */
export type UploadOutcome =
  { kind: "uploaded" } | { kind: "refused"; sentence: string } | { kind: "later"; waitMs: number | null };

export interface UploadWork {
  signal: AbortSignal;
  /** Called with the share of all bytes that was sent, 0 to 1. */
  onProgress: (share: number) => void;
  /** Called with all photos after each that was uploaded. */
  onUploaded: (photos: UnsentPhoto[]) => void;
}

/** Passed by tests. */
interface UploadTools {
  client: Pick<ApiClient, "call">;
  newRequest?: () => UploadRequest;
}

/** Uploads those of a message's photos that were not uploaded yet, one after the other. Rejects when the signal aborts. */
export async function uploadPhotos(
  room: ConnectionId,
  photos: readonly UnsentPhoto[],
  { signal, onProgress, onUploaded }: UploadWork,
  tools: UploadTools = { client: api },
): Promise<UploadOutcome> {
  const all = photos.reduce((sum, photo) => sum + bytesOf(photo), 0);
  let current = [...photos];
  let sent = 0;
  for (const [index, photo] of photos.entries()) {
    const before = sent;
    sent += bytesOf(photo);
    if (photo.uploaded) continue;
    const result = await tools.client.call("POST /api/connections/:id/photos", {
      params: { id: room },
      query: { cover_style: photo.style },
      body: formOf(photo),
      idempotencyKey: photo.key,
      signal,
      fetch: fetchWithProgress((share) => onProgress((before + share * bytesOf(photo)) / all), tools.newRequest),
    });
    if (result.kind !== "answer") return failed(result);
    const { image_id, blurred_url, original_url } = result.body;
    const uploaded = { image_id, blurred_url, ...(original_url !== undefined && { original_url }) };
    current = current.with(index, { ...photo, uploaded });
    onUploaded(current);
  }
  return { kind: "uploaded" };
}

function formOf({ regions, copy, original, alt }: UnsentPhoto) {
  return {
    // In this order: the server has checked the copy before it takes the original.
    face_coordinates: JSON.stringify(regions),
    caption: alt,
    image_blurred: new File([copy], "copy"),
    ...(original && { image_original: new File([original], "original") }),
  };
}

function bytesOf({ copy, original }: UnsentPhoto): number {
  return copy.size + (original?.size ?? 0);
}

/** Answers that another try may change: signed out for now, the same upload in another tab, too much at once. */
const passingStatuses = new Set([401, 408, 409, 425, 429]);

function failed(failure: Failure): UploadOutcome {
  if (failure.kind === "no_answer") return { kind: "later", waitMs: null };
  const { status, problem, response } = failure;
  if (status >= 500 || passingStatuses.has(status)) {
    const seconds = Number(response.headers.get("Retry-After"));
    return { kind: "later", waitMs: seconds > 0 ? seconds * 1_000 : null };
  }
  return { kind: "refused", sentence: problem?.detail ?? chatText.photosNotTaken };
}
