import { cruise, type ICruiseResult } from "dependency-cruiser";
import extractTSConfig from "dependency-cruiser/config-utl/extract-ts-config";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { beforeAll, expect, test } from "vitest";

const { forbidden, options } = createRequire(import.meta.url)("../.dependency-cruiser.cjs");

let cruised: ICruiseResult;
beforeAll(async () => {
  const ruleSet = { validate: true, ruleSet: { forbidden, options }, ...options };
  const { output } = await cruise(["app", "db", "workers"], ruleSet, undefined, {
    tsConfig: extractTSConfig("tsconfig.json"),
  });
  if (typeof output === "string") throw new Error(output);
  cruised = output;
});

test("imports follow the arrows of the layout", () => {
  expect(cruised.summary.totalCruised).toBeGreaterThan(100);
  expect(
    cruised.summary.violations
      .filter(({ rule }) => rule.severity === "error")
      .map(({ from, to, rule }) => `${rule.name}: ${from} -> ${to}`),
  ).toEqual([]);
});

test("no folder imports, by whatever way and be it a type, a folder that imports it", () => {
  const edges = foldersOf(cruised);
  expect(edges.size).toBeGreaterThan(20);
  const circular = [...edges].flatMap(([from, targets]) =>
    [...targets].filter((to) => reachableFrom(edges, to).has(from)).map((to) => `${from} -> ${to}`),
  );
  expect(circular).toEqual([]);
});

/** Which folder imports which, without tests. */
function foldersOf({ modules }: ICruiseResult): Map<string, Set<string>> {
  const edges = new Map<string, Set<string>>();
  const isOurs = (path: string) => /^(app|db|workers)\//.test(path) && !/\.test\.tsx?$/.test(path);
  for (const { source, dependencies } of modules.filter((module) => isOurs(module.source))) {
    const targets = dependencies.map(({ resolved }) => resolved).filter(isOurs);
    const from = dirname(source);
    const known = edges.get(from) ?? new Set();
    edges.set(from, new Set([...known, ...targets.map((path) => dirname(path)).filter((to) => to !== from)]));
  }
  return edges;
}

function reachableFrom(edges: Map<string, Set<string>>, start: string): Set<string> {
  const reached = new Set<string>();
  const waiting = [start];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const to of edges.get(folder) ?? []) {
      if (!reached.has(to)) waiting.push(to);
      reached.add(to);
    }
  }
  return reached;
}
