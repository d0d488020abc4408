import { expect, test } from "vitest";
import { messageId, type RevealEvent } from "~/contract/chat";
import type { RevealedImage } from "~/contract/connection";
import type { ConnectionId, PhotoId, UserId } from "~/contract/ids";
import { isBehind, isTakenBack, revealsOf } from "./reveals";
import { timeline } from "./timeline";

const room = "0198c0de-0000-7000-8000-000000000001" as ConnectionId;
const [me, other] = ["a", "b"].map((end) => `0198c0de-0000-7000-8000-00000000000${end}` as UserId) as [UserId, UserId];
const [photo, second] = ["c", "d"].map((end) => `0198c0de-0000-7000-8000-00000000000${end}` as PhotoId) as [
  PhotoId,
  PhotoId,
];

/** Events in order, each with its own time. */
function eventsOf(...made: [RevealEvent["type"], UserId, PhotoId, afterSeq?: number][]): RevealEvent[] {
  return made.map(([type, user_id, image_id, after_seq = 0], index) => {
    const created_at = new Date((index + 1) * 1000).toISOString();
    return { type, user_id, image_id, after_seq, connection_id: room, event_seq: index + 1, created_at };
  });
}

test("a reveal is open until it is taken back, and keeps when it was first seen", () => {
  const events = eventsOf(
    ["reveal", me, photo],
    ["reveal", other, second],
    ["reveal_seen", other, photo],
    ["unreveal", me, photo],
    ["reveal", me, photo],
  );
  const shown = revealsOf(events, me).map(({ imageId, isMine, isOpen, seenAt }) => ({
    imageId,
    isMine,
    isOpen,
    seenAt,
  }));
  expect(shown).toEqual([
    { imageId: photo, isMine: true, isOpen: false, seenAt: 3000 },
    { imageId: second, isMine: false, isOpen: true, seenAt: null },
    { imageId: photo, isMine: true, isOpen: true, seenAt: null },
  ]);
  expect([isTakenBack(events.slice(0, 4), photo), isTakenBack(events, photo)]).toEqual([true, false]);
});

test("the page is behind while its connection does not show the newest reveal or taking back", () => {
  const revealed = eventsOf(["reveal", other, photo], ["reveal_seen", me, photo]);
  const takenBack = eventsOf(["reveal", other, photo], ["unreveal", other, photo]);
  const none = { revealed: [], revealed_to_me: [] };
  const open = { revealed: [], revealed_to_me: [{ id: photo } as RevealedImage] }; // all that is read
  expect([isBehind(none, revealed), isBehind(open, revealed)]).toEqual([true, false]);
  expect([isBehind(none, takenBack), isBehind(open, takenBack), isBehind(none, [])]).toEqual([false, true, false]);
});

test("reveals stand after the message that was the newest then, and wait for older messages to load", () => {
  const messages = [4, 5].map((seq) => ({
    id: messageId(room, seq),
    seq,
    sender_id: other,
    content: "",
    created_at: new Date(seq * 1000).toISOString(),
  }));
  const events = eventsOf(["reveal", me, photo, 2], ["reveal", me, second, 4], ["reveal", other, photo, 5]);
  const rows = timeline({
    room,
    viewerId: me,
    messages,
    events,
    unsent: [],
    otherWatermarks: { delivered: 0, read: 0 },
    lineSeq: null,
    hasStart: false,
    calendar: { timeZone: "UTC" },
  });
  expect(rows.map(({ key }) => key).slice(1)).toEqual([`${room}.4`, "reveal 2", `${room}.5`, "reveal 3"]);
});
