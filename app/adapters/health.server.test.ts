import { expect, test } from "vitest";
import { judgeCopyLag } from "./health.server";

test("copies that are late for two minutes at most are well", () => {
  const lag = { rooms_behind: 3, oldest_seconds: 120 };
  expect(judgeCopyLag(lag)).toEqual({ part: { status: "ok" }, lag });
});

test("a copy that is late for longer is a failing part that names how many and how long", () => {
  const { part } = judgeCopyLag({ rooms_behind: 3, oldest_seconds: 121 });
  expect(part).toEqual({
    status: "failing",
    detail: expect.stringMatching(/^3 conversations wait for D1, one for 121 s/),
  });
});
