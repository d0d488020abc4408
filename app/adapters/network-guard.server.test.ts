import { unstable_readConfig } from "wrangler";
import { expect, test } from "vitest";
import { guardLimits, networkGuard, refuseFlood } from "./network-guard.server";

/** A guard that lets `limit` requests of a key through, and the keys that it was asked about. */
function guardOf(limit: number) {
  const keys: string[] = [];
  const guard: RateLimit = {
    limit: async ({ key }) => {
      keys.push(key);
      return { success: keys.filter((asked) => asked === key).length <= limit };
    },
  };
  return { guard, keys };
}

test("a network that sends too much is refused until the minute is over, and others are not touched", async () => {
  const { guard } = guardOf(2);
  const post = (network: string) => refuseFlood({ NETWORK_GUARD: guard }, { method: "POST", network });
  expect([await post("203.0.113.7"), await post("203.0.113.7")]).toEqual([null, null]);
  expect(await post("203.0.113.7")).toMatchObject({ policy: "network", remaining: 0, resetSeconds: 60 });
  expect(await post("203.0.113.8")).toBeNull();
});

test("reads, and callers from no known network, are not counted", async () => {
  const { guard, keys } = guardOf(0);
  expect(await refuseFlood({ NETWORK_GUARD: guard }, { method: "GET", network: "203.0.113.7" })).toBeNull();
  expect(await refuseFlood({ NETWORK_GUARD: guard }, { method: "HEAD", network: "203.0.113.7" })).toBeNull();
  expect(await refuseFlood({ NETWORK_GUARD: guard }, { method: "POST", network: null })).toBeNull();
  expect(keys).toEqual([]);
});

test("a network's sign-ins, sign-ups and uploads are counted each for itself", async () => {
  const [access, uploads] = [guardOf(1), guardOf(1)];
  const guards = { ACCESS_GUARD: access.guard, UPLOAD_GUARD: uploads.guard };
  const here = networkGuard(guards, "203.0.113.7");
  for (const rule of ["sign_in_place", "sign_up_place", "upload", "process"] as const) {
    expect(await here(rule)).toBeNull();
    expect(await here(rule)).toMatchObject({ policy: rule, remaining: 0, resetSeconds: 60 });
  }
  expect(await networkGuard(guards, "203.0.113.8")("sign_in_place")).toBeNull();
  expect(new Set(access.keys)).toEqual(
    new Set(["sign_in_place:203.0.113.7", "sign_up_place:203.0.113.7", "sign_in_place:203.0.113.8"]),
  );
  expect(new Set(uploads.keys)).toEqual(new Set(["upload:203.0.113.7", "process:203.0.113.7"]));
});

test("who comes from no known network is guarded by nothing", async () => {
  const { guard, keys } = guardOf(0);
  const guards = { ACCESS_GUARD: guard, UPLOAD_GUARD: guard };
  expect(await networkGuard(guards, null)("sign_in_place")).toBeNull();
  expect(keys).toEqual([]);
});

test.each([undefined, "staging", "production"])("the guards count as they are configured (%s)", (env) => {
  const { ratelimits }: { ratelimits: { name: string; simple: unknown }[] } = unstable_readConfig(
    { config: "wrangler.toml", env },
    { hideWarnings: true },
  );
  const expected = Object.entries(guardLimits).map(([name, { quota, windowSeconds }]) => [
    name,
    { limit: quota, period: windowSeconds },
  ]);
  expect(ratelimits.map(({ name, simple }) => [name, simple])).toEqual(expected);
});
