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
import * as queries from "~db/queries/passkeys";
import { newUser, type SignedInOutcome, type SignedUp } from "./accounts.server";
import { browserName } from "./browser-name";
import { confirmViewer, type Confirmed } from "./reauthenticate.server";
import { placeOf, takeRate } from "~/domain/limits/rate-limits.server";
import type { RelyingParty, Services, VerifiedKey } from "~/domain/ports";
import { openSession, type Device, type Viewer } from "./sessions.server";

/** How long a challenge is good, in milliseconds: time to fetch the phone that holds the key. */
const challengeLasts = 5 * 60 * 1000;

/** Where a passkey is for, and from where somebody comes with it. */
export interface Entrance {
  site: RelyingParty;
  device: Device;
}

type Limited = { kind: "limited"; retryAfter: number };
type Started<Options extends z.ZodType> = { kind: "started"; options: z.infer<Options> };

/** What a device has to sign to sign up. Limited as signing up is. */
export async function startSignUp(
  services: Services,
  input: PasskeySignUpStart,
  { site, device }: Entrance,
): Promise<Started<typeof CreationOptions> | { kind: "email_taken" } | Limited> {
  const rate = await takeRate(services, "sign_up_place", await placeOf(services, device.address));
  if (rate.kind === "limited") return rate;
  if (await findUserByEmail(services.db, input.email, services.now())) return { kind: "email_taken" };
  const user = { id: services.newId(), email: input.email, name: input.display_name ?? input.email };
  const challenge = await newChallenge(services, "sign_up", user.id);
  return { kind: "started", options: creationOptions(services, user, { site, challenge, known: [] }) };
}

/** Makes an account that a passkey leads into, and signs in. */
export async function signUpWithPasskey(
  services: Services,
  input: PasskeySignUp,
  { site, device }: Entrance,
): Promise<SignedUp | { kind: "refused" }> {
  const rate = await takeRate(services, "passkey", await placeOf(services, device.address));
  if (rate.kind === "limited") return rate;
  const made = await verifyNew(services, site, { credential: input.credential, purpose: "sign_up" });
  if (!made) return { kind: "refused" };
  const user = newUser(services, { ...input, id: made.userId, passwordHash: "" });
  const name = browserName(device.userAgent);
  const passkey = rowOf(services, made, { name, credential: input.credential });
  const written = await queries.insertUserWithPasskey(services.db, user, passkey);
  if (written !== "written") return { kind: written === "key_taken" ? "refused" : "email_taken" };
  return { kind: "signed_in", session: await openSession(services, user, device) };
}

/** What a device has to sign to sign in: the same for everybody, as the key tells who it is. */
export async function startSignIn(
  services: Services,
  { site, device }: Entrance,
): Promise<Started<typeof RequestOptions> | Limited> {
  const rate = await takeRate(services, "passkey", await placeOf(services, device.address));
  if (rate.kind === "limited") return rate;
  const challenge = await newChallenge(services, "sign_in", null);
  return {
    kind: "started",
    options: { options: { challenge, rpId: site.id, userVerification: "required", timeout: challengeLasts } },
  };
}

/** Signs in. A key that is not known answers the same as a signature that is wrong. */
export async function signInWithPasskey(
  services: Services,
  { credential }: PasskeySignIn,
  { site, device }: Entrance,
): Promise<SignedInOutcome> {
  const rate = await takeRate(services, "sign_in_place", await placeOf(services, device.address));
  if (rate.kind === "limited") return rate;
  const challenge = await takeChallenge(services, credential, "sign_in");
  const found = await queries.findPasskey(services.db, credential.id, services.now());
  if (!challenge || !found) return { kind: "wrong_credentials" };
  const { passkey, user } = found;
  const isOwners = credential.response.userHandle === services.passkeys.userHandleOf(user.id);
  const answer = { challenge: challenge.challenge, publicKey: passkey.publicKey };
  const counter = await services.passkeys.verifyAuthentication(site, credential, answer);
  if (!isOwners || counter === null) return { kind: "wrong_credentials" };
  if (!(await queries.markUsed(services.db, passkey.id, { counter, now: services.now() }))) {
    services.log({ event: "passkey_copied", user_id: user.id });
    return { kind: "wrong_credentials" };
  }
  if (user.suspendedAt !== null) return { kind: "suspended" };
  return { kind: "signed_in", session: await openSession(services, user, device) };
}

/** The viewer's passkeys, the oldest first. */
export async function listPasskeys(services: Services, viewer: Viewer): Promise<Passkey[]> {
  return (await queries.listPasskeys(services.db, viewer.account.id)).map(passkeyOf);
}

/** What a device has to sign for one more way in. Asked for as leaving is: a way in outlasts the screen left unlocked. */
export async function startAdding(
  services: Services,
  viewer: Viewer,
  { site, password }: { site: RelyingParty; password?: string | undefined },
): Promise<Started<typeof CreationOptions> | { kind: "too_many" } | Exclude<Confirmed, { kind: "right" }>> {
  const { id, email, display_name: name } = viewer.account;
  const rate = await takeRate(services, "passkey", id);
  if (rate.kind === "limited") return rate;
  const confirmed = await confirmViewer(services, viewer, { password });
  if (confirmed.kind !== "right") return confirmed;
  const known = await queries.listPasskeys(services.db, id);
  if (known.length >= maxPasskeys) return { kind: "too_many" };
  const challenge = await newChallenge(services, "add", id);
  return { kind: "started", options: creationOptions(services, { id, email, name }, { site, challenge, known }) };
}

/** Adds a passkey to the viewer's account. */
export async function addPasskey(
  services: Services,
  viewer: Viewer,
  { input, entrance }: { input: NewPasskey; entrance: Entrance },
): Promise<{ kind: "added"; passkey: Passkey } | { kind: "refused" }> {
  const made = await verifyNew(services, entrance.site, { credential: input.credential, purpose: "add" });
  if (made?.userId !== viewer.account.id) return { kind: "refused" };
  const name = input.name ?? browserName(entrance.device.userAgent);
  const row = rowOf(services, made, { name, credential: input.credential });
  const isNew = await queries.insertPasskey(services.db, row, { max: maxPasskeys });
  return isNew ? { kind: "added", passkey: passkeyOf(row) } : { kind: "refused" };
}

/** Removes a passkey of the viewer's, unless nothing else leads into the account. */
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
  userId: string | null,
): Promise<string> {
  const challenge = secrets.random();
  const expiresAt = new Date(now().getTime() + challengeLasts);
  await queries.insertChallenge(db, { challenge, purpose, userId, expiresAt });
  return challenge;
}

/** The challenge that was signed, if it was ours, for this purpose and in time. It is used up in any case. */
async function takeChallenge(
  { db, now, passkeys }: Services,
  credential: NewCredential | SignedCredential,
  purpose: queries.Purpose,
) {
  const said = passkeys.challengeIn(credential);
  const challenge = said === null ? null : await queries.takeChallenge(db, said);
  const isGood = challenge !== null && challenge.purpose === purpose && challenge.expiresAt > now();
  return isGood ? challenge : null;
}

interface MadeKey {
  key: VerifiedKey;
  /** Whom the challenge was for. */
  userId: string;
}

async function verifyNew(
  services: Services,
  site: RelyingParty,
  { credential, purpose }: { credential: NewCredential; purpose: "sign_up" | "add" },
): Promise<MadeKey | null> {
  const challenge = await takeChallenge(services, credential, purpose);
  if (!challenge?.userId) return null;
  const key = await services.passkeys.verifyRegistration(site, credential, challenge.challenge);
  return key === null ? null : { key, userId: challenge.userId };
}

function rowOf(
  { now }: Services,
  { key, userId }: MadeKey,
  { name, credential }: { name: string; credential: NewCredential },
): queries.PasskeyRow {
  const { transports } = credential.response;
  return { ...key, userId, name, transports, createdAt: now(), lastUsedAt: null };
}

function passkeyOf({ id, name, createdAt, lastUsedAt }: queries.PasskeyRow): Passkey {
  return { id, name, created_at: createdAt.toISOString(), last_used_at: lastUsedAt?.toISOString() ?? null };
}

/** A key that a device keeps and finds by itself, and uses only for who it knows: both are what makes it a passkey. */
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
      timeout: challengeLasts,
    },
  };
}
