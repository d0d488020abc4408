import type { Failure } from "~/client/body-of";
import type { Problem, ProblemCode } from "~/contract/problem";
import type { UncoveredImage } from "~/contract/second-look";
import { composerText } from "~/text/composer";

/** A request of the composer that failed, in a sentence for the author; `status` is HTTP's, 0 when no answer came. */
export class UploadError extends Error {
  override readonly name = "UploadError";

  constructor(
    message: string,
    readonly status: number,
    readonly code: ProblemCode | null = null,
    /** Faces that must be covered or confirmed, with the code `uncovered_people`. */
    readonly uncovered: readonly UncoveredImage[] = [],
  ) {
    super(message);
  }
}

/** Returns the error of a call that came to a problem, or to no answer. */
export function uploadErrorOf(failure: Failure): UploadError {
  switch (failure.kind) {
    case "problem":
      return errorOfProblem(failure.status, failure.problem);
    case "no_answer":
      return new UploadError(composerText.noNetwork, 0);
    default:
      return failure satisfies never;
  }
}

/** Returns the error of an answer that is not what the API answers. */
export function badAnswerError(status: number): UploadError {
  return new UploadError(composerText.badAnswer, status);
}

function errorOfProblem(status: number, problem: Problem | null): UploadError {
  const code = problem?.code ?? null;
  if (status === 401) return new UploadError(composerText.signedOut, status, code);
  return problem === null ? badAnswerError(status) : new UploadError(problem.detail, status, code, problem.uncovered);
}
