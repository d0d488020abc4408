import fc from "fast-check";
import { expect, test } from "vitest";
import { ServerFrame } from "~/contract/chat";
import { changedIn, hasFormOf } from "~/client/testing/changed-values";
import { runs } from "../../../tests/how-many";
import { isServerFrame } from "./server-frames";

const room = "0198c0de-0000-7000-8000-000000000001";
const user = "0198c0de-0000-7000-8000-00000000000b";
const at = "2026-01-31T10:00:00.000Z";
const event = { connection_id: room, event_seq: 3, after_seq: 0, user_id: user, created_at: at };
const reveal = { ...event, image_id: user, terms: "for_24_hours", ends_at: at, ended_by: "time" };
const photo = {
  ...{ id: user, blurred_url: "/a", smaller: [{ url: "/b", width: 480, height: 320 }], original_url: "/c" },
  ...{ width: 800, height: 600, alt: "", thumbhash: "abc", faces_detected: 2 },
};
const changed = { edited_at: at, deleted_at: at, reactions: [{ user_id: user, emoji: "👍" }], change_seq: 4 };
const message = { id: `${room}.7`, connection_id: room, content: "Hello" };

/** A frame of each type, with all that it may have. */
const full = [
  {
    ...{ type: "chat_message", ...message, ...changed, sender_id: user, created_at: at, seq: 7 },
    ...{ reply_to: `${room}.6`, photos: [photo], expires_at: at },
  },
  { type: "delivery_confirmation", id: `${room}.7`, client_id: "c", status: "sent", created_at: at, expires_at: at },
  { type: "read_receipt", id: `${room}.7`, user_id: user },
  { type: "typing_indicator", user_id: user, is_typing: true },
  { type: "presence", user_id: user, is_online: false },
  { type: "last_seen", user_id: user, at },
  { type: "pong" },
  { type: "error", code: "rate_limited", message: "Slower.", client_id: "c", retry_after: 9 },
  ...["reveal", "unreveal", "reveal_seen"].map((type) => ({ type, ...reveal })),
  { type: "disappearing", ...event, after: 86_400 },
  { type: "room_clock", now: at, disappear_after: 0 },
  ...["edit", "delete", "reaction"].map((type) => ({
    ...{ type, ...message, ...changed, removed: true, client_id: "c" },
  })),
];

test("takes a frame of each type of the contract", () => {
  const types = ServerFrame.options.flatMap(({ shape: { type } }) => [
    ...(type.def.type === "literal" ? type.def.values : Object.values(type.def.entries)),
  ]);
  expect(full.map(({ type }) => type).toSorted()).toEqual(types.toSorted());
  expect(full.filter((frame) => !isServerFrame(frame))).toEqual([]);
  expect(full.map((frame) => ServerFrame.safeParse(frame).error)).toEqual(full.map(() => undefined));
});

const changes = runs({ usual: 5_000, full: 100_000 });

test(`judges ${changes} changed frames as the contract does, but for what is inside texts and numbers`, () => {
  fc.assert(
    fc.property(fc.constantFrom(...full).chain(changedIn), (frame) => {
      expect(isServerFrame(frame)).toBe(hasFormOf(ServerFrame, frame));
    }),
    { numRuns: changes },
  );
});

test("takes what has more fields than it knows, and no frame of a type that it does not know", () => {
  expect(isServerFrame({ type: "pong", since: 7 })).toBe(true);
  const others = [{ type: "newer" }, { type: "constructor" }, { type: 7 }, {}, [], null, "pong", undefined];
  expect(others.filter(isServerFrame)).toEqual([]);
});
