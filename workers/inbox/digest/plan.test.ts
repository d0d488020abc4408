import fc from "fast-check";
import { expect, test } from "vitest";
import { InboxEntryId, type ListedInboxEntry } from "../../../app/contract/inbox";
import { daily, digestDueAt, digestOf, type LastDigest } from "./plan";

const hour = 60 * 60 * 1000;
const day = 24 * hour;
const start = Date.parse("2026-05-01T08:00:00Z");
const never: LastDigest = { sentAt: 0, countedUntil: 0 };

function entry(at: number, kind: ListedInboxEntry["kind"] = "messages", unread = 1): ListedInboxEntry {
  const id = InboxEntryId.parse(`messages.0198c0de-0000-7000-8000-${String(at).padStart(12, "0").slice(-12)}`);
  const rest = { connectionId: null, storyId: null, userAgent: null };
  return { id, kind, at, isSeen: false, unread: kind === "messages" ? unread : null, ...rest };
}

test("a mail is due a day after the oldest thing that no mail has counted, and never twice in a day", () => {
  expect(digestDueAt([], never, daily)).toBeNull();
  expect(digestDueAt([entry(start + hour), entry(start)], never, daily)).toBe(start + day);
  const last = { sentAt: start + day, countedUntil: start };
  expect(digestDueAt([entry(start)], last, daily)).toBeNull();
  expect(digestDueAt([entry(start), entry(start + hour)], last, daily)).toBe(start + 2 * day);
  expect(digestDueAt([entry(start + 3 * day)], last, daily)).toBe(start + 4 * day);
});

test("it counts what has waited for a day: messages, requests, and the rest", () => {
  const waiting = [
    entry(start, "messages", 3),
    entry(start + 1, "messages", 2),
    entry(start + 2, "request_received"),
    entry(start + 3, "request_accepted"),
    entry(start + 4, "new_sign_in"),
    entry(start + hour, "messages", 9),
  ];
  const { counts, countedUntil } = digestOf(waiting, start + 4 + day, daily);
  expect([counts, countedUntil]).toEqual([{ messages: 5, requests: 1, others: 2 }, start + 4]);
});

test("whatever comes and goes: a mail counts something, what is new in it is a day old, and a day lies between two", () => {
  const step = fc.record({ after: fc.integer({ min: 1, max: 2 * day }), adds: fc.boolean(), sees: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let [now, waiting, last] = [start, [] as ListedInboxEntry[], never];
      for (const { after, adds, sees } of steps) {
        const due = digestDueAt(waiting, last, daily);
        if (due !== null && due <= now + after) {
          const { counts, countedUntil } = digestOf(waiting, due, daily);
          expect(counts.messages).toBeGreaterThan(0);
          expect(due - last.sentAt).toBeGreaterThanOrEqual(day);
          expect(countedUntil).toBeGreaterThan(last.countedUntil);
          last = { sentAt: due, countedUntil };
        }
        now += after;
        if (sees) waiting = [];
        if (adds) waiting = [...waiting, entry(now)];
      }
    }),
  );
});
