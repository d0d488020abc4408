import type { Account, LeaveAccount } from "~/contract/account";
import { deletionGraceMs } from "~/contract/account";
import type { UserId } from "~/contract/ids";
import { listPeopleAround, listRoomsOf } from "~db/queries/connections";
import { cancelDeletion, scheduleDeletion } from "~db/queries/scheduled-deletion";
import { reauthenticate, type ReauthenticationFailure } from "./reauthenticate.server";
import type { Services } from "~/domain/ports";
import { accountOf, endSessions, type Viewer } from "./sessions.server";

export type ScheduleDeletionResult = { kind: "scheduled"; account: Account } | ReauthenticationFailure;

/**
 * Schedules the deletion of the viewer's account: from now on nobody else sees them, and after {@link deletionGraceMs} all
 * of it is erased. Closes the sockets of both sides; a room out of reach closes them itself when their tokens expire.
 */
export async function scheduleAccountDeletion(
  services: Services,
  viewer: Viewer,
  input: LeaveAccount,
): Promise<ScheduleDeletionResult> {
  const verified = await reauthenticate(services, viewer, input);
  if (verified.kind !== "verified") return verified;
  const { id } = viewer.account;
  const row = await scheduleDeletion(services.db, id, new Date(services.now().getTime() + deletionGraceMs));
  await endSessions(services, id, { allBut: viewer.sessionId });
  const rooms = await listRoomsOf(services.db, id);
  await Promise.allSettled(rooms.map((room) => services.rooms.closeFor(room, null)));
  await refreshInboxes(services, id);
  services.log({ event: "account_leaving" });
  return { kind: "scheduled", account: row ? accountOf(row) : viewer.account };
}

/** Cancels the deletion: everything is as it was. Returns the account; its `leaves_at` stays when the deletion is due already. */
export async function cancelAccountDeletion(services: Services, viewer: Viewer): Promise<Account> {
  const row = await cancelDeletion(services.db, viewer.account.id, services.now());
  await refreshInboxes(services, viewer.account.id);
  services.log({ event: "account_kept" });
  return row ? accountOf(row) : viewer.account;
}

/** What waits in a conversation counts for neither side while one of the accounts is to be deleted. */
async function refreshInboxes({ db, inboxes }: Services, userId: UserId): Promise<void> {
  void inboxes.refresh([userId, ...(await listPeopleAround(db, userId))]);
}
