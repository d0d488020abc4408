import type { UserId } from "~/contract/ids";
import type { z } from "zod";
import { maxPasskeys } from "~/contract/limits";
import type {
  CreationOptions,
  NewCredential,
  NewPasskey,
  Passkey,
  PasskeySignIn,
  PasskeySignUp,
  PasskeySignUpStart,
  RequestOptions,
  SignedCredential,
} from "~/contract/passkey";
import { findUserByEmail } from "~db/queries/accounts";
import { isAddressKept } from "~db/queries/address-changes";
import * as queries from "~db/queries/passkeys";
import type { SignInResult } from "./accounts.server";
import { browserName } from "~/domain/devices/browser-name";
import { checkCaptcha, type CaptchaFailure } from "./captcha.server";
import { countSignUp, peekSignUps, takeEmailTaken, type EmailTakenResult } from "./sign-up-limits.server";
import { newUser } from "./new-user.server";
import { whenReauthenticated, type ReauthenticationFailure } from "./reauthenticate.server";
import type { RelyingParty, Services, VerifiedKey } from "~/domain/ports";
import { openSession, type ClientInfo, type OpenedSession, type Viewer } from "./sessions.server";
import { mailVerification } from "./verify-address.server";

/** Time enough to fetch the phone that holds the key. */
const challengeTtlMs = 5 * 60 * 1000;

/** The relying party of a ceremony, and the client that takes part in it. */
export interface CeremonyContext {
  site: RelyingParty;
  client: ClientInfo;
}

/** Where addresses are confirmed first, an account begins with a password: a passkey can be added to it. */
type PasswordFirst = { kind: "password_first" };

type Started = { kind: "started"; options: z.infer<typeof CreationOptions> };

/** Returns the options for creating the passkey of a new account. */
export async function startSignUp(
  services: Services,
  input: PasskeySignUpStart,
  { site, client }: CeremonyContext,
): Promise<Started | EmailTakenResult | CaptchaFailure | PasswordFirst> {
  const stopped = await checkCaptcha(services, input.turnstile_token);
  if (stopped !== null) return stopped;
  if (services.requiresVerifiedEmail) return { kind: "password_first" };
  const rate = await peekSignUps(services, client);
  if (rate.kind === "limited") return rate;
  if (await findUserByEmail(services.db, input.email, services.now())) return takeEmailTaken(services, client);
  const user = { id: services.newId<UserId>(), email: input.email, name: input.display_name ?? input.email };
  const challenge = await newChallenge(services, "sign_up", user.id);
  return { kind: "started", options: creationOptions(services, user, { site, challenge, known: [] }) };
}

/** Creates an account with a passkey, and signs in. No captcha: the challenge was given to who passed one. */
export async function signUpWithPasskey(
  services: Services,
  input: PasskeySignUp,
  { site, client }: CeremonyContext,
): Promise<{ kind: "signed_in"; session: OpenedSession } | EmailTakenResult | { kind: "refused" } | PasswordFirst> {
  if (services.requiresVerifiedEmail) return { kind: "password_first" };
  const [rate, registered, isKept] = await Promise.all([
    peekSignUps(services, client),
    verifyRegistration(services, site, { credential: input.credential, purpose: "sign_up" }),
    isAddressKept(services.db, input.email, services.now()),
  ]);
  if (rate.kind === "limited") return rate;
  if (!registered) return { kind: "refused" };
  const user = newUser(services, { ...input, id: registered.userId, passwordHash: "" });
  if (isKept) return takeEmailTaken(services, client);
  const name = browserName(client.userAgent);
  const passkey = rowOf(services, registered, { name, credential: input.credential });
  const written = await queries.insertUserWithPasskey(services.db, user, passkey);
  if (written === "key_taken") return { kind: "refused" };
  if (written === "email_taken") return takeEmailTaken(services, client);
  const [session] = await Promise.all([openSession(services, user, client), countSignUp(services, client)]);
  mailVerification(services, session.account);
  return { kind: "signed_in", session };
}

/** Returns the options for signing in: the same for everybody, as the passkey itself identifies the account. */
export async function startSignIn(
  services: Services,
  { site }: CeremonyContext,
): Promise<z.infer<typeof RequestOptions>> {
  const challenge = await newChallenge(services, "sign_in", null);
  return { options: { challenge, rpId: site.id, userVerification: "required", timeout: challengeTtlMs } };
}

/** Signs in. An unknown passkey answers the same as a wrong signature. */
export async function signInWithPasskey(
  services: Services,
  { credential }: PasskeySignIn,
  { site, client }: CeremonyContext,
): Promise<Exclude<SignInResult, { kind: "limited" }>> {
  const [challenge, found] = await Promise.all([
    takeChallenge(services, credential, "sign_in"),
    queries.findPasskey(services.db, credential.id, services.now()),
  ]);
  if (!challenge || !found) return { kind: "wrong_credentials" };
  const { passkey, user } = found;
  const isOwner = credential.response.userHandle === services.passkeys.userHandleOf(user.id);
  const expected = { challenge: challenge.challenge, publicKey: passkey.publicKey };
  const counter = await services.passkeys.verifyAuthentication(site, credential, expected);
  if (!isOwner || counter === null) return { kind: "wrong_credentials" };
  if (!(await queries.recordUse(services.db, passkey.id, { counter, now: services.now() }))) {
    services.log({ event: "passkey_copied", user_id: user.id });
    return { kind: "wrong_credentials" };
  }
  if (user.suspendedAt !== null) return { kind: "suspended" };
  return { kind: "signed_in", session: await openSession(services, user, client) };
}

/** Returns the viewer's passkeys, the oldest first. */
export async function listPasskeys(services: Services, viewer: Viewer): Promise<Passkey[]> {
  return (await queries.listPasskeys(services.db, viewer.account.id)).map(passkeyOf);
}

/** Returns the options for adding a passkey, which requires re-authentication: a passkey outlasts a screen left unlocked. */
export async function startAdding(
  services: Services,
  viewer: Viewer,
  { site, password }: { site: RelyingParty; password?: string | undefined },
): Promise<Started | { kind: "too_many" } | ReauthenticationFailure> {
  const { id, email, display_name: name } = viewer.account;
  return whenReauthenticated(services, viewer, { password }, async (forgive) => {
    const [known, challenge] = await Promise.all([
      queries.listPasskeys(services.db, id),
      newChallenge(services, "add", id),
      forgive(),
    ]);
    if (known.length >= maxPasskeys) return { kind: "too_many" };
    return { kind: "started", options: creationOptions(services, { id, email, name }, { site, challenge, known }) };
  });
}

/** Adds a passkey to the viewer's account. */
export async function addPasskey(
  services: Services,
  viewer: Viewer,
  { input, context }: { input: NewPasskey; context: CeremonyContext },
): Promise<{ kind: "added"; passkey: Passkey } | { kind: "refused" }> {
  const registered = await verifyRegistration(services, context.site, { credential: input.credential, purpose: "add" });
  if (registered?.userId !== viewer.account.id) return { kind: "refused" };
  const name = input.name ?? browserName(context.client.userAgent);
  const row = rowOf(services, registered, { name, credential: input.credential });
  const isNew = await queries.insertPasskey(services.db, row, { max: maxPasskeys });
  return isNew ? { kind: "added", passkey: passkeyOf(row) } : { kind: "refused" };
}

/** Removes a passkey of the viewer's, unless it is the only way to sign in. */
export async function removePasskey(
  services: Services,
  viewer: Viewer,
  id: string,
): Promise<{ kind: "removed" | "last_way_in" | "not_found" }> {
  const { id: userId } = viewer.account;
  if (await queries.deletePasskey(services.db, userId, id)) return { kind: "removed" };
  const own = await queries.listPasskeys(services.db, userId);
  return { kind: own.some((passkey) => passkey.id === id) ? "last_way_in" : "not_found" };
}

async function newChallenge(
  { db, now, secrets }: Services,
  purpose: queries.Purpose,
  userId: UserId | null,
): Promise<string> {
  const challenge = secrets.random();
  const expiresAt = new Date(now().getTime() + challengeTtlMs);
  await queries.insertChallenge(db, { challenge, purpose, userId, expiresAt });
  return challenge;
}

/** Returns the challenge that was signed if it was issued here, for this purpose, and has not expired. It is used up in any case. */
async function takeChallenge(
  { db, now, passkeys }: Services,
  credential: NewCredential | SignedCredential,
  purpose: queries.Purpose,
) {
  const claimed = passkeys.challengeIn(credential);
  const challenge = claimed === null ? null : await queries.takeChallenge(db, claimed);
  const isValid = challenge !== null && challenge.purpose === purpose && challenge.expiresAt > now();
  return isValid ? challenge : null;
}

interface RegisteredKey {
  key: VerifiedKey;
  /** Whom the challenge was for. */
  userId: UserId;
}

async function verifyRegistration(
  services: Services,
  site: RelyingParty,
  { credential, purpose }: { credential: NewCredential; purpose: "sign_up" | "add" },
): Promise<RegisteredKey | null> {
  const challenge = await takeChallenge(services, credential, purpose);
  if (!challenge?.userId) return null;
  const key = await services.passkeys.verifyRegistration(site, credential, challenge.challenge);
  return key === null ? null : { key, userId: challenge.userId };
}

function rowOf(
  { now }: Services,
  { key, userId }: RegisteredKey,
  { name, credential }: { name: string; credential: NewCredential },
): queries.PasskeyRow {
  const { transports } = credential.response;
  return { ...key, userId, name, transports, createdAt: now(), lastUsedAt: null };
}

function passkeyOf({ id, name, createdAt, lastUsedAt }: queries.PasskeyRow): Passkey {
  return { id, name, created_at: createdAt.toISOString(), last_used_at: lastUsedAt?.toISOString() ?? null };
}

/** Asks for a discoverable credential with user verification: both together make a passkey. */
function creationOptions(
  { passkeys }: Services,
  user: { id: string; email: string; name: string },
  { site, challenge, known }: { site: RelyingParty; challenge: string; known: queries.PasskeyRow[] },
): z.infer<typeof CreationOptions> {
  return {
    options: {
      challenge,
      rp: { id: site.id, name: "Heartfelt" },
      user: { id: passkeys.userHandleOf(user.id), name: user.email, displayName: user.name },
      pubKeyCredParams: passkeys.algorithms.map((alg) => ({ type: "public-key", alg })),
      excludeCredentials: known.map(({ id, transports }) => ({ type: "public-key", id, transports })),
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
      timeout: challengeTtlMs,
    },
  };
}
