import type { Failure } from "~/client/body-of";
import type { Problem } from "~/contract/problem";
import { passkeyText as text } from "~/text/passkeys";

/** The server refused, or did not answer; `message` is a sentence for the person. */
export class PasskeyRefusedError extends Error {
  override readonly name = "PasskeyRefusedError";
}

/** Returns the error of a call that came to a problem, or to no answer. */
export function passkeyErrorOf(failure: Failure): PasskeyRefusedError {
  switch (failure.kind) {
    case "problem":
      return new PasskeyRefusedError(sentenceOf(failure.problem ?? {}, failure.response));
    case "no_answer":
      return new PasskeyRefusedError(text.noAnswer);
    default:
      return failure satisfies never;
  }
}

/** Returns the sentence for a refusal. */
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
