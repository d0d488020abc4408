import { expect, test } from "vitest";
import { messageActs } from "./message-acts";

test("every message can be copied, and what the other person sent can be reported", () => {
  expect(messageActs({ isMine: true, seq: 1 })).toEqual(["copy"]);
  expect(messageActs({ isMine: true, seq: null })).toEqual(["copy"]);
  expect(messageActs({ isMine: false, seq: 2 })).toEqual(["copy", "report"]);
});
