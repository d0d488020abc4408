/**
 * Passkey ceremonies: what the server asks, the device signs, and the server accepts. Loaded when it is needed: it is no
 * part of a page's first scripts.
 */
import { WebAuthnError } from "@simplewebauthn/browser";
import { passkeyText as text } from "~/text/passkeys";
import { api } from "~/client/api";
import type { ApiClient } from "~/client/api-client";
import { bodyOf, type Outcome } from "~/client/body-of";
import { browserDevice, type PasskeyDevice, type RequestOptions, type SignedCredential } from "./browser-device";
import { passkeyErrorOf, PasskeyRefusedError } from "./passkey-refused";

/** `cancelled`: the person closed the browser's dialog, or another ceremony took its place. */
export type CeremonyResult = { kind: "done" } | { kind: "cancelled" } | { kind: "problem"; sentence: string };

/** The fields of the sign-up form. A token of Turnstile works once: it goes with the first of the two calls. */
interface SignUpFields {
  email: string;
  display_name: string | undefined;
  turnstile_token: string | undefined;
}

export function passkeyCeremonies(device: PasskeyDevice, client: Pick<ApiClient, "call">) {
  const signInOptions = async () => accepted(await client.call("POST /api/auth/passkeys/options/sign-in")).options;
  const signInWith = async (credential: SignedCredential) =>
    accepted(await client.call("POST /api/auth/passkeys/sign-in", { body: { credential } }));
  const run = (ceremony: () => Promise<unknown>) => runCeremony(device, ceremony);

  return {
    /** Creates an account that opens with a new passkey; the session is in the browser's cookie then. */
    signUp: ({ turnstile_token, ...fields }: SignUpFields): Promise<CeremonyResult> =>
      run(async () => {
        const body = { ...fields, turnstile_token };
        const { options } = accepted(await client.call("POST /api/auth/passkeys/options/sign-up", { body }));
        const credential = await device.create(options);
        accepted(await client.call("POST /api/auth/passkeys/sign-up", { body: { ...fields, credential } }));
      }),

    /** Signs in with a passkey that the browser asks for. */
    signIn: (): Promise<CeremonyResult> => run(async () => signInWith(await device.get(await signInOptions()))),

    /**
     * Offers passkeys among what the browser fills into the e-mail field, and signs in with the one that is chosen. Nobody
     * has asked for it: `cancelled` when none is ever chosen, and when nothing can be offered, whatever the reason.
     */
    signInFromField: async (): Promise<CeremonyResult> => {
      const credential = await credentialFromField(device, signInOptions).catch(() => null);
      return credential === null ? { kind: "cancelled" } : run(() => signInWith(credential));
    },

    /** Adds a passkey to the account that is signed in. */
    addPasskey: ({ name, password }: Record<"name" | "password", string | undefined>): Promise<CeremonyResult> =>
      run(async () => {
        const { options } = accepted(await client.call("POST /api/account/passkeys/options", { body: { password } }));
        const credential = await device.create(options);
        accepted(await client.call("POST /api/account/passkeys", { body: { name, credential } }));
      }),

    /** Ends a ceremony that waits for the device, for example when its page goes. */
    cancel: (): void => device.cancel(),
  };
}

/** The ceremonies of this browser. */
export const { signUp, signIn, signInFromField, addPasskey, cancel } = passkeyCeremonies(browserDevice, api);

/** @throws {PasskeyRefusedError} where the server gave no answer of the row */
function accepted<Body>(outcome: Outcome<Body>): Body {
  return bodyOf(outcome, passkeyErrorOf);
}

async function credentialFromField(device: PasskeyDevice, options: () => Promise<RequestOptions>) {
  if (!(await device.canOfferInField())) return null;
  return device.getFromField(await options());
}

async function runCeremony(device: PasskeyDevice, ceremony: () => Promise<unknown>): Promise<CeremonyResult> {
  if (!device.isSupported()) return { kind: "problem", sentence: text.unsupported };
  try {
    await ceremony();
    return { kind: "done" };
  } catch (error) {
    return resultOf(error);
  }
}

/** The names of errors are those of WebAuthn Level 3, sections 5.1.3 and 5.1.4. */
function resultOf(error: unknown): CeremonyResult {
  if (error instanceof PasskeyRefusedError) return { kind: "problem", sentence: error.message };
  if (!(error instanceof Error)) return { kind: "problem", sentence: text.failed };
  if (error instanceof WebAuthnError && error.code === "ERROR_CEREMONY_ABORTED") return { kind: "cancelled" };
  if (error.name === "AbortError" || error.name === "NotAllowedError") return { kind: "cancelled" };
  if (error.name === "InvalidStateError") return { kind: "problem", sentence: text.knownHere };
  if (error.name === "SecurityError") return { kind: "problem", sentence: text.unsupported };
  return { kind: "problem", sentence: text.failed };
}
