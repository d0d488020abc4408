import { unstable_readConfig } from "wrangler";
import { expect, test } from "vitest";
import { refuseFlood } from "./network-guard.server";

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
  const post = (network: string) => refuseFlood(guard, { method: "POST", network });
  expect([await post("203.0.113.7"), await post("203.0.113.7")]).toEqual([null, null]);
  expect(await post("203.0.113.7")).toMatchObject({ policy: "network", remaining: 0, resetSeconds: 60 });
  expect(await post("203.0.113.8")).toBeNull();
});

test("reads, and callers from no known network, are not counted", async () => {
  const { guard, keys } = guardOf(0);
  expect(await refuseFlood(guard, { method: "GET", network: "203.0.113.7" })).toBeNull();
  expect(await refuseFlood(guard, { method: "HEAD", network: "203.0.113.7" })).toBeNull();
  expect(await refuseFlood(guard, { method: "POST", network: null })).toBeNull();
  expect(keys).toEqual([]);
});

test.each([undefined, "staging", "production"])("the refusal names the limit that is configured (%s)", async (env) => {
  const { ratelimits }: { ratelimits: { name: string; simple: unknown }[] } = unstable_readConfig(
    { config: "wrangler.toml", env },
    { hideWarnings: true },
  );
  const refused = await refuseFlood(guardOf(0).guard, { method: "POST", network: "203.0.113.7" });
  expect(ratelimits.map(({ name, simple }) => [name, simple])).toEqual([
    ["NETWORK_GUARD", { limit: refused?.quota, period: refused?.windowSeconds }],
  ]);
});
