/** What a browser and a device do with passkeys. Loaded when it is needed: it is no part of a page's first scripts. */
import {
  browserSupportsWebAuthn,
  browserSupportsWebAuthnAutofill,
  startAuthentication,
  startRegistration,
  WebAuthnAbortService,
  WebAuthnError,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/browser";
import type { Problem } from "~/contract/problem";
import { passkeyText as text } from "~/text/passkeys";

/** How it ended. `cancelled`: the person closed the browser's dialog, or another ceremony took its place. */
export type Ended = { kind: "done" } | { kind: "cancelled" } | { kind: "problem"; sentence: string };

/** Makes an account that opens with a new passkey; the session is in the browser's cookie then. */
export function signUp(fields: { email: string; display_name: string | undefined }): Promise<Ended> {
  return ended(async () => {
    const options = await begin<PublicKeyCredentialCreationOptionsJSON>("/api/auth/passkeys/options/sign-up", fields);
    const credential = await startRegistration({ optionsJSON: options });
    await send("/api/auth/passkeys/sign-up", { ...fields, credential });
  });
}

/** Signs in with a passkey that the browser asks for. */
export function signIn(): Promise<Ended> {
  return ended(async () => {
    const credential = await startAuthentication({ optionsJSON: await signInOptions() });
    await send("/api/auth/passkeys/sign-in", { credential });
  });
}

/**
 * Offers passkeys among what the browser fills into the field for the address, and signs in with the one that is chosen.
 * Nobody has asked for it: `cancelled` when none is ever chosen, and when nothing can be offered, whatever the reason.
 */
export async function signInFromField(): Promise<Ended> {
  const credential = await credentialFromField().catch(() => null);
  if (credential === null) return { kind: "cancelled" };
  return ended(() => send("/api/auth/passkeys/sign-in", { credential }));
}

async function credentialFromField() {
  if (!(await browserSupportsWebAuthnAutofill())) return null;
  return startAuthentication({ optionsJSON: await signInOptions(), useBrowserAutofill: true });
}

/** Adds a passkey to the account that is signed in. */
export function addPasskey(fields: { name: string | undefined; password: string | undefined }): Promise<Ended> {
  return ended(async () => {
    const { name, password } = fields;
    const options = await begin<PublicKeyCredentialCreationOptionsJSON>("/api/account/passkeys/options", { password });
    const credential = await startRegistration({ optionsJSON: options });
    await send("/api/account/passkeys", { name, credential });
  });
}

/** Ends what waits for a device, as when its page goes. */
export function cancel(): void {
  WebAuthnAbortService.cancelCeremony();
}

function signInOptions() {
  return begin<PublicKeyCredentialRequestOptionsJSON>("/api/auth/passkeys/options/sign-in", undefined);
}

/** The server said no, in a sentence for who reads it. */
class Refused extends Error {
  constructor(readonly sentence: string) {
    super(sentence);
    this.name = "Refused";
  }
}

async function ended(ceremony: () => Promise<unknown>): Promise<Ended> {
  if (!browserSupportsWebAuthn()) return { kind: "problem", sentence: text.unsupported };
  try {
    await ceremony();
    return { kind: "done" };
  } catch (error) {
    return endOf(error);
  }
}

/** The names of errors are those of WebAuthn, 5.1.3 and 5.1.4. */
function endOf(error: unknown): Ended {
  if (error instanceof Refused) return { kind: "problem", sentence: error.sentence };
  if (!(error instanceof Error)) return { kind: "problem", sentence: text.failed };
  if (error instanceof WebAuthnError && error.code === "ERROR_CEREMONY_ABORTED") return { kind: "cancelled" };
  if (error.name === "AbortError" || error.name === "NotAllowedError") return { kind: "cancelled" };
  if (error.name === "InvalidStateError") return { kind: "problem", sentence: text.knownHere };
  if (error.name === "SecurityError") return { kind: "problem", sentence: text.unsupported };
  return { kind: "problem", sentence: text.failed };
}

/** Gets what the device has to sign. Rejects with `Refused`. */
async function begin<Options>(path: string, body: unknown): Promise<Options> {
  return ((await send(path, body)) as { options: Options }).options; // our own server's, as the route table says
}

async function send(path: string, body: unknown): Promise<unknown> {
  const json =
    body === undefined ? {} : { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(path, { method: "POST", ...json }).catch(() => {
    throw new Refused(text.noAnswer);
  });
  const said: unknown = await answer.json().catch(() => null);
  if (answer.ok) return said;
  throw new Refused(sentenceOf((said ?? {}) as Partial<Problem>, answer)); // a proxy's own page has none of it
}

function sentenceOf({ code, errors }: Partial<Problem>, answer: Response): string {
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
