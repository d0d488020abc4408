import { expect, test } from "vitest";
import { parseMessage } from "./messages";

test("a message of a version that is not known is ignored", () => {
  for (const data of [null, undefined, "skip_waiting", 1, [], {}, { type: "of_the_next_version" }, { kind: "x" }])
    expect(parseMessage(data)).toBeNull();
  for (const data of [{}, { account: 1, path: null }, { account: null }, { account: null, path: {} }])
    expect(parseMessage({ type: "page_shown", ...data })).toBeNull();
});

test("the messages of this version are read, and nothing that comes with them", () => {
  expect(parseMessage({ type: "skip_waiting", more: 1 })).toEqual({ type: "skip_waiting" });
  expect(parseMessage({ type: "keep_composer" })).toEqual({ type: "keep_composer" });
  const shown = { type: "page_shown", account: null, path: "/" };
  expect(parseMessage({ ...shown, more: 1 })).toEqual(shown);
});
