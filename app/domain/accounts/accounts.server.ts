import type { UserId } from "~/contract/ids";
import type { Account, AccountChange, SignIn, SignUp } from "~/contract/account";
import * as queries from "~db/queries/accounts";
import { randomDisplayName } from "./display-names";
import { resetRateLimit, takeRate } from "~/domain/limits/rate-limits.server";
import type { Services } from "~/domain/ports";
import { accountOf, openSession, type ClientInfo, type OpenedSession, type Viewer } from "./sessions.server";

export type SignUpResult = { kind: "signed_in"; session: OpenedSession } | { kind: "email_taken" };

/** Creates an account and signs in. */
export async function signUp(services: Services, input: SignUp, client: ClientInfo): Promise<SignUpResult> {
  const passwordHash = await services.passwords.hash(input.password);
  const user = newUser(services, { ...input, id: services.newId(), passwordHash });
  if (!(await queries.insertUser(services.db, user))) return { kind: "email_taken" };
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
  | { kind: "limited"; retryAfter: number };

/** Signs in. An unknown address takes as long and answers the same as a wrong password. */
export async function signIn(services: Services, input: SignIn, client: ClientInfo): Promise<SignInResult> {
  const checked = await verifyPassword(services, input);
  if (checked.kind !== "verified") return checked;
  if (checked.user.suspendedAt !== null) return { kind: "suspended" };
  return { kind: "signed_in", session: await openSession(services, checked.user, client) };
}

/** Changes what others see of a person. Returns the account as it is then. */
export async function changeAccount(services: Services, viewer: Viewer, change: AccountChange): Promise<Account> {
  const row = await queries.updateUser(services.db, viewer.account.id, { displayName: change.display_name });
  return row ? accountOf(row) : viewer.account;
}

type PasswordCheck =
  { kind: "verified"; user: queries.UserRow } | { kind: "wrong_credentials" } | { kind: "limited"; retryAfter: number };

/** Returns the hash by which rate limits know an e-mail address. */
export function hashEmail({ secrets }: Pick<Services, "secrets">, email: string): Promise<string> {
  return secrets.hash(`email:${email}`);
}

/** Verifies a password. After ten wrong ones for an address, each further try has to wait. */
export async function verifyPassword(services: Services, { email, password }: SignIn): Promise<PasswordCheck> {
  const emailKey = await hashEmail(services, email);
  const rate = await takeRate(services, "sign_in_email", emailKey);
  if (rate.kind === "limited") return rate;
  const user = await queries.findUserByEmail(services.db, email, services.now());
  const isCorrect = await services.passwords.verify(password, user?.passwordHash || null);
  if (!user || !isCorrect) return { kind: "wrong_credentials" };
  await resetRateLimit(services, "sign_in_email", emailKey);
  return { kind: "verified", user };
}
