import type { Account, LeaveAccount } from "~/contract/account";
import { graceLasts } from "~/contract/account";
import type { ConnectionId } from "~/contract/ids";
import { findUser } from "~db/queries/accounts";
import { listRoomsOf } from "~db/queries/connections";
import { markKept, markLeaving } from "~db/queries/leaving";
import { findBySession } from "~db/queries/sessions";
import { guessPassword } from "./accounts.server";
import type { Services } from "./services.server";
import { accountOf, endSessions, type Viewer } from "./sessions.server";

/** How old a sign-in may be that stands for a password where there is none, in milliseconds. */
const freshSignIn = 10 * 60 * 1000;

export type Left =
  | { kind: "leaving"; account: Account }
  | { kind: "password_missing" | "wrong_credentials" | "sign_in_again" }
  | { kind: "limited"; retryAfter: number };

/**
 * A person deletes their account: from now on nobody else sees them, after {@link graceLasts} all of it is erased.
 * Sockets of both sides close; a room out of reach closes them itself when their tokens expire.
 */
export async function leaveAccount(services: Services, viewer: Viewer, input: LeaveAccount): Promise<Left> {
  const confirmed = await confirm(services, viewer, input);
  if (confirmed.kind !== "right") return confirmed;
  const { id } = viewer.account;
  const row = await markLeaving(services.db, id, new Date(services.now().getTime() + graceLasts));
  await endSessions(services, id, { allBut: viewer.sessionId });
  const rooms = await listRoomsOf(services.db, id);
  await Promise.allSettled(rooms.map((room) => services.rooms.closeFor(room as ConnectionId, null)));
  services.log({ event: "account_leaving" });
  return { kind: "leaving", account: row ? accountOf(row) : viewer.account };
}

/** They stay: everything is as it was. Gives the account; its `leaves_at` stays when the time has come already. */
export async function keepAccount(services: Services, viewer: Viewer): Promise<Account> {
  const row = await markKept(services.db, viewer.account.id, services.now());
  services.log({ event: "account_kept" });
  return row ? accountOf(row) : viewer.account;
}

/** Whether an account has a password; without one passkeys alone lead in. */
export async function hasPassword(services: Services, viewer: Viewer): Promise<boolean> {
  return ((await findUser(services.db, viewer.account.id))?.passwordHash ?? "") !== "";
}

/** Somebody at an unlocked screen is not the person: the password tells, or where there is none a sign-in of just now. */
async function confirm(
  services: Services,
  viewer: Viewer,
  { password }: LeaveAccount,
): Promise<{ kind: "right" } | Exclude<Left, { kind: "leaving" }>> {
  const { id: userId, email } = viewer.account;
  if (await hasPassword(services, viewer)) {
    if (password === undefined) return { kind: "password_missing" };
    return guessPassword(services, { email, password });
  }
  const session = await findBySession(services.db, { id: viewer.sessionId, userId }, services.now());
  const isFresh = session !== null && services.now().getTime() - session.createdAt.getTime() <= freshSignIn;
  return { kind: isFresh ? "right" : "sign_in_again" };
}
