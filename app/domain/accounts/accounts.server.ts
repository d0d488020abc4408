import type { UserId } from "~/contract/ids";
import type { Account, AccountChange, SignIn, SignUp } from "~/contract/account";
import * as queries from "~db/queries/accounts";
import { checkCaptcha, type CaptchaFailure } from "./captcha.server";
import { randomDisplayName } from "./display-names";
import { findTag } from "./devices.server";
import { peekEmailTaken, takeEmailTaken, type EmailTakenResult } from "./email-taken.server";
import { hashIpNetwork } from "~/domain/limits/rate-limits.server";
import type { Services } from "~/domain/ports";
import { verifyPassword, type GuessLimit } from "./verify-password.server";
import { accountOf, openSession, type ClientInfo, type OpenedSession, type Viewer } from "./sessions.server";

export type SignUpResult = { kind: "signed_in"; session: OpenedSession } | EmailTakenResult | CaptchaFailure;

/** Creates an account and signs in. The password is hashed either way: an address that is taken takes as long. */
export async function signUp(services: Services, input: SignUp, client: ClientInfo): Promise<SignUpResult> {
  const stopped = await checkCaptcha(services, input.turnstile_token);
  if (stopped !== null) return stopped;
  const rate = await peekEmailTaken(services, client);
  if (rate.kind === "limited") return rate;
  const passwordHash = await services.passwords.hash(input.password);
  const user = newUser(services, { ...input, id: services.newId(), passwordHash });
  if (!(await queries.insertUser(services.db, user))) return takeEmailTaken(services, client);
  return { kind: "signed_in", session: await openSession(services, user, client) };
}

/** Returns the row of a new account. */
export function newUser(
  services: Services,
  input: { id: UserId; email: string; display_name?: string | undefined; passwordHash: string },
): queries.UserRow {
  return {
    id: input.id,
    email: input.email,
    displayName: input.display_name ?? randomDisplayName(services.random()),
    passwordHash: input.passwordHash,
    role: "member",
    createdAt: services.now(),
    leavingAt: null,
    suspendedAt: null,
    storedBytes: 0,
  };
}

export type SignInResult =
  | { kind: "signed_in"; session: OpenedSession }
  | { kind: "wrong_credentials" | "suspended" }
  | { kind: "limited"; retryAfterSeconds: number };

/** Signs in. An unknown address takes as long and answers the same as a wrong password. */
export async function signIn(services: Services, input: SignIn, client: ClientInfo): Promise<SignInResult> {
  const user = await queries.findUserByEmail(services.db, input.email, services.now());
  const limits = await limitsOf(services, { email: input.email, userId: user?.id ?? null, client });
  const storedHash = user?.passwordHash || null;
  const checked = await verifyPassword(services, { password: input.password, storedHash, limits });
  if (checked.kind === "limited") return checked;
  if (checked.kind === "wrong_credentials" || !user) return { kind: "wrong_credentials" };
  if (user.suspendedAt !== null) return { kind: "suspended" };
  return { kind: "signed_in", session: await openSession(services, user, client) };
}

/**
 * Returns the limits of a sign-in. A device that signed in to the account before has one of its own: whatever strangers try
 * elsewhere, and in its network, does not keep its owner out.
 */
async function limitsOf(
  services: Services,
  { email, userId, client }: { email: string; userId: UserId | null; client: ClientInfo },
): Promise<GuessLimit[]> {
  const tag = userId && (await findTag(services, client.device, userId));
  if (tag) return [{ rule: "sign_in_device", subject: tag, onSuccess: "fill" }];
  const [ipNetwork, account] = await Promise.all([hashIpNetwork(services, client.address), hashEmail(services, email)]);
  const both = await services.secrets.keyedHash("sign_in", `${account}:${ipNetwork}`);
  return [
    { rule: "sign_in_place", subject: ipNetwork, onSuccess: "keep" },
    { rule: "sign_in_email", subject: both, onSuccess: "fill" },
    { rule: "sign_in_account", subject: account, onSuccess: "give_back" },
  ];
}

/** Changes what others see of a person. Returns the account as it is then. */
export async function changeAccount(services: Services, viewer: Viewer, change: AccountChange): Promise<Account> {
  const row = await queries.updateUser(services.db, viewer.account.id, { displayName: change.display_name });
  return row ? accountOf(row) : viewer.account;
}

/** Returns the hash by which rate limits know an e-mail address. */
export function hashEmail({ secrets }: Pick<Services, "secrets">, email: string): Promise<string> {
  return secrets.hash(`email:${email}`);
}
