import type { PasswordChange } from "~/contract/account";
import { updateUser } from "~db/queries/accounts";
import { whenReauthenticated, type ReauthenticationFailure } from "./reauthenticate.server";
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
  return whenReauthenticated(services, viewer, { password: change.current_password }, async (forgive) => {
    const passwordHash = await services.passwords.hash(change.new_password);
    await Promise.all([
      updateUser(services.db, id, { passwordHash }),
      endSessions(services, id, { allBut: viewer.sessionId }),
      forgive(),
    ]);
    return { kind: "changed" };
  });
}
