import fc from "fast-check";
import { expect, test } from "vitest";
import { changedIn, hasFormOf } from "~/client/testing/changed-values";
import { InboxFrame } from "~/contract/inbox";
import { runs } from "../../tests/how-many";
import { isInboxFrame } from "./inbox-frames";

const room = "0198c0de-0000-7000-8000-000000000001";
const at = "2026-01-31T10:00:00.000Z";

/** A frame of each type, with all that it may have. */
const full = [
  { type: "badge", counts: { [room]: 2 }, total: 2, asks: 0, news: 1 },
  { type: "happened", id: "request_received.1", kind: "request_received", connection_id: room },
  {
    ...{ type: "conversation", connection_id: room, unread: 2 },
    last: { kind: "message", is_mine: true, text: "Hi", photo_count: 0, at, status: "sent", expires_at: at },
  },
  { type: "pong" },
];

test("takes a frame of each type of the contract", () => {
  const types = InboxFrame.options.flatMap(({ shape: { type } }) => [...type.def.values]);
  expect(full.map(({ type }) => type).toSorted()).toEqual(types.toSorted());
  expect(full.filter((frame) => !isInboxFrame(frame))).toEqual([]);
  expect(full.map((frame) => InboxFrame.safeParse(frame).error)).toEqual(full.map(() => undefined));
});

const changes = runs({ usual: 3_000, full: 100_000 });

test(`judges ${changes} changed frames as the contract does, but for what is inside texts and numbers`, () => {
  fc.assert(
    fc.property(fc.constantFrom(...full).chain(changedIn), (frame) => {
      expect(isInboxFrame(frame)).toBe(hasFormOf(InboxFrame, frame));
    }),
    { numRuns: changes },
  );
});
