import { expect, test } from "vitest";
import { ServerFrame } from "../../app/contract/chat";
import { closeReasons, errorFrame } from "./error-messages";
import type { RoomError } from "./room/state";

const errors: RoomError[] = [
  { code: "bad_frame", reason: "binary" },
  { code: "bad_frame", reason: "not_an_object" },
  { code: "bad_content", reason: "invalid_field", field: "content", issue: "content is empty" },
  { code: "unknown_type" },
  { code: "unknown_message" },
  { code: "rate_limited", frameType: "chat_message", retryAfterSeconds: 7 },
  { code: "too_far_behind" },
];

test("every error becomes a frame of the contract with a sentence of its own", () => {
  const frames = errors.map((error) => ServerFrame.parse(errorFrame(error, null)));
  const sentences = frames.map((frame) => (frame.type === "error" ? frame.message : ""));
  expect(new Set(sentences).size).toBe(errors.length);
  for (const sentence of sentences) expect(sentence).toMatch(/^\S.+\.$/);
});

test("an error carries the client id that it is about, and the seconds to wait", () => {
  expect(errorFrame({ code: "rate_limited", frameType: "chat_message", retryAfterSeconds: 7 }, "c1")).toMatchObject({
    client_id: "c1",
    retry_after: 7,
  });
  expect(Object.keys(errorFrame({ code: "unknown_type" }, null))).toEqual(["type", "code", "message"]);
});

test("a close reason fits into a close frame: at most 123 bytes of UTF-8", () => {
  for (const { sentence } of Object.values(closeReasons)) {
    expect(new TextEncoder().encode(sentence).length).toBeLessThanOrEqual(123);
  }
});
