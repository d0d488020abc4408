import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { messageId } from "~/contract/chat";
import type { ConnectionId, UserId } from "~/contract/ids";
import { LiveRoom } from "./live-room";
import { Row } from "./MessageRow";
import { timeline, type Conversation, type TimelineSource } from "./timeline";

const room = "0198c0de-0000-7000-8000-000000000001" as ConnectionId;
const me = "0198c0de-0000-7000-8000-00000000000a" as UserId;
const ben = "0198c0de-0000-7000-8000-00000000000b" as UserId;
const at = "2026-11-23T12:00:00.000Z";
const calendar = { timeZone: "UTC" };

/** Returns the markup of messages, the first with seq 1. */
function shown(messages: Partial<TimelineSource>[]): string {
  const rows = timeline({
    room,
    viewerId: me,
    messages: messages.map((message, index) => ({
      id: messageId(room, index + 1),
      seq: index + 1,
      sender_id: ben,
      content: "words",
      created_at: at,
      ...message,
    })),
    events: [],
    unsent: [],
    otherWatermarks: { delivered: 0, read: 0 },
    lineSeq: null,
    hasStart: false,
    calendar,
  } satisfies Conversation);
  const live = new LiveRoom({
    room,
    viewerId: me,
    history: { messages: [], lastChange: 0, readAt: 0, unread: null, past: null },
  });
  const rest = {
    live,
    room,
    name: "Ben",
    onEdit: () => undefined,
    images: [],
    onShow: () => undefined,
    onReveal: () => undefined,
    calendar,
  };
  return renderToStaticMarkup(
    <>
      {rows.map((row) => (
        <Row key={row.key} row={row} {...rest} showsStatus={false} isTabStop={false} />
      ))}
    </>,
  );
}

test("an edited message says so, and one that was deleted for both is a tombstone without words", () => {
  expect(shown([{ edited_at: at }])).toMatch(/words.*Edited/);
  expect(shown([{ content: "", deleted_at: at }])).toContain("This message was deleted");
  expect(shown([{ content: "", deleted_at: at, sender_id: me }])).toContain("You deleted this message");
});

test("a reaction is a button that says who reacted with what", () => {
  const both = [me, ben].map((user_id) => ({ user_id, emoji: "👍" }));
  expect(shown([{ reactions: both }])).toContain('aria-pressed="true" aria-label="Ben and you reacted with 👍"');
  expect(shown([{ reactions: both.slice(1) }])).toContain('aria-pressed="false" aria-label="Ben reacted with 👍"');
});

test("a reply quotes what it answers, or says that it was deleted", () => {
  const reply = { content: "yes", reply_to: messageId(room, 1) };
  expect(shown([{ content: "Are you there?" }, reply])).toContain('aria-label="Reply to: Are you there?"');
  expect(shown([{ content: "", deleted_at: at }, reply]).match(/This message was deleted/g)).toHaveLength(2);
});
