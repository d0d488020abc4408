import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { messageId } from "~/contract/chat";
import type { ConnectionId, UserId } from "~/contract/ids";
import type { Unsent } from "./outbox";
import { countNewer, resumeFrom, timeline, type Conversation } from "./timeline";
import { waitBeforeRetry } from "./backoff";

const room = "0198c0de-0000-7000-8000-000000000001" as ConnectionId;
const me = "0198c0de-0000-7000-8000-00000000000a" as UserId;
const other = "0198c0de-0000-7000-8000-00000000000b" as UserId;
const noon = Date.UTC(2026, 10, 23, 12);

function said(seq: number, sender: UserId, at = noon + seq * 1_000) {
  const id = messageId(room, seq);
  return { id, seq, sender_id: sender, content: `message ${seq}`, created_at: new Date(at).toISOString() };
}

function unsent(clientId: string, refusal: string | null = null): Unsent {
  return { clientId, room, userId: me, content: clientId, typedAt: noon, refusal };
}

function conversation(parts: Partial<Conversation>): Conversation {
  return {
    viewerId: me,
    messages: [],
    unsent: [],
    otherMarks: { delivered: 0, read: 0 },
    readAtOpening: Number.MAX_SAFE_INTEGER,
    offsetMinutes: 0,
    ...parts,
  };
}

const messagesOf = (parts: Partial<Conversation>) =>
  timeline(conversation(parts)).flatMap((row) => (row.kind === "message" ? [row] : []));

describe("the timeline", () => {
  test("shows each message once, in the order of seq, whatever order they came in", () => {
    const history = fc.shuffledSubarray([1, 2, 3, 4, 5, 6, 7, 8], { minLength: 8 });
    fc.assert(
      fc.property(history, fc.array(fc.integer({ min: 1, max: 8 })), (order, again) => {
        const rows = messagesOf({ messages: [...order, ...again].map((seq) => said(seq, seq % 2 ? me : other)) });
        expect(rows.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
      }),
    );
  });

  test("puts what waits after what was said, and says why a message was refused", () => {
    const rows = messagesOf({ messages: [said(1, other)], unsent: [unsent("a"), unsent("b", "Too long.")] });
    expect(rows.map(({ status }) => status)).toEqual(["sent", "waiting", "refused"]);
    expect(rows[2]!.refusal).toBe("Too long.");
  });

  test("derives sent, delivered and read from the other's marks", () => {
    const messages = [said(1, me), said(2, me), said(3, me)];
    const rows = messagesOf({ messages, otherMarks: { delivered: 2, read: 1 } });
    expect(rows.map(({ status }) => status)).toEqual(["read", "delivered", "sent"]);
  });

  test("draws a line before the first message that was unread at opening, and counts the other's alone", () => {
    const messages = [said(1, other), said(2, me), said(3, other), said(4, me), said(5, other)];
    const rows = timeline(conversation({ messages, readAtOpening: 1 }));
    const line = rows.findIndex((row) => row.kind === "unread");
    expect(rows[line]).toMatchObject({ count: 2 });
    expect(rows[line + 1]).toMatchObject({ seq: 3 });
  });

  test("draws a day where the viewer's day changes, not UTC's", () => {
    const nearMidnight = Date.UTC(2026, 10, 23, 22, 30);
    const messages = [said(1, me, nearMidnight), said(2, me, nearMidnight + 3_600_000)];
    const days = (offsetMinutes: number) =>
      timeline(conversation({ messages, offsetMinutes })).filter(({ kind }) => kind === "day").length;
    expect(days(0)).toBe(1);
    expect(days(60)).toBe(2);
  });

  test("lets messages of one person within minutes stand together", () => {
    const messages = [said(1, me), said(2, me), said(3, other), said(4, me, noon + 3_600_000)];
    expect(messagesOf({ messages }).map(({ continues }) => continues)).toEqual([false, true, false, false]);
    expect(messagesOf({ messages }).map(({ ends }) => ends)).toEqual([false, true, true, true]);
  });
});

test("a socket resumes from before the first gap, never after it", () => {
  expect(resumeFrom([])).toBe(0);
  expect(resumeFrom([said(3, me), said(4, me), said(6, me)])).toBe(4);
});

test("new messages are counted without one's own", () => {
  const messages = [said(1, other), said(2, me), said(3, other)];
  expect(countNewer({ messages, viewerId: me }, 1)).toBe(1);
});

test("a thousand clients come back spread out: the busiest second has at most three times the mean", () => {
  let seed = 42;
  const random = () => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
  const arrivals = Array.from({ length: 1_000 }, () => {
    let at = 0;
    for (let failures = 0; failures < 6; failures++) at += waitBeforeRetry(failures, random());
    return Math.floor(at / 1_000);
  });
  const perSecond = new Map<number, number>();
  for (const second of arrivals) perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
  const span = Math.max(...arrivals) - Math.min(...arrivals) + 1;
  expect(Math.max(...perSecond.values())).toBeLessThanOrEqual(3 * (1_000 / span));
});
