import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ConnectionId, UserId } from "~/contract/ids";
import type { UploadOutcome } from "../photos/upload-photos";
import type { UnsentPhoto } from "../photos/unsent-photo";
import type { UnsentMessage } from "./outbox";
import { PhotoUploads } from "./photo-uploads";

const start = 1_750_000_000_000;

beforeEach(() => void vi.useFakeTimers({ now: start }));
afterEach(() => void vi.useRealTimers());

/** Uploads whose outcomes are given, one after the other, and what the page was told of waits. */
function startUploads(...outcomes: UploadOutcome[]) {
  const told: (number | null)[] = [];
  const quiet = () => undefined;
  const uploads = new PhotoUploads({
    upload: () => Promise.resolve(outcomes.shift() ?? { kind: "uploaded" }),
    onHeldUp: (until) => told.push(until),
    onProgress: quiet,
    onUploaded: quiet,
    onRefused: quiet,
    onFree: quiet,
  });
  const photo = { key: "p", uploaded: null } as UnsentPhoto; // the part of one that counts here
  const message: UnsentMessage = {
    clientId: "c",
    room: "room" as ConnectionId,
    userId: "user" as UserId,
    content: "",
    photos: [photo],
    place: 1,
    typedAt: start,
    refusal: null,
  };
  return { uploads, told, look: () => uploads.isDone(message) };
}

test("a wait that is over before one has read of it is told to nobody, nor is its end", async () => {
  const { uploads, told, look } = startUploads({ kind: "later", waitMs: null }, { kind: "later", waitMs: 1_000 });
  look();
  await vi.advanceTimersByTimeAsync(60_000);
  look();
  await vi.advanceTimersByTimeAsync(500);
  uploads.cancel("c");
  expect(told).toEqual([]);
});

test("a long wait is told, and its end once", async () => {
  const { uploads, told, look } = startUploads({ kind: "later", waitMs: 30_000 });
  look();
  await vi.advanceTimersByTimeAsync(30_000);
  uploads.retryNow();
  uploads.close();
  expect(told).toEqual([start + 30_000, null]);
});
