/** A keyed request that was cut off halfway: the next one with its key ends it, and makes nothing twice. */
import { expect, test } from "vitest";
import { claim, finish, forget, keyLasts, leave, sweepKeys } from "../../app/domain/limits/idempotency.server";
import { servicesAt, start } from "../world/services";
import { newPerson } from "./photos";

let clock = start;
const { services } = servicesAt(() => clock);

async function newRequest() {
  return { userId: await newPerson(), key: "a key", fingerprint: "a hash" };
}

async function firstClaim(request: Awaited<ReturnType<typeof newRequest>>): Promise<string> {
  const claimed = await claim(services, request);
  if (claimed.kind !== "first") throw new Error(`Expected the first claim, not ${claimed.kind}.`);
  return claimed.objectId;
}

test("an attempt that died is taken over after a minute, with the id that it had", async () => {
  const request = await newRequest();
  const objectId = await firstClaim(request);
  clock += 59_999;
  expect(await claim(services, request)).toEqual({ kind: "running" });
  clock += 1;
  expect(await claim(services, request)).toEqual({ kind: "again", objectId, isDone: false });
  expect(await claim(services, request)).toEqual({ kind: "running" });
});

test("an attempt that failed is taken over at once, by one of those that come together", async () => {
  const request = await newRequest();
  const objectId = await firstClaim(request);
  await leave(services, request);
  const claims = await Promise.all(Array.from({ length: 10 }, () => claim(services, request)));
  const won = claims.filter(({ kind }) => kind === "again");
  expect(won).toEqual([{ kind: "again", objectId, isDone: false }]);
  expect(claims.filter(({ kind }) => kind === "running").length).toBe(9);
});

test("a key stands for its request for a day, and is then forgotten; one that was refused at once", async () => {
  const [done, refused] = [await newRequest(), await newRequest()];
  const objectId = await firstClaim(done);
  await finish(services, done, objectId);
  await firstClaim(refused);
  await forget(services, refused);
  expect((await claim(services, refused)).kind).toBe("first");
  clock += keyLasts - 1;
  await sweepKeys(services);
  expect(await claim(services, done)).toEqual({ kind: "again", objectId, isDone: true });
  expect(await claim(services, { ...done, fingerprint: "another" })).toEqual({ kind: "other_request" });
  clock += 1;
  await sweepKeys(services);
  expect((await claim(services, done)).kind).toBe("first");
});
