import type { ConnectionId, UserId } from "~/contract/ids";
import { findUser } from "~db/queries/accounts";
import * as queries from "~db/queries/scheduled-deletion";
import { deletePhotos, listOwnPhotos } from "~db/queries/photos";
import { eraseTexts } from "~db/queries/story-text-removals";
import { hashEmail } from "./hash-email.server";
import { bucketKeysOf } from "~/domain/limits/rate-limits.server";
import type { Erasure, Services } from "~/domain/ports";

/** Accounts whose erasure one sweep starts; the others come with the next. */
const accountsPerSweep = 200;

/** Steps of one run, each of at most three calls: a Worker may make 1,000 in one call. */
export const stepsPerRun = 100;

/** Photos of one step. */
const photosPerStep = 45;

/** Messages of one step: D1 deletes them in well below a second. */
const messagesPerStep = 1000;

type Erasing = Pick<Services, "db" | "storyDatabases" | "rooms" | "inboxes" | "now" | "log" | "classifyFault">;

/** The rest of a run, and whether something in it failed. */
interface Run {
  steps: number;
  hasFailed: boolean;
}

/**
 * Starts the erasure of the accounts whose deletion is due, each in a job of its own, so that none waits for another.
 * Starting one that runs changes nothing. Returns how many are due and were started.
 */
export async function startDueErasures(
  services: Pick<Services, "db" | "secrets" | "accountJobs" | "now" | "log" | "classifyFault">,
): Promise<number> {
  const accounts = await queries.listDueDeletions(services.db, services.now(), accountsPerSweep);
  let started = 0;
  for (const account of accounts) {
    try {
      await services.accountJobs.startErasure(await erasureOf(services, account));
      started += 1;
    } catch (error) {
      // The next sweep tries again.
      services.log({ event: "failed", where: "start an erasure", error: services.classifyFault(error).name });
    }
  }
  return started;
}

/** Returns what the erasure of an account needs to know: the keys are hashed with a secret that its job does not have. */
export async function erasureOf(
  services: Pick<Services, "secrets">,
  { id, email }: { id: UserId; email: string },
): Promise<Erasure> {
  return { userId: id, bucketKeys: [...bucketKeysOf(id), ...bucketKeysOf(await hashEmail(services, email))] };
}

/** The outcome of a run: `blocked` when a room or D1 did not answer and it is worth waiting before the next. */
export type ErasureResult = "erased" | "more" | "blocked" | "not_due";

/**
 * Erases a bounded part of an account whose deletion is due: photos, rooms, connections, then everything else. What fails
 * or does not fit is for the next run: a row goes only after what it leads to, so nothing is forgotten halfway, and a run
 * that was cut off is simply done again. Files in R2 are scheduled for removal, which the sweep does.
 */
export async function eraseAccount(
  services: Erasing,
  { userId, bucketKeys }: Erasure,
  steps = stepsPerRun,
): Promise<ErasureResult> {
  const user = await findUser(services.db, userId);
  if (!user) return finishErasure(services, userId);
  if (user.leavingAt === null || user.leavingAt > services.now()) return "not_due";
  const run: Run = { steps, hasFailed: false };
  await erasePhotos(services, userId, run);
  await eraseConnections(services, userId, run);
  if (await queries.deleteUser(services.db, userId, bucketKeys)) return finishErasure(services, userId);
  return run.hasFailed ? "blocked" : "more";
}

/** Erases what is not in the main database, where no row leads to it any more. A run that fails here is done again. */
async function finishErasure(services: Erasing, userId: UserId): Promise<"erased"> {
  await Promise.all([eraseTexts(services, userId), services.inboxes.erase(userId)]);
  return "erased";
}

async function erasePhotos({ db, now }: Erasing, ownerId: UserId, run: Run): Promise<void> {
  while (run.steps > 0) {
    run.steps -= 1;
    const photos = await listOwnPhotos(db, ownerId, { before: null, limit: photosPerStep });
    await deletePhotos(db, photos, now());
    if (photos.length < photosPerStep) return;
  }
}

async function eraseConnections(services: Erasing, userId: UserId, run: Run): Promise<void> {
  const connections = await queries.listAllConnections(services.db, userId, Math.max(1, run.steps));
  for (const connection of connections) {
    if (run.steps <= 0) return;
    run.steps -= 1;
    try {
      await eraseConnection(services, connection, run);
    } catch (error) {
      run.hasFailed = true;
      services.log({ event: "failed", where: "erase a connection", error: services.classifyFault(error).name });
    }
  }
}

/** The room goes first: it could copy a message to D1 again, and without the row nobody would know that there is a room. */
async function eraseConnection(
  { db, rooms }: Erasing,
  { id, status }: { id: ConnectionId; status: string },
  run: Run,
): Promise<void> {
  if (status === "accepted") await rooms.erase(id);
  while ((await queries.deleteMessages(db, id, messagesPerStep)) === messagesPerStep) {
    run.steps -= 1;
    if (run.steps <= 0) return;
  }
  await queries.deleteConnection(db, id);
}
