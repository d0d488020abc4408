import fc from "fast-check";
import { expect, test } from "vitest";
import { maxServerAttempts, nextDelayMs, patiently, type Patience } from "./patience";
import { UploadError } from "./upload-error";

const lost = new UploadError("No answer came.", 0);
const busy = new UploadError("Restarting.", 503, "unavailable");
const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

/** Patience whose waits are noted, and are over at once. */
function notedPatience() {
  const notes: (string | null)[] = [];
  const patience: Patience = {
    wait: () => Promise.resolve(),
    onWait: (reason) => notes.push(reason),
    random: () => 0.5,
  };
  return { notes, patience };
}

/** A call that fails with each of these errors in turn, then succeeds. */
function failing(...errors: Error[]) {
  return () => {
    const error = errors.shift();
    return error ? Promise.reject(error) : Promise.resolve("done");
  };
}

const { signal } = new AbortController();

test("the network is waited for without end, at most half a minute at a time, and never for less than half a second", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), share, (attempts, random) => {
      const delayMs = nextDelayMs(lost, attempts, random) ?? Number.NaN;
      expect(delayMs).toBeGreaterThanOrEqual(500);
      expect(delayMs).toBeLessThanOrEqual(30_000);
    }),
  );
});

test("each wait is at least as long as the one before, chance aside", () => {
  const delays = Array.from({ length: 12 }, (_, index) => nextDelayMs(lost, index + 1, 0.5) ?? 0);
  expect(delays).toEqual(delays.toSorted((a, b) => a - b));
});

test("a server that keeps failing is given up on", async () => {
  const { patience, notes } = notedPatience();
  const always = Array.from({ length: 50 }, () => busy);
  await expect(patiently(failing(...always), patience, signal)).rejects.toBe(busy);
  expect(notes.filter((reason) => reason === "server")).toHaveLength(maxServerAttempts - 1);
});

test.each([
  ["a refusal", new UploadError("No.", 422, "invalid")],
  ["an ended session", new UploadError("Signed out.", 401, "not_signed_in")],
  ["a second look that is not available", new UploadError("Not now.", 503, "ai_unavailable")],
  ["a limit", new UploadError("Slow down.", 429, "rate_limited")],
  ["a fault of ours", new Error("undefined is not a function")],
])("%s is not waited for", (_, error) => {
  expect(nextDelayMs(error, 1, 0)).toBeNull();
});

test("a request of ours that is still being answered is waited for", () => {
  expect(nextDelayMs(new UploadError("Still at it.", 409, "in_progress"), 1, 0)).not.toBeNull();
});

test("a call that failed for a while ends with its answer, and says when it goes on", async () => {
  const { patience, notes } = notedPatience();
  expect(await patiently(failing(lost, busy), patience, signal)).toBe("done");
  expect(notes).toEqual(["network", "server", null]);
});

test("an aborted call is not made again", async () => {
  const abort = new AbortController();
  const { patience, notes } = notedPatience();
  const call = () => {
    abort.abort();
    return Promise.reject(lost);
  };
  await expect(patiently(call, patience, abort.signal)).rejects.toBe(lost);
  expect(notes).toEqual([]);
});
