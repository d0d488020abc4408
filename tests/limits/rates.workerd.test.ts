/** Limits of people and places: exact, whatever comes together. */
import { uuidv7 } from "uuidv7";
import { expect, test } from "vitest";
import { takeRate, type RateRule } from "../../app/domain/limits/rate-limits.server";
import { sweep } from "../../app/domain/maintenance/sweep.server";
import { withRateLimits } from "../../app/http/limits.server";
import { db, servicesAt } from "../world/services";
import { start } from "../world/start";

let clock = start;

/** Takes from a limit as somebody at an address, and keeps what is told. */
function caller(clientAddress: string | null) {
  const { services, rates: told } = servicesAt(() => clock);
  const take = (rule: RateRule, subject: string) => takeRate({ ...services, clientAddress }, rule, subject);
  return { told, take };
}

const allowed = (rates: { kind: string }[]) => rates.filter(({ kind }) => kind === "allowed").length;

test("of forty that come at the same moment a limit of twenty lets exactly twenty through", async () => {
  const { take } = caller(null);
  const person = uuidv7();
  expect(allowed(await Promise.all(Array.from({ length: 40 }, () => take("report", person))))).toBe(20);
});

test("many people at one address have ten times what one has, and those elsewhere are not touched", async () => {
  const home = caller("203.0.113.7");
  const rates = [];
  for (let n = 0; n < 60; n++) rates.push(await home.take("export", uuidv7()));
  expect(allowed(rates)).toBe(50);
  expect((await caller("203.0.113.8").take("export", uuidv7())).kind).toBe("allowed");
});

test("what is refused to a person does not count for those at their address", async () => {
  const home = caller("203.0.113.9");
  const person = uuidv7();
  for (let n = 0; n < 60; n++) await home.take("export", person);
  const others = await Promise.all(Array.from({ length: 50 }, () => home.take("export", uuidv7())));
  expect(allowed(others)).toBe(45);
});

test("a home's IPv6 addresses are one place", async () => {
  for (let n = 0; n < 50; n++) await caller(`2001:db8:7:1::${n.toString(16)}`).take("export", uuidv7());
  expect((await caller("2001:db8:7:1:ffff::1").take("export", uuidv7())).kind).toBe("limited");
  expect((await caller("2001:db8:7:2::1").take("export", uuidv7())).kind).toBe("allowed");
});

test("the fields of an answer tell what is left, and when there is more", async () => {
  const { take, told } = caller(null);
  const person = uuidv7();
  for (let n = 0; n < 6; n++) await take("export", person);
  const fields = told.map((rate) => Object.fromEntries(withRateLimits(new Response(), [rate]).headers));
  expect(fields[0]).toEqual({ "ratelimit-policy": '"export";q=5;w=3600', ratelimit: '"export";r=4;t=720' });
  expect(fields[4]).toMatchObject({ ratelimit: '"export";r=0;t=3600' });
  expect(fields[5]).toMatchObject({ ratelimit: '"export";r=0;t=720' });
  const two = withRateLimits(new Response(), [told[0]!, { ...told[0]!, policy: "export_place" }]);
  expect(two.headers.get("RateLimit")).toBe('"export";r=4;t=720, "export_place";r=4;t=720');
});

test("what is whole again is forgotten by the sweep, and what is not stays", async () => {
  const { take } = caller(null);
  const [whole, broken] = [uuidv7(), uuidv7()];
  await take("export", whole);
  clock += 12 * 60_000;
  for (let n = 0; n < 5; n++) await take("export", broken);
  await sweep(servicesAt(() => clock).services);
  const { results } = await db.$client.prepare("SELECT key FROM rate_limits").all<{ key: string }>();
  const keys = results.map(({ key }) => key);
  expect(keys).toContain(`export:${broken}`);
  expect(keys).not.toContain(`export:${whole}`);
  expect((await take("export", broken)).kind).toBe("limited");
});
