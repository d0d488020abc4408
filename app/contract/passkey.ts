import { z } from "zod";
import { DisplayName, Email, LeaveAccount } from "./account";
import { maxPasskeyNameLength } from "./limits";
import { name } from "./text";
import { TurnstileToken } from "./turnstile";

/** Bytes as WebAuthn's JSON carries them. A key of RSA with its attestation is below 2 kB. */
const Base64Url = z
  .string()
  .max(8192)
  .regex(/^[A-Za-z0-9_-]*$/, "Send bytes as base64url.");

/** The id that a device gave a key: 16 to 1,023 bytes as base64url. */
export const PasskeyId = z.string().regex(/^[A-Za-z0-9_-]{16,1364}$/, "That is no id of a passkey.");

const transports = z.array(z.string().max(20)).max(10);

const credential = {
  id: PasskeyId,
  rawId: PasskeyId,
  type: z.literal("public-key"),
  authenticatorAttachment: z.string().max(40).nullish(),
  clientExtensionResults: z.record(z.string().max(100), z.unknown()).default({}),
};

/** A new key as `PublicKeyCredential.toJSON()` gives it after `navigator.credentials.create()`. */
export const NewCredential = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: Base64Url,
    attestationObject: Base64Url,
    transports: transports.default([]),
  }),
});
export type NewCredential = z.infer<typeof NewCredential>;

/** A signature as `PublicKeyCredential.toJSON()` gives it after `navigator.credentials.get()`. */
export const SignedCredential = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: Base64Url,
    authenticatorData: Base64Url,
    signature: Base64Url,
    /** Whose key it is: the id that the options of its making named. */
    userHandle: Base64Url,
  }),
});
export type SignedCredential = z.infer<typeof SignedCredential>;

const known = z.object({ type: z.literal("public-key"), id: z.string(), transports: z.array(z.string()) });

/** The options of `navigator.credentials.create()`, as `PublicKeyCredential.parseCreationOptionsFromJSON()` reads them. */
export const CreationOptions = z.object({
  options: z.object({
    challenge: z.string(),
    rp: z.object({ id: z.string(), name: z.string() }),
    user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
    pubKeyCredParams: z.array(z.object({ type: z.literal("public-key"), alg: z.int() })),
    excludeCredentials: z.array(known),
    authenticatorSelection: z.object({ residentKey: z.literal("required"), userVerification: z.literal("required") }),
    timeout: z.int(),
  }),
});

/** The options of `navigator.credentials.get()`, as `PublicKeyCredential.parseRequestOptionsFromJSON()` reads them. */
export const RequestOptions = z.object({
  options: z.object({
    challenge: z.string(),
    rpId: z.string(),
    userVerification: z.literal("required"),
    timeout: z.int(),
  }),
});

const newPerson = { email: Email, display_name: DisplayName.optional() };

/** `POST /api/auth/passkeys/options/sign-up`. The token is required where the operator turned Turnstile on. */
export const PasskeySignUpStart = z.object({ ...newPerson, turnstile_token: TurnstileToken.optional() });
export type PasskeySignUpStart = z.infer<typeof PasskeySignUpStart>;

/** `POST /api/auth/passkeys/sign-up`: the challenge in it shows that the start was allowed. */
export const PasskeySignUp = z.object({ ...newPerson, credential: NewCredential });
export type PasskeySignUp = z.infer<typeof PasskeySignUp>;

/** `POST /api/auth/passkeys/sign-in`. */
export const PasskeySignIn = z.object({ credential: SignedCredential });
export type PasskeySignIn = z.infer<typeof PasskeySignIn>;

/** `POST /api/account/passkeys/options`: adding a passkey requires re-authentication, like deleting the account. */
export const PasskeyStart = LeaveAccount;

/** The name by which its owner recognises a passkey. */
const PasskeyName = name({
  max: maxPasskeyNameLength,
  tooLong: `A passkey's name has at most ${maxPasskeyNameLength} characters.`,
  missing: "Type a name for the passkey.",
});

/** `POST /api/account/passkeys`. Without a name it is called after the browser. */
export const NewPasskey = z.object({ name: PasskeyName.optional(), credential: NewCredential });
export type NewPasskey = z.infer<typeof NewPasskey>;

/** A passkey as its owner sees it. */
export const Passkey = z.object({
  id: PasskeyId,
  name: z.string(),
  created_at: z.iso.datetime(),
  /** When it led in last; null: not yet. */
  last_used_at: z.iso.datetime().nullable(),
});
export type Passkey = z.infer<typeof Passkey>;

/** `GET /api/account/passkeys`: all of them, as there are few; the oldest first. */
export const PasskeyList = z.object({ passkeys: z.array(Passkey) });
