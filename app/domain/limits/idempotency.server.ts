import type { UserId } from "~/contract/ids";
import * as queries from "~db/queries/idempotency";
import type { Services } from "~/domain/ports";

/** A key stands for its request this long: a client that was away for a night may ask again. */
export const idempotencyKeyTtlMs = 24 * 60 * 60 * 1000;

/** An attempt is left alone this long: longer than any answer takes. */
const attemptLeaseMs = 60 * 1000;

/** The same for one whose body is still coming: a phone sends 25 MB in less. */
const streamedLeaseMs = 10 * 60 * 1000;

/** A request under a client's key. The fingerprint is of its path and body; null while the body is still coming. */
export interface KeyedRequest {
  userId: UserId;
  key: string;
  fingerprint: string | null;
}

export type AcquireResult<Id extends string> =
  /** Nothing was created yet: create it under this id. */
  | { kind: "first"; objectId: Id }
  /** An earlier attempt created it under this id, or was cut off and may have. */
  | { kind: "again"; objectId: Id; isDone: boolean; fingerprint: string }
  | { kind: "running" }
  | { kind: "other_request" };

/** Acquires a key for a request. Whoever does ends with `completeKey`, `releaseKey` or `abandonKey`. */
export async function acquireKey<Id extends string>(
  { db, now, newId }: Pick<Services, "db" | "now" | "newId">,
  request: KeyedRequest,
): Promise<AcquireResult<Id>> {
  const objectId = newId<Id>();
  const createdAt = now();
  const { fingerprint } = request;
  const leasedUntil = new Date(createdAt.getTime() + (fingerprint === null ? streamedLeaseMs : attemptLeaseMs));
  const taken = await queries.acquireKey(db, {
    ...{ ...request, objectId, isDone: false, leasedUntil, createdAt },
    fingerprint: fingerprint ?? queries.pendingFingerprint,
  });
  if (taken) return taken.objectId === objectId ? { kind: "first", objectId } : again<Id>(taken);
  const row = await queries.findKey(db, request.userId, request.key);
  if (!row) return { kind: "running" }; // it was deleted a moment ago
  if (fingerprint !== null && row.fingerprint !== fingerprint) return { kind: "other_request" };
  return row.isDone ? again<Id>(row) : { kind: "running" };
}

/** The key was stored for a request of the same path and body: what it made has an id of the same kind. */
function again<Id extends string>({ objectId, isDone, fingerprint }: queries.KeyRow): AcquireResult<Id> {
  return { kind: "again", objectId: objectId as Id, isDone, fingerprint };
}

type Keyed = Pick<KeyedRequest, "userId" | "key">;

/** Binds an acquired key to its request, once its body has come. Returns false when it is another one's. */
export function describeKey(
  { db }: Pick<Services, "db">,
  { userId, key }: Keyed,
  fingerprint: string,
): Promise<boolean> {
  return queries.describeKey(db, userId, key, fingerprint);
}

/** Ends an attempt that created something; it may have another id than was proposed. */
export function completeKey({ db }: Pick<Services, "db">, { userId, key }: Keyed, objectId: string): Promise<void> {
  return queries.completeKey(db, userId, key, objectId);
}

/** Ends an attempt that was refused: the same key may come again, with a corrected body. */
export function releaseKey({ db }: Pick<Services, "db">, { userId, key }: Keyed): Promise<void> {
  return queries.releaseKey(db, userId, key);
}

/** Ends an attempt whose outcome is unknown: the next one looks first. */
export function abandonKey({ db }: Pick<Services, "db">, { userId, key }: Keyed): Promise<void> {
  return queries.abandonKey(db, userId, key);
}
