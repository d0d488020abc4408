import type { Account, LeaveAccount } from "~/contract/account";
import { deletionGraceMs } from "~/contract/account";
import { listPeopleAround, listRoomsOf } from "~db/queries/connections";
import { cancelDeletion, scheduleDeletion } from "~db/queries/scheduled-deletion";
import { whenReauthenticated, type ReauthenticationFailure } from "./reauthenticate.server";
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
  return whenReauthenticated(services, viewer, input, (forgive) => scheduleFor(services, viewer, forgive));
}

async function scheduleFor(
  services: Services,
  viewer: Viewer,
  forgive: () => Promise<void>,
): Promise<ScheduleDeletionResult> {
  const { id } = viewer.account;
  const [row, rooms, people] = await Promise.all([
    scheduleDeletion(services.db, id, new Date(services.now().getTime() + deletionGraceMs)),
    listRoomsOf(services.db, id),
    listPeopleAround(services.db, id),
    endSessions(services, id, { allBut: viewer.sessionId }),
    forgive(),
  ]);
  await services.pictureCache.forget(`person-${id}`);
  await Promise.allSettled(rooms.map((room) => services.rooms.closeFor(room, null)));
  void services.inboxes.refresh([id, ...people]);
  services.log({ event: "account_leaving" });
  return { kind: "scheduled", account: row ? accountOf(row) : viewer.account };
}

/** Cancels the deletion: everything is as it was. Returns the account; its `leaves_at` stays when the deletion is due already. */
export async function cancelAccountDeletion(services: Services, viewer: Viewer): Promise<Account> {
  const { id } = viewer.account;
  const [row, people] = await Promise.all([
    cancelDeletion(services.db, id, services.now()),
    listPeopleAround(services.db, id),
  ]);
  // What waits in a conversation counts for neither side while one of the accounts is to be deleted.
  void services.inboxes.refresh([id, ...people]);
  services.log({ event: "account_kept" });
  return row ? accountOf(row) : viewer.account;
}
