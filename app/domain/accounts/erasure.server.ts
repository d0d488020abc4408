import type { ConnectionId } from "~/contract/ids";
import type { UserRow } from "~db/queries/accounts";
import * as queries from "~db/queries/scheduled-deletion";
import { deletePhotos, listOwnPhotos } from "~db/queries/photos";
import { emailSubject } from "./accounts.server";
import { rateKeysOf } from "~/domain/limits/rate-limits.server";
import type { Services } from "~/domain/ports";

/** People of one run; those who are left come with the next. */
const leaversPerRun = 20;

/** Steps of one run, each of at most three calls: a Worker of the free plan may make 1,000. The next run goes on. */
export const stepsPerRun = 100;

/** Photos of one step: both keys of each are bound in one statement, and D1 binds at most 100 values. */
const photosPerStep = 45;

/** Messages of one step: D1 deletes them in well below a second. */
const messagesPerStep = 1000;

type Erasing = Pick<Services, "db" | "rooms" | "secrets" | "now" | "log">;

/** What is left of a run. */
interface Budget {
  steps: number;
}

/**
 * Erases the people whose time has come: their photos, rooms, connections, and then all else. What fails or does not fit
 * in a run is tried in the next: a row goes only after what it leads to, so nothing is forgotten halfway.
 * Objects in R2 are on the list of what must go, for the sweep to delete. Gives how many people are gone.
 */
export async function eraseLeavers(services: Erasing, steps = stepsPerRun): Promise<number> {
  const budget = { steps };
  const leavers = await queries.listDueDeletions(services.db, services.now(), leaversPerRun);
  let erased = 0;
  for (const leaver of leavers) {
    if (budget.steps <= 0) break;
    if (await eraseOne(services, leaver, budget)) erased += 1;
  }
  return erased;
}

async function eraseOne(services: Erasing, leaver: UserRow, budget: Budget): Promise<boolean> {
  await erasePhotos(services, leaver.id, budget);
  await eraseConnections(services, leaver.id, budget);
  budget.steps -= 1;
  const rateKeys = [...rateKeysOf(leaver.id), ...rateKeysOf(await emailSubject(services, leaver.email))];
  return queries.deleteUser(services.db, leaver.id, rateKeys);
}

async function erasePhotos({ db, now }: Erasing, ownerId: string, budget: Budget): Promise<void> {
  while (budget.steps > 0) {
    budget.steps -= 1;
    const photos = await listOwnPhotos(db, ownerId, { before: null, limit: photosPerStep });
    await deletePhotos(db, photos, now());
    if (photos.length < photosPerStep) return;
  }
}

async function eraseConnections(services: Erasing, userId: string, budget: Budget): Promise<void> {
  const connections = await queries.listAllConnections(services.db, userId, Math.max(1, budget.steps));
  for (const connection of connections) {
    if (budget.steps <= 0) return;
    budget.steps -= 1;
    try {
      await eraseConnection(services, connection, budget);
    } catch {
      services.log({ event: "failed", where: "erase a connection", error: "it is tried again with the next sweep" });
    }
  }
}

/** The room first: it could copy a message to D1 anew, and the row is what tells that there is a room. */
async function eraseConnection(
  { db, rooms }: Erasing,
  { id, status }: { id: string; status: string },
  budget: Budget,
): Promise<void> {
  if (status === "accepted") await rooms.erase(id as ConnectionId);
  while ((await queries.deleteMessages(db, id, messagesPerStep)) === messagesPerStep) {
    budget.steps -= 1;
    if (budget.steps <= 0) return;
  }
  await queries.deleteConnection(db, id);
}
