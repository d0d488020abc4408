/** The way back for an account whose passkeys are lost: codes that its person wrote down, each good once. */
import type { UserId } from "~/contract/ids";
import type { Recover } from "~/contract/account";
import { findUserByEmail } from "~db/queries/accounts";
import * as queries from "~db/queries/recovery-codes";
import type { Services } from "~/domain/ports";
import type { SignInResult } from "./accounts.server";
import { sendLetter } from "./letters.server";
import { whenReauthenticated, type ReauthenticationFailure } from "./reauthenticate.server";
import { formatCode, normalizeCode } from "./recovery-code";
import { openSession, type ClientInfo, type Viewer } from "./sessions.server";

/** Enough for years, and few enough for a sheet of paper. */
const codesAtOnce = 10;

export type NewCodesResult = { kind: "made"; codes: string[] } | ReauthenticationFailure;

/** Makes new codes, which replace those that the viewer had. They are returned this once. */
export async function makeCodes(
  services: Services,
  viewer: Viewer,
  input: { password?: string | undefined },
): Promise<NewCodesResult> {
  const { id } = viewer.account;
  return whenReauthenticated(services, viewer, input, async (forgive) => {
    const codes = Array.from({ length: codesAtOnce }, () => formatCode(services.secrets.random()));
    const hashes = await Promise.all(codes.map((code) => hashOf(services, id, code)));
    await Promise.all([queries.replaceCodes(services.db, id, hashes, services.now()), forgive()]);
    return { kind: "made", codes };
  });
}

/** Returns how many codes the viewer has left. */
export async function countCodes(services: Services, viewer: Viewer): Promise<number> {
  return (await queries.listCodes(services.db, viewer.account.id)).length;
}

/**
 * Signs in by a code, which is used up, and tells the person by mail. An unknown address answers like a wrong code; nobody guesses
 * 80 bits, so no limit of an account's could keep its person out.
 */
export async function recover(
  services: Services,
  { email, code }: Recover,
  client: ClientInfo,
): Promise<Exclude<SignInResult, { kind: "limited" }>> {
  const user = await findUserByEmail(services.db, email, services.now());
  if (!user) return { kind: "wrong_credentials" };
  const isGood = await queries.takeCode(services.db, user.id, await hashOf(services, user.id, code));
  if (!isGood) return { kind: "wrong_credentials" };
  if (user.suspendedAt !== null) return { kind: "suspended" };
  const letter = { kind: "recovery_code_used", name: user.displayName, path: "/settings" } as const;
  services.afterAnswer(() => sendLetter(services, user.email, letter));
  return { kind: "signed_in", session: await openSession(services, user, client) };
}

function hashOf({ secrets }: Pick<Services, "secrets">, userId: UserId, code: string): Promise<string> {
  return secrets.hash(`recovery:${userId}:${normalizeCode(code)}`);
}
