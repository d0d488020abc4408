import type { Account, AccountChange, SignIn, SignUp } from "~/contract/account";
import type { UserId } from "~/contract/ids";
import * as queries from "~db/queries/accounts";
import { isAddressKept } from "~db/queries/address-changes";
import { listRoomsOf } from "~db/queries/connections";
import { checkCaptcha, type CaptchaFailure } from "./captcha.server";
import { mailSignUp } from "./confirmed-sign-up.server";
import { findTag } from "./devices.server";
import { hashEmail } from "./hash-email.server";
import { newUser } from "./new-user.server";
import { countSignUp, peekSignUps, takeEmailTaken, type EmailTakenResult } from "./sign-up-limits.server";
import {
  hashIpNetwork,
  peekRates,
  takeGuard,
  takeRate,
  type RateLimitResult,
} from "~/domain/limits/rate-limits.server";
import type { Services } from "~/domain/ports";
import { mailVerification } from "./verify-address.server";
import { verifyPassword, type GuessLimit } from "./verify-password.server";
import { accountOf, openSession, type ClientInfo, type OpenedSession, type Viewer } from "./sessions.server";

/** `link_sent`: the rest goes by mail. */
export type SignUpResult =
  { kind: "signed_in"; session: OpenedSession } | { kind: "link_sent" } | EmailTakenResult | CaptchaFailure;

/** Creates an account and signs in. The password is hashed either way: an address that is taken takes as long. */
export async function signUp(services: Services, input: SignUp, client: ClientInfo): Promise<SignUpResult> {
  const stopped = await checkCaptcha(services, input.turnstile_token);
  if (stopped !== null) return stopped;
  const [isKept, rate] = await Promise.all([
    isAddressKept(services.db, input.email, services.now()),
    peekSignUps(services, client),
  ]);
  if (rate.kind === "limited") return rate;
  const passwordHash = await services.passwords.hash(input.password);
  if (services.requiresVerifiedEmail) {
    await countSignUp(services, client);
    mailSignUp(services, input, passwordHash);
    return { kind: "link_sent" };
  }
  const user = newUser(services, { ...input, id: services.newId(), passwordHash });
  if (isKept || !(await queries.insertUser(services.db, user))) return takeEmailTaken(services, client);
  const [session] = await Promise.all([openSession(services, user, client), countSignUp(services, client)]);
  mailVerification(services, session.account);
  return { kind: "signed_in", session };
}

export type SignInResult =
  | { kind: "signed_in"; session: OpenedSession }
  | { kind: "wrong_credentials" | "suspended" }
  | { kind: "limited"; retryAfterSeconds: number };

/** Signs in. An unknown address takes as long and answers the same as a wrong password. */
export async function signIn(services: Services, input: SignIn, client: ClientInfo): Promise<SignInResult> {
  const ipNetwork = await hashIpNetwork(services, client.address);
  const [user, place] = await Promise.all([
    queries.findUserByEmail(services.db, input.email, services.now()),
    peekRates(services, ["sign_in_place"], ipNetwork),
  ]);
  const deviceTag = user && (await findTag(services, client.device, user.id));
  const entry = deviceTag ? allowed : await guardedEntry(services, place);
  if (entry.kind === "limited") return entry;
  const limits = deviceTag ? [deviceLimit(deviceTag)] : await strangerLimits(services, input.email, ipNetwork);
  const storedHash = user?.passwordHash || null;
  const checked = await verifyPassword(services, { password: input.password, storedHash, limits });
  if (checked.kind === "limited") return checked;
  if (checked.kind === "wrong_credentials" || !user) {
    if (!deviceTag) await takeRate(services, "sign_in_place", ipNetwork);
    return { kind: "wrong_credentials" };
  }
  if (user.suspendedAt !== null) {
    await checked.forgive();
    return { kind: "suspended" };
  }
  const [session] = await Promise.all([openSession(services, user, client), checked.forgive()]);
  return { kind: "signed_in", session };
}

const allowed: RateLimitResult = { kind: "allowed" };

/** A network waits while it has had too many wrong passwords, or tries too many in a minute. */
function guardedEntry(services: Services, place: RateLimitResult): Promise<RateLimitResult> {
  return place.kind === "limited" ? Promise.resolve(place) : takeGuard(services, "sign_in_place");
}

/**
 * Returns the limit of a device that signed in to the account before: its own, so that whatever strangers try elsewhere, and
 * in its network, does not keep the owner out.
 */
function deviceLimit(tag: string): GuessLimit {
  return { rule: "sign_in_device", subject: tag, onSuccess: "fill" };
}

/** Returns the limits of all other devices. */
async function strangerLimits(services: Services, email: string, ipNetwork: string): Promise<GuessLimit[]> {
  const account = await hashEmail(services, email);
  const both = await services.secrets.keyedHash("sign_in", `${account}:${ipNetwork}`);
  return [
    { rule: "sign_in_email", subject: both, onSuccess: "fill" },
    { rule: "sign_in_account", subject: account, onSuccess: "give_back" },
  ];
}

/** Changes what others see of a person. Returns the account as it is then. */
export async function changeAccount(services: Services, viewer: Viewer, change: AccountChange): Promise<Account> {
  const { display_name: displayName, shows_last_seen: showsLastSeen } = change;
  const values = { ...(displayName && { displayName }), ...(showsLastSeen !== undefined && { showsLastSeen }) };
  const row = await queries.updateUser(services.db, viewer.account.id, values);
  if (showsLastSeen !== undefined) services.afterAnswer(() => tellRooms(services, viewer.account.id, showsLastSeen));
  return row ? accountOf(row) : viewer.account;
}

/** Their open conversations follow at once; one out of reach learns it from the next socket. */
async function tellRooms({ db, rooms }: Services, userId: UserId, showsLastSeen: boolean): Promise<void> {
  const ids = await listRoomsOf(db, userId);
  await Promise.allSettled(ids.map((room) => rooms.setLastSeenShown(room, userId, showsLastSeen)));
}
