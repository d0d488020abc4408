import type { UserId } from "~/contract/ids";
import type { UserRow } from "~db/queries/accounts";
import type { Services } from "~/domain/ports";
import { randomDisplayName } from "./display-names";

/** Returns the row of a new account. */
export function newUser(
  services: Pick<Services, "random" | "now" | "mailer">,
  input: { id: UserId; email: string; display_name?: string | undefined; passwordHash: string },
): UserRow {
  return {
    id: input.id,
    email: input.email,
    displayName: input.display_name ?? randomDisplayName(services.random()),
    passwordHash: input.passwordHash,
    role: "member",
    createdAt: services.now(),
    leavingAt: null,
    suspendedAt: null,
    // Where no mail is sent, nothing could ever confirm it.
    emailVerifiedAt: services.mailer === null ? services.now() : null,
    showsLastSeen: false,
    storedBytes: 0,
  };
}
