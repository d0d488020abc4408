import { cruise } from "dependency-cruiser";
import extractTSConfig from "dependency-cruiser/config-utl/extract-ts-config";
import { createRequire } from "node:module";
import { expect, test } from "vitest";

const { forbidden, options } = createRequire(import.meta.url)("../.dependency-cruiser.cjs");

test("imports follow the arrows of the layout", async () => {
  const ruleSet = { validate: true, ruleSet: { forbidden, options }, ...options };
  const { output } = await cruise(["app", "db", "workers"], ruleSet, undefined, {
    tsConfig: extractTSConfig("tsconfig.json"),
  });
  if (typeof output === "string") throw new Error(output);
  expect(output.summary.totalCruised).toBeGreaterThan(100);
  expect(
    output.summary.violations
      .filter(({ rule }) => rule.severity === "error")
      .map(({ from, to, rule }) => `${rule.name}: ${from} -> ${to}`),
  ).toEqual([]);
});
