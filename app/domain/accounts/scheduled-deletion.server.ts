import type { Account, LeaveAccount } from "~/contract/account";
import { graceLasts } from "~/contract/account";
import type { ConnectionId } from "~/contract/ids";
import { listRoomsOf } from "~db/queries/connections";
import { cancelDeletion, scheduleDeletion } from "~db/queries/scheduled-deletion";
import { confirmViewer, type Confirmed } from "./reauthenticate.server";
import type { Services } from "~/domain/ports";
import { accountOf, endSessions, type Viewer } from "./sessions.server";

export type Left = { kind: "leaving"; account: Account } | Exclude<Confirmed, { kind: "right" }>;

/**
 * A person deletes their account: from now on nobody else sees them, after {@link graceLasts} all of it is erased.
 * Sockets of both sides close; a room out of reach closes them itself when their tokens expire.
 */
export async function leaveAccount(services: Services, viewer: Viewer, input: LeaveAccount): Promise<Left> {
  const confirmed = await confirmViewer(services, viewer, input);
  if (confirmed.kind !== "right") return confirmed;
  const { id } = viewer.account;
  const row = await scheduleDeletion(services.db, id, new Date(services.now().getTime() + graceLasts));
  await endSessions(services, id, { allBut: viewer.sessionId });
  const rooms = await listRoomsOf(services.db, id);
  await Promise.allSettled(rooms.map((room) => services.rooms.closeFor(room as ConnectionId, null)));
  services.log({ event: "account_leaving" });
  return { kind: "leaving", account: row ? accountOf(row) : viewer.account };
}

/** They stay: everything is as it was. Gives the account; its `leaves_at` stays when the time has come already. */
export async function keepAccount(services: Services, viewer: Viewer): Promise<Account> {
  const row = await cancelDeletion(services.db, viewer.account.id, services.now());
  services.log({ event: "account_kept" });
  return row ? accountOf(row) : viewer.account;
}
