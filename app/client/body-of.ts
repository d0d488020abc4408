import type { Problem, ProblemCode } from "~/contract/problem";
import type { NoAnswer } from "./api-client";

/** The outcome of a call, as far as its success or failure counts here. */
export type Outcome<Body> = { kind: "answer"; body: Body } | Failure;

/** The outcome of a call that has no body. */
export type Failure = RefusedCall | NoAnswer;

/** A problem, or a page of something in between, as far as an error is made of it. */
export interface RefusedCall {
  kind: "problem";
  status: number;
  code: ProblemCode | null;
  problem: Problem | null;
  response: Pick<Response, "url" | "headers">;
}

/**
 * Returns the body of an answer.
 * @throws what `errorOf` makes of any other outcome
 */
export function bodyOf<Body>(outcome: Outcome<Body>, errorOf: (failure: Failure) => Error = describeFailure): Body {
  if (outcome.kind === "answer") return outcome.body;
  throw errorOf(outcome);
}

/** For clients that no person uses: the error says what came in place of the answer. */
function describeFailure(failure: Failure): Error {
  if (failure.kind === "no_answer") return new Error("Expected an answer, but none came.");
  const { status, problem, response } = failure;
  return new Error(`Expected an answer of ${response.url}, not ${status}: ${JSON.stringify(problem)}`);
}
