import type { ConnectionId, UserId } from "~/contract/ids";
import type { UserRow } from "~db/queries/accounts";
import * as queries from "~db/queries/scheduled-deletion";
import { deletePhotos, listOwnPhotos } from "~db/queries/photos";
import { hashEmail } from "./accounts.server";
import { bucketKeysOf } from "~/domain/limits/rate-limits.server";
import type { Services } from "~/domain/ports";

/** Accounts of one run; the others come with the next. */
const accountsPerRun = 20;

/** Steps of one run, each of at most three calls: a Worker of the free plan may make 1,000. The next run goes on. */
export const stepsPerRun = 100;

/** Photos of one step: both keys of each are bound in one statement, and D1 binds at most 100 values. */
const photosPerStep = 45;

/** Messages of one step: D1 deletes them in well below a second. */
const messagesPerStep = 1000;

type Erasing = Pick<Services, "db" | "rooms" | "secrets" | "now" | "log" | "classifyFault">;

/** What is left of a run. */
interface Budget {
  steps: number;
}

/**
 * Erases the accounts whose deletion is due: photos, rooms, connections, then everything else. What fails or does not fit
 * in a run is tried in the next: a row goes only after what it leads to, so nothing is forgotten halfway. Files in R2 are
 * scheduled for removal, which the sweep does. Returns how many accounts are gone.
 */
export async function eraseDueAccounts(services: Erasing, steps = stepsPerRun): Promise<number> {
  const budget = { steps };
  const accounts = await queries.listDueDeletions(services.db, services.now(), accountsPerRun);
  let erased = 0;
  for (const account of accounts) {
    if (budget.steps <= 0) break;
    if (await eraseAccount(services, account, budget)) erased += 1;
  }
  return erased;
}

async function eraseAccount(services: Erasing, account: UserRow, budget: Budget): Promise<boolean> {
  await erasePhotos(services, account.id, budget);
  await eraseConnections(services, account.id, budget);
  budget.steps -= 1;
  const bucketKeys = [...bucketKeysOf(account.id), ...bucketKeysOf(await hashEmail(services, account.email))];
  return queries.deleteUser(services.db, account.id, bucketKeys);
}

async function erasePhotos({ db, now }: Erasing, ownerId: UserId, budget: Budget): Promise<void> {
  while (budget.steps > 0) {
    budget.steps -= 1;
    const photos = await listOwnPhotos(db, ownerId, { before: null, limit: photosPerStep });
    await deletePhotos(db, photos, now());
    if (photos.length < photosPerStep) return;
  }
}

async function eraseConnections(services: Erasing, userId: UserId, budget: Budget): Promise<void> {
  const connections = await queries.listAllConnections(services.db, userId, Math.max(1, budget.steps));
  for (const connection of connections) {
    if (budget.steps <= 0) return;
    budget.steps -= 1;
    try {
      await eraseConnection(services, connection, budget);
    } catch (error) {
      // The next sweep tries again.
      services.log({ event: "failed", where: "erase a connection", error: services.classifyFault(error).name });
    }
  }
}

/** The room goes first: it could copy a message to D1 again, and without the row nobody would know that there is a room. */
async function eraseConnection(
  { db, rooms }: Erasing,
  { id, status }: { id: ConnectionId; status: string },
  budget: Budget,
): Promise<void> {
  if (status === "accepted") await rooms.erase(id);
  while ((await queries.deleteMessages(db, id, messagesPerStep)) === messagesPerStep) {
    budget.steps -= 1;
    if (budget.steps <= 0) return;
  }
  await queries.deleteConnection(db, id);
}
