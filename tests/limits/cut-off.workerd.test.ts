/** A keyed request that was cut off halfway: the next one with its key ends it, and makes nothing twice. */
import { expect, test } from "vitest";
import {
  abandonKey,
  acquireKey,
  completeKey,
  idempotencyKeyTtlMs,
  releaseKey,
} from "../../app/domain/limits/idempotency.server";
import { sweep } from "../../app/domain/maintenance/sweep.server";
import { servicesAt } from "../world/services";
import { start } from "../world/start";
import { newPerson } from "../world/people";

let clock = start;
const { services } = servicesAt(() => clock);

async function newRequest() {
  return { userId: await newPerson(), key: "a key", fingerprint: "a hash" };
}

async function firstAttempt(request: Awaited<ReturnType<typeof newRequest>>): Promise<string> {
  const claimed = await acquireKey(services, request);
  if (claimed.kind !== "first") throw new Error(`Expected the first claim, not ${claimed.kind}.`);
  return claimed.objectId;
}

test("an attempt that died is taken over after a minute, with the id that it had", async () => {
  const request = await newRequest();
  const objectId = await firstAttempt(request);
  clock += 59_999;
  expect(await acquireKey(services, request)).toEqual({ kind: "running" });
  clock += 1;
  expect(await acquireKey(services, request)).toEqual({
    kind: "again",
    objectId,
    isDone: false,
    fingerprint: request.fingerprint,
  });
  expect(await acquireKey(services, request)).toEqual({ kind: "running" });
});

test("an attempt that failed is taken over at once, by one of those that come together", async () => {
  const request = await newRequest();
  const objectId = await firstAttempt(request);
  await abandonKey(services, request);
  const claims = await Promise.all(Array.from({ length: 10 }, () => acquireKey(services, request)));
  const won = claims.filter(({ kind }) => kind === "again");
  expect(won).toEqual([{ kind: "again", objectId, isDone: false, fingerprint: request.fingerprint }]);
  expect(claims.filter(({ kind }) => kind === "running").length).toBe(9);
});

test("a key stands for its request for a day, and is then forgotten; one that was refused at once", async () => {
  const [done, refused] = [await newRequest(), await newRequest()];
  const objectId = await firstAttempt(done);
  await completeKey(services, done, objectId);
  await firstAttempt(refused);
  await releaseKey(services, refused);
  expect((await acquireKey(services, refused)).kind).toBe("first");
  clock += idempotencyKeyTtlMs - 1;
  await sweep(services);
  expect(await acquireKey(services, done)).toEqual({
    kind: "again",
    objectId,
    isDone: true,
    fingerprint: done.fingerprint,
  });
  expect(await acquireKey(services, { ...done, fingerprint: "another" })).toEqual({ kind: "other_request" });
  clock += 1;
  await sweep(services);
  expect((await acquireKey(services, done)).kind).toBe("first");
});
