import { expect, test } from "vitest";
import { parseMessage } from "./messages";

test("a message of a version that is not known is ignored", () => {
  for (const data of [null, undefined, "skip_waiting", 1, [], {}, { type: "of_the_next_version" }, { kind: "x" }])
    expect(parseMessage(data)).toBeNull();
});
