import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { messageId } from "~/contract/chat";
import type { ConnectionId, PhotoId, UserId } from "~/contract/ids";
import type { UnsentChange, UnsentMessage } from "../outbox/outbox";
import { countIncomingAfter, resumeSeq, timeline, type Conversation } from "./timeline";

const room = "0198c0de-0000-7000-8000-000000000001" as ConnectionId;
const me = "0198c0de-0000-7000-8000-00000000000a" as UserId;
const other = "0198c0de-0000-7000-8000-00000000000b" as UserId;
const noon = Date.UTC(2026, 10, 23, 12);

function message(seq: number, sender: UserId, at = noon + seq * 1_000) {
  const id = messageId(room, seq);
  return { id, seq, sender_id: sender, content: `message ${seq}`, created_at: new Date(at).toISOString() };
}

function unsent(clientId: string, refusal: string | null = null): UnsentMessage {
  return { clientId, room, userId: me, content: clientId, place: 0, typedAt: noon, refusal };
}

function conversation(parts: Partial<Conversation>): Conversation {
  return {
    room,
    viewerId: me,
    messages: [],
    events: [],
    unsent: [],
    otherWatermarks: { delivered: 0, read: 0 },
    lineSeq: null,
    hasStart: false,
    calendar: { timeZone: "UTC" },
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
        const rows = messagesOf({ messages: [...order, ...again].map((seq) => message(seq, seq % 2 ? me : other)) });
        expect(rows.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
      }),
    );
  });

  test("puts unsent messages last, and shows why one was refused", () => {
    const rows = messagesOf({ messages: [message(1, other)], unsent: [unsent("a"), unsent("b", "Too long.")] });
    expect(rows.map(({ status }) => status)).toEqual(["sent", "waiting", "refused"]);
    expect(rows[2]!.refusal).toBe("Too long.");
  });

  test("derives sent, delivered and read from the other member's watermarks", () => {
    const messages = [message(1, me), message(2, me), message(3, me)];
    const rows = messagesOf({ messages, otherWatermarks: { delivered: 2, read: 1 } });
    expect(rows.map(({ status }) => status)).toEqual(["read", "delivered", "sent"]);
  });

  test("draws a line before the first unread message, and counts only incoming ones", () => {
    const messages = [message(1, other), message(2, me), message(3, other), message(4, me), message(5, other)];
    const rows = timeline(conversation({ messages, lineSeq: 1 }));
    const line = rows.findIndex((row) => row.kind === "unread");
    expect(rows[line]).toMatchObject({ count: 2 });
    expect(rows[line + 1]).toMatchObject({ seq: 3 });
  });

  test("starts a day where the viewer's day changes, not where UTC's does", () => {
    const nearMidnight = Date.UTC(2026, 10, 23, 22, 30);
    const messages = [message(1, me, nearMidnight), message(2, me, nearMidnight + 3_600_000)];
    const days = (timeZone: string) =>
      timeline(conversation({ messages, calendar: { timeZone } })).filter(({ kind }) => kind === "day").length;
    expect(days("UTC")).toBe(1);
    expect(days("Europe/Lisbon")).toBe(1);
    expect(days("Europe/Berlin")).toBe(2);
  });

  test("starts a day of July where July's clock did, whenever it is read", () => {
    const evening = ["2026-07-10T21:30Z", "2026-07-10T22:30Z", "2026-07-10T23:10Z"].map(Date.parse);
    const messages = evening.map((at, index) => message(index + 1, me, at));
    const rows = timeline(conversation({ messages, calendar: { timeZone: "Europe/Berlin" } }));
    expect(rows.map(({ kind }) => kind)).toEqual(["day", "message", "day", "message", "message"]);
  });

  test("a waiting message begins no earlier day below a later one when the device's clock is behind", () => {
    const late = { ...unsent("a"), typedAt: noon - 2 * 86_400_000 };
    const rows = timeline(conversation({ messages: [message(1, other)], unsent: [late] }));
    expect(rows.map(({ kind }) => kind)).toEqual(["day", "message", "message"]);
  });

  test("groups messages of one sender that are minutes apart", () => {
    const messages = [message(1, me), message(2, me), message(3, other), message(4, me, noon + 3_600_000)];
    expect(messagesOf({ messages }).map(({ continuesGroup }) => continuesGroup)).toEqual([false, true, false, false]);
    expect(messagesOf({ messages }).map(({ endsGroup }) => endsGroup)).toEqual([false, true, true, true]);
  });
});

test("a socket resumes after the newest message, as a number that is left out is not for the viewer", () => {
  expect(resumeSeq([])).toBe(0);
  expect(resumeSeq([message(3, me), message(4, me), message(6, me)])).toBe(6);
});

test("new messages are counted without one's own", () => {
  const messages = [message(1, other), message(2, me), message(3, other)];
  expect(countIncomingAfter({ messages, viewerId: me }, 1)).toBe(1);
});

describe("a change that waits", () => {
  const change = (of: UnsentChange): UnsentMessage => ({ ...unsent("change"), content: "", change: of });
  const messages = [message(1, me), message(2, me), message(3, other)];

  test("is shown at its message, which waits until the room has it, and is no message itself", () => {
    const pending = [
      change({ type: "edit", id: messages[0]!.id, content: "better" }),
      change({ type: "delete", id: messages[1]!.id, for: "both" }),
      change({ type: "delete", id: messages[2]!.id, for: "me" }),
    ];
    expect(messagesOf({ messages, unsent: pending })).toMatchObject([
      { content: "better", isEdited: true, status: "waiting" },
      { content: "", isDeleted: true, status: "waiting" },
    ]);
  });
});

test("a change of the setting stands after the message that was the newest then, and beside reveals in their order", () => {
  const event = { connection_id: room, created_at: new Date(noon).toISOString() };
  const rows = timeline(
    conversation({
      messages: [message(1, me), message(2, other)],
      events: [
        { ...event, type: "disappearing", event_seq: 1, after_seq: 1, user_id: other, after: 86_400 },
        { ...event, type: "reveal", event_seq: 2, after_seq: 1, user_id: me, image_id: room as string as PhotoId },
        { ...event, type: "disappearing", event_seq: 3, after_seq: 2, user_id: me, after: 0 },
      ],
    }),
  );
  expect(rows.map(({ key }) => key).slice(1)).toEqual([`${room}.1`, "setting 1", "reveal 2", `${room}.2`, "setting 3"]);
  expect(rows.flatMap((row) => (row.kind === "setting" ? [[row.isMine, row.after]] : []))).toEqual([
    [false, 86_400],
    [true, 0],
  ]);
});
