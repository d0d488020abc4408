import fc from "fast-check";
import { expect, test } from "vitest";
import type { ConnectionId, UserId } from "../../../app/contract/ids";
import type { LoggedMessage } from "../room/state";
import {
  maxBatchCharacters,
  maxBatchMessages,
  maxRetryDelayMs,
  nextBatch,
  projectionDueAt,
  retryDelayMs,
  type ProjectionSource,
} from "./batch";

const ana = "0198c0de-0000-7000-8000-00000000000a" as UserId;
const ben = "0198c0de-0000-7000-8000-00000000000b" as UserId;
const facts = { connectionId: "0198c0de-0000-7000-8000-000000000001" as ConnectionId, members: [ana, ben] as const };

/** Returns a log of messages of these lengths, the members taking turns. */
function logOf(lengths: number[], checkpoint: number): ProjectionSource {
  const log = lengths.map((length, index): LoggedMessage => ({
    seq: index + 1,
    senderId: index % 2 === 0 ? ana : ben,
    clientId: null,
    content: "x".repeat(length),
    createdAt: index,
    isHidden: false,
    replyTo: null,
    photos: [],
    expiresAt: null,
  }));
  return {
    newestAt: () => log.at(-1)?.createdAt ?? null,
    after: (seq, limit) => log.slice(seq, seq + limit),
    countFrom: (sender, after) => log.filter(({ seq, senderId }) => seq > after && senderId === sender).length,
    checkpoint: () => checkpoint,
    lastSeq: () => log.length,
    unprojectedRemovals: () => [],
    unprojectedEvents: () => [],
    unprojectedViews: () => [],
    droppedPhotos: () => [],
    at: (seq) => log[seq - 1] ?? null,
  };
}

test("splits the log into bounded batches without a gap", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 4_000 }), { maxLength: 1_500 }), (lengths) => {
      let checkpoint = 0;
      while (checkpoint < lengths.length) {
        const { messages, members } = nextBatch(logOf(lengths, checkpoint), { ...facts, watermarks: {} });
        expect(messages.map(({ seq }) => seq)).toEqual(messages.map((_message, index) => checkpoint + index + 1));
        expect(messages.length).toBeGreaterThan(0);
        expect(messages.length).toBeLessThanOrEqual(maxBatchMessages);
        expect(messages.reduce((sum, { content }) => sum + content.length, 0)).toBeLessThanOrEqual(maxBatchCharacters);
        checkpoint += messages.length;
        expect(members.map(({ lastSeq }) => lastSeq)).toEqual([checkpoint, checkpoint]);
      }
    }),
    { numRuns: 50 },
  );
});

test("counts the other member's messages after the read watermark as unread", () => {
  const watermarks = { [ana]: { delivered: 4, read: 2 }, [ben]: { delivered: 0, read: 0 } };
  const { members } = nextBatch(logOf([1, 1, 1, 1, 1], 0), { ...facts, watermarks });
  expect(members.map(({ userId, unread }) => [userId, unread])).toEqual([
    [ana, 1],
    [ben, 3],
  ]);
});

test("waits for the end of a burst, but at most half a minute", () => {
  const now = 1_000_000;
  expect(projectionDueAt(null, now)).toBe(now);
  expect(projectionDueAt({ oldestAt: now - 2_000, newestAt: now - 1_500 }, now)).toBe(now);
  expect(projectionDueAt({ oldestAt: now - 2_000, newestAt: now - 100 }, now)).toBe(now + 28_000);
  expect(projectionDueAt({ oldestAt: now - 40_000, newestAt: now - 100 }, now)).toBe(now);
});

test("doubles the retry delay with jitter, up to a minute", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
      const delayMs = retryDelayMs(failures, random);
      expect(delayMs).toBeGreaterThanOrEqual(2_000);
      expect(delayMs).toBeLessThanOrEqual(maxRetryDelayMs);
    }),
  );
  expect(retryDelayMs(1, 1)).toBe(4_000);
  expect(retryDelayMs(10, 0)).toBe(30_000);
});
