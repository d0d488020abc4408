import { expect, test } from "vitest";
import { bodyOf, type Failure } from "./body-of";

const refused: Failure = {
  kind: "problem",
  status: 409,
  code: "conflict",
  problem: {
    type: "about:blank",
    title: "Not now",
    status: 409,
    detail: "Not now.",
    request_id: "r",
    code: "conflict",
  },
  response: { url: "http://localhost/api/stories", headers: new Headers() },
};

test("the body of an answer is returned as it is", () => {
  const body = { id: "1" };
  expect(bodyOf({ kind: "answer", body })).toBe(body);
});

test("the caller decides which error a failure becomes", () => {
  const errorOf = (failure: Failure) => new RangeError(failure.kind);
  expect(() => bodyOf(refused, errorOf)).toThrow(new RangeError("problem"));
  expect(() => bodyOf({ kind: "no_answer" }, errorOf)).toThrow(new RangeError("no_answer"));
});

test("without a caller's own error, a failure names the address, the status and the code", () => {
  expect(() => bodyOf(refused)).toThrow(/\/api\/stories, not 409: .*"conflict"/);
  expect(() => bodyOf({ kind: "no_answer" })).toThrow("none came");
});
