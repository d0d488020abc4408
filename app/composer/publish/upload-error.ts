import { Problem } from "~/contract/problem";
import { composerText } from "~/text/composer";

/** A request of the composer that failed, in a sentence for the author; `status` is HTTP's, 0 when no answer came. */
export class UploadError extends Error {
  override readonly name = "UploadError";

  constructor(
    message: string,
    readonly status: number,
    readonly code: string | null = null,
  ) {
    super(message);
  }
}

export function noAnswerError(): UploadError {
  return new UploadError(composerText.noNetwork, 0);
}

/** Returns the error of an answer that is no success. @param body the parsed JSON, whatever it holds */
export function errorOfAnswer(status: number, body: unknown): UploadError {
  const problem = Problem.safeParse(body);
  const code = problem.success ? problem.data.code : null;
  if (status === 401) return new UploadError(composerText.signedOut, status, code);
  if (problem.success) return new UploadError(problem.data.detail, status, code);
  return new UploadError(composerText.badAnswer, status);
}
