import type { NoAnswer } from "~/client/api-client";
import type { Problem, ProblemCode } from "~/contract/problem";
import { composerText } from "~/text/composer";

/** A request of the composer that failed, in a sentence for the author; `status` is HTTP's, 0 when no answer came. */
export class UploadError extends Error {
  override readonly name = "UploadError";

  constructor(
    message: string,
    readonly status: number,
    readonly code: ProblemCode | null = null,
  ) {
    super(message);
  }
}

/** The outcome of a call, as far as its success or failure counts here. */
type Outcome<Body> =
  | { kind: "answer"; body: Body }
  | { kind: "problem"; status: number; code: ProblemCode | null; problem: Problem | null }
  | NoAnswer;

/** Returns the body of an answer. @throws {UploadError} */
export function bodyOf<Body>(outcome: Outcome<Body>): Body {
  switch (outcome.kind) {
    case "answer":
      return outcome.body;
    case "problem":
      throw errorOfProblem(outcome.status, outcome.problem);
    case "no_answer":
      throw new UploadError(composerText.noNetwork, 0);
    default:
      return outcome satisfies never;
  }
}

/** Returns the error of an answer that is not what the API answers. */
export function badAnswerError(status: number): UploadError {
  return new UploadError(composerText.badAnswer, status);
}

function errorOfProblem(status: number, problem: Problem | null): UploadError {
  const code = problem?.code ?? null;
  if (status === 401) return new UploadError(composerText.signedOut, status, code);
  return problem === null ? badAnswerError(status) : new UploadError(problem.detail, status, code);
}
