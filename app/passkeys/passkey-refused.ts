import type { NoAnswer } from "~/client/api-client";
import type { Problem } from "~/contract/problem";
import { passkeyText as text } from "~/text/passkeys";

/** The server refused, or did not answer; `message` is a sentence for the person. */
export class PasskeyRefusedError extends Error {
  override readonly name = "PasskeyRefusedError";
}

/** The outcome of a call, as far as its success or failure counts here. */
type Outcome<Body> =
  | { kind: "answer"; body: Body }
  | { kind: "problem"; problem: Problem | null; response: Pick<Response, "url" | "headers"> }
  | NoAnswer;

/** Returns the body of an answer. @throws {PasskeyRefusedError} */
export function bodyOf<Body>(outcome: Outcome<Body>): Body {
  switch (outcome.kind) {
    case "answer":
      return outcome.body;
    case "problem":
      throw new PasskeyRefusedError(sentenceOf(outcome.problem ?? {}, outcome.response));
    case "no_answer":
      throw new PasskeyRefusedError(text.noAnswer);
    default:
      return outcome satisfies never;
  }
}

/** Returns what a refusal means to the person. */
export function sentenceOf({ code, errors }: Partial<Problem>, response: Pick<Response, "url" | "headers">): string {
  const [first] = Object.values(errors ?? {}).flat();
  switch (code) {
    case "invalid":
      return first ?? text.failed;
    case "rate_limited":
      return text.limited(Number(response.headers.get("Retry-After")));
    case "wrong_credentials":
      return response.url.includes("/api/auth/") ? text.notAccepted : text.wrongPassword;
    default:
      return (code && text.refusals[code]) ?? text.failed;
  }
}
