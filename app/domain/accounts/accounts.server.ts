import type { Account, AccountChange, SignIn, SignUp } from "~/contract/account";
import * as queries from "~db/queries/accounts";
import { gentleName } from "./display-names";
import { clearRate, placeOf, takeRate } from "~/domain/limits/rate-limits.server";
import type { Services } from "~/domain/ports";
import { accountOf, openSession, type Device, type OpenedSession, type Viewer } from "./sessions.server";

export type SignedUp =
  { kind: "signed_in"; session: OpenedSession } | { kind: "email_taken" } | { kind: "limited"; retryAfter: number };

/** Makes an account and signs in. */
export async function signUp(services: Services, input: SignUp, device: Device): Promise<SignedUp> {
  const rate = await takeRate(services, "sign_up_place", await placeOf(services, device.address));
  if (rate.kind === "limited") return rate;
  const passwordHash = await services.passwords.hash(input.password);
  const user = newUser(services, { ...input, id: services.newId(), passwordHash });
  if (!(await queries.insertUser(services.db, user))) return { kind: "email_taken" };
  return { kind: "signed_in", session: await openSession(services, user, device) };
}

/** The row of a new account. */
export function newUser(
  services: Services,
  input: { id: string; email: string; display_name?: string | undefined; passwordHash: string },
): queries.UserRow {
  return {
    id: input.id,
    email: input.email,
    displayName: input.display_name ?? gentleName(services.random()),
    passwordHash: input.passwordHash,
    role: "member",
    createdAt: services.now(),
    leavingAt: null,
    suspendedAt: null,
    storedBytes: 0,
  };
}

export type SignedInOutcome =
  | { kind: "signed_in"; session: OpenedSession }
  | { kind: "wrong_credentials" | "suspended" }
  | { kind: "limited"; retryAfter: number };

/** Signs in. An unknown address takes as long and answers the same as a wrong password. */
export async function signIn(services: Services, input: SignIn, device: Device): Promise<SignedInOutcome> {
  const rate = await takeRate(services, "sign_in_place", await placeOf(services, device.address));
  if (rate.kind === "limited") return rate;
  const guess = await guessPassword(services, input);
  if (guess.kind !== "right") return guess;
  if (guess.user.suspendedAt !== null) return { kind: "suspended" };
  return { kind: "signed_in", session: await openSession(services, guess.user, device) };
}

/** Changes what others see of a person. Null when they are gone. */
export async function changeAccount(services: Services, viewer: Viewer, change: AccountChange): Promise<Account> {
  const row = await queries.updateUser(services.db, viewer.account.id, { displayName: change.display_name });
  return row ? accountOf(row) : viewer.account;
}

type Guess =
  { kind: "right"; user: queries.UserRow } | { kind: "wrong_credentials" } | { kind: "limited"; retryAfter: number };

/** An address as the limits know it: by its hash. */
export function emailSubject({ secrets }: Pick<Services, "secrets">, email: string): Promise<string> {
  return secrets.hash(`email:${email}`);
}

/** Tries a password: ten wrong ones of an address, then it takes patience. */
export async function guessPassword(services: Services, { email, password }: SignIn): Promise<Guess> {
  const emailKey = await emailSubject(services, email);
  const rate = await takeRate(services, "sign_in_email", emailKey);
  if (rate.kind === "limited") return rate;
  const user = await queries.findUserByEmail(services.db, email, services.now());
  const isRight = await services.passwords.verify(password, user?.passwordHash || null);
  if (!user || !isRight) return { kind: "wrong_credentials" };
  await clearRate(services, "sign_in_email", emailKey);
  return { kind: "right", user };
}
