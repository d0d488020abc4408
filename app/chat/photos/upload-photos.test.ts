import { expect, test, vi } from "vitest";
import type { ApiClient } from "~/client/api-client";
import type { ConnectionId, PhotoId } from "~/contract/ids";
import type { UnsentPhoto } from "./unsent-photo";
import { uploadPhotos } from "./upload-photos";

const room = "0198c0de-0000-7000-8000-000000000001" as ConnectionId;

function photo(key: string, changes: Partial<UnsentPhoto> = {}): UnsentPhoto {
  const copy = new Blob(["copy"]);
  const size = { width: 3, height: 2 };
  return { key, alt: "", copy, ...size, regions: [], style: "soft", original: null, uploaded: null, ...changes };
}

const stored = (image_id: string) => ({
  kind: "answer" as const,
  status: 201,
  body: {
    image_id: image_id as PhotoId,
    blurred_url: `/images/${image_id}.jpg`,
    width: 3,
    height: 2,
    faces_detected: 0,
  },
});

/** Uploads with a client that gives these answers in turn. */
async function upload(photos: UnsentPhoto[], ...answers: unknown[]) {
  const calls: { idempotencyKey: string; body: Record<string, unknown> }[] = [];
  const call = (_name: string, input: (typeof calls)[number]) => {
    calls.push(input);
    return Promise.resolve(answers.shift());
  };
  const onUploaded = vi.fn<(photos: UnsentPhoto[]) => void>();
  const work = { signal: new AbortController().signal, onProgress: () => undefined, onUploaded };
  const client = { call } as unknown as Pick<ApiClient, "call">; // what is used of it
  return { outcome: await uploadPhotos(room, photos, work, { client }), calls, onUploaded };
}

test("photos are uploaded in their order, each with its own key, and those that are there are not sent again", async () => {
  const there = photo("k1", { uploaded: { image_id: "a" as PhotoId, blurred_url: "/images/a.jpg" } });
  const kept = photo("k2", { alt: "At the lake", original: new Blob(["original"]) });
  const { outcome, calls, onUploaded } = await upload([there, kept, photo("k3")], stored("b"), stored("c"));
  expect(outcome).toEqual({ kind: "uploaded" });
  expect(calls.map(({ idempotencyKey }) => idempotencyKey)).toEqual(["k2", "k3"]);
  expect(Object.keys(calls[0]!.body)).toEqual(["face_coordinates", "caption", "image_blurred", "image_original"]);
  expect(calls[0]!.body.caption).toBe("At the lake");
  expect(calls[1]!.body).not.toHaveProperty("image_original");
  expect(onUploaded.mock.lastCall?.[0].map(({ uploaded }) => uploaded?.image_id)).toEqual(["a", "b", "c"]);
});

const problem = (status: number, detail: string | null, headers = {}) => ({
  kind: "problem",
  status,
  code: null,
  problem: detail === null ? null : { detail },
  response: { url: "", headers: new Headers(headers) },
});

test.each([
  ["no answer came", { kind: "no_answer" }, { kind: "later", waitMs: null }],
  ["another tab sends the same", problem(409, "Running."), { kind: "later", waitMs: null }],
  ["there were too many", problem(429, "Later.", { "Retry-After": "7" }), { kind: "later", waitMs: 7_000 }],
  ["the server is down", problem(503, null), { kind: "later", waitMs: null }],
  ["the photo is not taken", problem(422, "A face shows."), { kind: "refused", sentence: "A face shows." }],
])("when %s, what was uploaded before stays", async (_when, answer, expected) => {
  const { outcome, onUploaded } = await upload([photo("k1"), photo("k2")], stored("a"), answer);
  expect(outcome).toEqual(expected);
  expect(onUploaded).toHaveBeenCalledOnce();
});
