import { expect, test } from "vitest";
import { deleteWindowMs, editWindowMs } from "~/contract/chat";
import { canDeleteForBoth, messageActs } from "./message-acts";

const mine = { isMine: true, seq: 1, at: 0, isDeleted: false, content: "words" };
const theirs = { ...mine, isMine: false };

test("one's own message can be edited for a quarter of an hour, one that waits at any time", () => {
  expect(messageActs(mine, editWindowMs)).toEqual(["reply", "copy", "edit", "delete"]);
  expect(messageActs(mine, editWindowMs + 1)).toEqual(["reply", "copy", "delete"]);
  expect(messageActs({ ...mine, seq: null }, deleteWindowMs)).toEqual(["copy", "edit", "delete"]);
});

test("photos without words have nothing to copy", () => {
  expect(messageActs({ ...theirs, content: "" }, 0)).toEqual(["reply", "report", "delete"]);
});

test("what the other person sent can be reported and deleted for oneself, a tombstone only deleted", () => {
  expect(messageActs(theirs, 0)).toEqual(["reply", "copy", "report", "delete"]);
  expect(messageActs({ ...theirs, isDeleted: true }, 0)).toEqual(["delete"]);
});

test("only one's own message can be deleted for both, for a day", () => {
  expect(
    [mine, theirs, { ...mine, isDeleted: true }].map((message) => canDeleteForBoth(message, deleteWindowMs)),
  ).toEqual([true, false, false]);
  expect(canDeleteForBoth(mine, deleteWindowMs + 1)).toBe(false);
});
