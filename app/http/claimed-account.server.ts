/** Whose session a secret opens, as a browser carries it beside the secret. We signed it for that secret alone. */
import { UserId } from "~/contract/ids";
import type { Secrets } from "~/domain/ports";

type Signing = Pick<Secrets, "keyedHash">;

/** Returns what says that a session's secret is an account's. */
export async function claimOf(
  { keyedHash }: Signing,
  { userId, secret }: { userId: UserId; secret: string },
): Promise<string> {
  return `${userId}.${await keyedHash("account", `${userId}:${secret}`)}`;
}

/** Returns the account that a claim names; null where we did not make it, or made it for another secret. */
export async function claimedAccount(
  secrets: Signing,
  { claim, secret }: { claim: string; secret: string },
): Promise<UserId | null> {
  const userId = UserId.safeParse(claim.split(".")[0]);
  return userId.success && claim === (await claimOf(secrets, { userId: userId.data, secret })) ? userId.data : null;
}
