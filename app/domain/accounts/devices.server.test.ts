import fc from "fast-check";
import { expect, test } from "vitest";
import { secretsOf } from "~/adapters/tokens.server";
import type { UserId } from "~/contract/ids";
import { findTag, formatDevice, parseDevice, rememberAccount, type Device } from "./devices.server";

const services = {
  secrets: secretsOf({ jwtSecret: "a secret for these tests, long enough", previousJwtSecret: null }),
};
const others = { secrets: secretsOf({ jwtSecret: "the secret of another server, long", previousJwtSecret: null }) };
const [ana, ben] = ["ana", "ben"] as UserId[] as [UserId, UserId];

async function remembering(...users: UserId[]): Promise<Device> {
  let device: Device | null = null;
  for (const user of users) device = await rememberAccount(services, device, user);
  return device!;
}

test("a device is known to the accounts that signed in on it, and to no other", async () => {
  const device = parseDevice(formatDevice(await remembering(ana, ben)));
  expect(await findTag(services, device, ana)).not.toBeNull();
  expect(await findTag(services, device, ben)).not.toBeNull();
  expect(await findTag(services, await remembering(ana), ben)).toBeNull();
  expect(await findTag(services, null, ana)).toBeNull();
});

test("nobody makes a tag without the server's secret, nor moves one to another device", async () => {
  const forged = await rememberAccount(others, null, ana);
  expect(await findTag(services, forged, ana)).toBeNull();
  const [mine, theirs] = [await remembering(ben), await remembering(ana)];
  expect(await findTag(services, { id: mine.id, tags: theirs.tags }, ana)).toBeNull();
});

test("signing in again changes nothing, and of many accounts the last eight are remembered", async () => {
  const device = await remembering(ana);
  expect(await rememberAccount(services, device, ana)).toEqual(device);
  const many = await remembering(ana, ...Array.from({ length: 8 }, (_, n) => `user ${n}` as UserId));
  expect(many.tags).toHaveLength(8);
  expect(await findTag(services, many, ana)).toBeNull();
});

test("any other text is no device", () => {
  fc.assert(fc.property(fc.string(), (text) => parseDevice(text) === null));
  expect(parseDevice(["a".repeat(22), ...Array.from({ length: 9 }, () => "b".repeat(22))].join("."))).toBeNull();
});
