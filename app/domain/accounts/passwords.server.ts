import type { PasswordChange } from "~/contract/account";
import { updateUser } from "~db/queries/accounts";
import { confirmViewer, type Confirmed } from "./reauthenticate.server";
import type { Services } from "~/domain/ports";
import { endSessions, type Viewer } from "./sessions.server";

export type PasswordChanged = { kind: "changed" } | Exclude<Confirmed, { kind: "right" }>;

/** Changes the password, or gives an account its first; all other sessions end, as one of them may be why. */
export async function changePassword(
  services: Services,
  viewer: Viewer,
  change: PasswordChange,
): Promise<PasswordChanged> {
  const { id } = viewer.account;
  const confirmed = await confirmViewer(services, viewer, { password: change.current_password });
  if (confirmed.kind !== "right") return confirmed;
  await updateUser(services.db, id, { passwordHash: await services.passwords.hash(change.new_password) });
  await endSessions(services, id, { allBut: viewer.sessionId });
  return { kind: "changed" };
}
