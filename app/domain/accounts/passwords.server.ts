import type { PasswordChange } from "~/contract/account";
import { updateUser } from "~db/queries/accounts";
import { reauthenticate, type ReauthenticationFailure } from "./reauthenticate.server";
import type { Services } from "~/domain/ports";
import { endSessions, type Viewer } from "./sessions.server";

export type ChangePasswordResult = { kind: "changed" } | ReauthenticationFailure;

/** Changes the password, or sets the first. Ends all other sessions: one of them may be why it is changed. */
export async function changePassword(
  services: Services,
  viewer: Viewer,
  change: PasswordChange,
): Promise<ChangePasswordResult> {
  const { id } = viewer.account;
  const verified = await reauthenticate(services, viewer, { password: change.current_password });
  if (verified.kind !== "verified") return verified;
  await updateUser(services.db, id, { passwordHash: await services.passwords.hash(change.new_password) });
  await endSessions(services, id, { allBut: viewer.sessionId });
  return { kind: "changed" };
}
