import type { UserId } from "~/contract/ids";
import * as queries from "~db/queries/idempotency";
import type { Services } from "~/domain/ports";

/** How long a key stands for its request, in milliseconds: a client that was away for a night may ask again. */
export const keyLasts = 24 * 60 * 60 * 1000;

/** How long an attempt is left alone, in milliseconds: longer than any answer takes. */
const attemptLasts = 60 * 1000;

/** Keys forgotten in one sweep. */
const sweepSize = 1_000;

/** A request under a client's key. The fingerprint is of its path and body. */
export interface KeyedRequest {
  userId: UserId;
  key: string;
  fingerprint: string;
}

export type Claimed =
  /** Nothing was made yet: make it under this id. */
  | { kind: "first"; objectId: string }
  /** An attempt before made it under this id, or was cut off and may have. */
  | { kind: "again"; objectId: string; isDone: boolean }
  | { kind: "running" }
  | { kind: "other_request" };

/** Claims a key for a request. Who claims it ends with `finish`, `forget` or `leave`. */
export async function claim(
  { db, now, newId }: Pick<Services, "db" | "now" | "newId">,
  request: KeyedRequest,
): Promise<Claimed> {
  const objectId = newId();
  const createdAt = now();
  const leasedUntil = new Date(createdAt.getTime() + attemptLasts);
  const taken = await queries.takeKey(db, { ...request, objectId, isDone: false, leasedUntil, createdAt });
  if (taken) return taken.objectId === objectId ? { kind: "first", objectId } : again(taken);
  const row = await queries.findKey(db, request.userId, request.key);
  if (!row) return { kind: "running" }; // it was forgotten a moment ago
  if (row.fingerprint !== request.fingerprint) return { kind: "other_request" };
  return row.isDone ? again(row) : { kind: "running" };
}

function again({ objectId, isDone }: queries.KeyRow): Claimed {
  return { kind: "again", objectId, isDone };
}

type Keyed = Pick<KeyedRequest, "userId" | "key">;

/** Ends a claim that made something; it may have got another id than was proposed. */
export function finish({ db }: Pick<Services, "db">, { userId, key }: Keyed, objectId: string): Promise<void> {
  return queries.finishKey(db, userId, key, objectId);
}

/** Ends a claim that was refused: the same key may come again, with what was corrected. */
export function forget({ db }: Pick<Services, "db">, { userId, key }: Keyed): Promise<void> {
  return queries.forgetKey(db, userId, key);
}

/** Ends a claim of which nobody knows what it did: the next attempt looks first. */
export function leave({ db }: Pick<Services, "db">, { userId, key }: Keyed): Promise<void> {
  return queries.leaveKey(db, userId, key);
}

/** Forgets keys that are a day old. */
export function sweepKeys({ db, now }: Pick<Services, "db" | "now">): Promise<void> {
  return queries.forgetOldKeys(db, new Date(now().getTime() - keyLasts), sweepSize);
}
