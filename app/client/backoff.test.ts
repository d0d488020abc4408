import { expect, test } from "vitest";
import { retryDelayMs } from "./backoff";

test("the bound doubles with each failure, up to half a minute", () => {
  expect([0, 1, 2, 5, 6, 1_000].map((failures) => retryDelayMs(failures, 1))).toEqual([
    500, 1_000, 2_000, 16_000, 30_000, 30_000,
  ]);
  expect(retryDelayMs(9, 0)).toBe(0);
});

test("a thousand clients come back spread out: the busiest second has at most three times the mean", () => {
  let seed = 42;
  const random = () => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
  const arrivals = Array.from({ length: 1_000 }, () => {
    let at = 0;
    for (let failures = 0; failures < 6; failures++) at += retryDelayMs(failures, random());
    return Math.floor(at / 1_000);
  });
  const perSecond = new Map<number, number>();
  for (const second of arrivals) perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
  const span = Math.max(...arrivals) - Math.min(...arrivals) + 1;
  expect(Math.max(...perSecond.values())).toBeLessThanOrEqual(3 * (1_000 / span));
});
