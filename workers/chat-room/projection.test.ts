import fc from "fast-check";
import { expect, test } from "vitest";
import type { ConnectionId, UserId } from "../../app/contract/ids";
import { copyCharacters, copyLimit, copyTime, longestWait, nextCopy, waitAfter, type CopySource } from "./projection";
import type { LoggedMessage } from "./room";

const ana = "0198c0de-0000-7000-8000-00000000000a" as UserId;
const ben = "0198c0de-0000-7000-8000-00000000000b" as UserId;
const facts = { connectionId: "0198c0de-0000-7000-8000-000000000001" as ConnectionId, members: [ana, ben] as const };

/** A log of messages of these lengths, the people taking turns, copied up to a seq. */
function logOf(lengths: number[], copied: number): CopySource {
  const log = lengths.map((length, index): LoggedMessage => ({
    seq: index + 1,
    senderId: index % 2 === 0 ? ana : ben,
    clientId: null,
    content: "x".repeat(length),
    createdAt: index,
  }));
  return {
    seqOf: () => null,
    at: (seq) => log[seq - 1] ?? null,
    after: (seq, limit) => log.slice(seq, seq + limit),
    countFrom: (sender, after) => log.filter(({ seq, senderId }) => seq > after && senderId === sender).length,
    copiedUpTo: () => copied,
  };
}

test("batches follow one another without a gap until all is copied, each within its bounds", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 4_000 }), { maxLength: 1_500 }), (lengths) => {
      let copied = 0;
      while (copied < lengths.length) {
        const { messages, members } = nextCopy(logOf(lengths, copied), { ...facts, marks: {} });
        expect(messages.map(({ seq }) => seq)).toEqual(messages.map((_message, index) => copied + index + 1));
        expect(messages.length).toBeGreaterThan(0);
        expect(messages.length).toBeLessThanOrEqual(copyLimit);
        expect(messages.reduce((sum, { content }) => sum + content.length, 0)).toBeLessThanOrEqual(copyCharacters);
        copied += messages.length;
        expect(members.map(({ lastSeq }) => lastSeq)).toEqual([copied, copied]);
      }
    }),
    { numRuns: 50 },
  );
});

test("a member's unread messages are those of the other beyond the read mark", () => {
  const marks = { [ana]: { delivered: 4, read: 2 }, [ben]: { delivered: 0, read: 0 } };
  const { members } = nextCopy(logOf([1, 1, 1, 1, 1], 0), { ...facts, marks });
  expect(members.map(({ userId, unread }) => [userId, unread])).toEqual([
    [ana, 1],
    [ben, 3],
  ]);
});

test("a copy waits while people talk, and for a burst of half a minute at most", () => {
  const now = 1_000_000;
  expect(copyTime(null, now)).toBe(now);
  expect(copyTime({ oldestAt: now - 2_000, newestAt: now - 1_500 }, now)).toBe(now);
  expect(copyTime({ oldestAt: now - 2_000, newestAt: now - 100 }, now)).toBe(now + 28_000);
  expect(copyTime({ oldestAt: now - 40_000, newestAt: now - 100 }, now)).toBe(now);
});

test("the wait after a failure grows, with jitter, to a minute and no further", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
      const wait = waitAfter(failures, random);
      expect(wait).toBeGreaterThanOrEqual(2_000);
      expect(wait).toBeLessThanOrEqual(longestWait);
    }),
  );
  expect(waitAfter(1, 1)).toBe(4_000);
  expect(waitAfter(10, 0)).toBe(30_000);
});
