import type { Problem } from "~/contract/problem";
import { passkeyText as text } from "~/text/passkeys";

/** The server refused, or did not answer; `message` is a sentence for the person. */
export class PasskeyRefusedError extends Error {
  override readonly name = "PasskeyRefusedError";
}

export type PostJson = (path: string, body: unknown) => Promise<unknown>;

/** Posts JSON, or nothing, and returns the JSON answer. @throws {PasskeyRefusedError} */
export async function postJson(path: string, body: unknown): Promise<unknown> {
  const json =
    body === undefined ? {} : { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(path, { method: "POST", ...json }).catch(() => {
    throw new PasskeyRefusedError(text.noAnswer);
  });
  const said: unknown = await answer.json().catch(() => null);
  if (answer.ok) return said;
  throw new PasskeyRefusedError(sentenceOf((said ?? {}) as Partial<Problem>, answer)); // a proxy's own page has none of it
}

/** Returns what a refusal means to the person. */
export function sentenceOf({ code, errors }: Partial<Problem>, answer: Pick<Response, "url" | "headers">): string {
  const [first] = Object.values(errors ?? {}).flat();
  switch (code) {
    case "invalid":
      return first ?? text.failed;
    case "rate_limited":
      return text.limited(Number(answer.headers.get("Retry-After")));
    case "wrong_credentials":
      return answer.url.includes("/api/auth/") ? text.notAccepted : text.wrongPassword;
    default:
      return (code && text.refusals[code]) ?? text.failed;
  }
}
