import { expect, test } from "vitest";
import { createApiClient } from "~/client/api-client";
import { composerText } from "~/text/composer";
import type { UploadRequest } from "~/client/xhr-fetch";
import { uploadPhoto, type PhotoToUpload } from "./upload-photo";
import { UploadError } from "./upload-error";

const photo: PhotoToUpload = {
  publicPhoto: new Blob(["public"]),
  original: new Blob(["original"]),
  regions: [{ x: 1, y: 2, width: 3, height: 4 }],
  style: "hearts",
};
const uploaded = {
  image_id: "0198c0de-0000-7000-8000-000000000001",
  blurred_url: "/images/a",
  width: 800,
  height: 600,
  faces_detected: 1,
};

/** A request whose answer the test decides. */
class FakeRequest extends EventTarget implements UploadRequest {
  readonly upload = new EventTarget();
  responseType: XMLHttpRequestResponseType = "";
  status = 0;
  response: unknown = null;
  headers = "";
  opened: string[] = [];
  sent: FormData | null = null;

  open(method: string, url: string) {
    this.opened = [method, url];
  }
  setRequestHeader() {
    // The test looks at the form alone.
  }
  getAllResponseHeaders() {
    return this.headers;
  }
  send(body: XMLHttpRequestBodyInit | null) {
    this.sent = body instanceof FormData ? body : null;
  }
  abort() {
    this.dispatchEvent(new Event("abort"));
  }
  progress(loaded: number, total: number) {
    this.upload.dispatchEvent(Object.assign(new Event("progress"), { loaded, total }));
  }
  answer(status: number, body: unknown) {
    const type = status < 400 ? "application/json" : "application/problem+json";
    const response = new TextEncoder().encode(JSON.stringify(body)).buffer;
    Object.assign(this, { status, response, headers: `content-type: ${type}\r\n` });
    this.dispatchEvent(new Event("load"));
  }
}

function start(chosen = photo) {
  const request = new FakeRequest();
  const abort = new AbortController();
  const shares: number[] = [];
  const ended = uploadPhoto(chosen, {
    signal: abort.signal,
    onProgress: (share) => void shares.push(share),
    client: createApiClient(),
    newRequest: () => request,
  });
  return { request, abort, shares, ended };
}

/** Returns the error that an upload ends with. */
async function failure(ended: Promise<unknown>): Promise<UploadError> {
  const error: unknown = await ended.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof UploadError) return error;
  throw new Error(`not an upload error: ${String(error)}`);
}

const problem = {
  type: "about:blank",
  title: "Too large",
  status: 413,
  detail: "This photo is larger than 20 MB.",
  code: "too_large",
  request_id: "0198c0de-0000-7000-8000-000000000002",
};

test("an upload sends the public photo, the original, the regions and their style under their names on the wire", async () => {
  const { request, ended } = start();
  request.answer(201, uploaded);
  await ended;
  expect(request.opened).toEqual(["POST", "/api/stories/upload-image?cover_style=hearts"]);
  expect([...(request.sent?.keys() ?? [])]).toEqual(["face_coordinates", "image_blurred", "image_original"]);
  expect(JSON.parse(String(request.sent?.get("face_coordinates")))).toEqual(photo.regions);
});

test("an original that stays on the device is not sent", () => {
  const { request } = start({ ...photo, original: null });
  expect(request.sent?.has("image_original")).toBe(false);
});

test("progress is reported as a share, and as none while the size is unknown", () => {
  const { request, shares } = start();
  request.progress(0, 0);
  request.progress(50, 200);
  request.progress(200, 200);
  expect(shares).toEqual([0, 0.25, 1]);
});

test("a refusal carries the problem's sentence, status and code", async () => {
  const { request, ended } = start();
  request.answer(413, problem);
  expect(await failure(ended)).toMatchObject({ message: problem.detail, status: 413, code: "too_large" });
});

test("an answer that is no problem document, and a 201 without its photo, are errors with a sentence", async () => {
  for (const [status, body] of [
    [502, null],
    [201, { image_id: 7 }],
  ] as const) {
    const { request, ended } = start();
    request.answer(status, body);
    expect(await failure(ended)).toMatchObject({ status, message: composerText.badAnswer });
  }
});

test("a session that ended asks to sign in, whatever the answer says", async () => {
  const { request, ended } = start();
  request.answer(401, problem);
  expect(await failure(ended)).toMatchObject({ status: 401, message: composerText.signedOut });
});

test("a connection that breaks has no status and can be tried again", async () => {
  const { request, ended } = start();
  request.dispatchEvent(new Event("error"));
  expect(await failure(ended)).toMatchObject({ status: 0, code: null, message: composerText.noNetwork });
});

test("a cancelled upload ends with the reason of its signal", async () => {
  const { abort, ended } = start();
  abort.abort(new Error("Cancelled."));
  await expect(ended).rejects.toThrow("Cancelled.");
});

test("an upload that was cancelled before it starts sends nothing", async () => {
  const request = new FakeRequest();
  const signal = AbortSignal.abort(new Error("Cancelled."));
  await expect(uploadPhoto(photo, { signal, onProgress: () => undefined, newRequest: () => request })).rejects.toThrow(
    "Cancelled.",
  );
  expect(request.sent).toBeNull();
});
