/**
 * The cost of one typical call of every route, held against its budget in `budgets.json`. Counts do not depend on the
 * machine. `npm run budgets` prints them and writes `docs/budgets.md`.
 */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { allEndpoints } from "../../app/contract/api";
import budgets from "./budgets.json";
import { calls, makeWorld } from "./calls";
import { maxCpuMs, maxHeldBytes, type Costs, type Weight } from "./costs";
import { Inspector } from "./inspector";
import { costsOf, pageCalls, tooDeep } from "./measure";
import { writeReport } from "./report";
import { weighUploads, type UploadWeight } from "./uploads";

const limits: Record<string, Costs> = budgets;

/** Routes that cannot be measured here: a socket's answer has no end. */
const unmeasured = new Set(["GET /api/chat/connect/:connectionId", "GET /api/inbox/connect"]);

const names = [
  ...pageCalls.map(([name]) => name),
  ...allEndpoints.map(({ method, path }) => `${method} ${path}`).filter((name) => !unmeasured.has(name)),
];

const measured: Record<string, Costs & Weight> = {};
const uploads: UploadWeight[] = [];

beforeAll(async () => {
  const world = await makeWorld();
  const inspector = await Inspector.open(inject("inspectorUrl"));
  for (const [name, call] of [...pageCalls, ...Object.entries(calls)]) {
    measured[name] = await measure(inspector, name, () => call(world));
  }
  uploads.push(...(await weighUploads(inspector, [1, 5])));
  inspector.close();
  if (process.env.WRITE_BUDGETS === "1") await writeReport(measured, limits, uploads);
});

async function measure(inspector: Inspector, name: string, call: () => Promise<Response>): Promise<Costs & Weight> {
  const { answer, cpuMs } = await inspector.timing(call);
  return { ...costsOf(name, answer), cpuMs, heldBytes: await inspector.heldBytes() };
}

test("every route of the API has a call here, and every call a route", () => {
  expect(Object.keys(calls).toSorted()).toEqual(names.filter((name) => !name.startsWith("page ")).toSorted());
});

test("every route has a budget, and every budget a route", () => {
  expect(Object.keys(limits).toSorted()).toEqual(names.toSorted());
});

describe("a call keeps to the budget of", () => {
  test.each(names)("%s", (name) => {
    const { cpuMs = Infinity, heldBytes = Infinity, ...costs } = measured[name] ?? {};
    const over = Object.entries(costs).filter(([what, cost]) => cost > (limits[name]?.[what as keyof Costs] ?? -1));
    expect(over).toEqual([]);
    expect(cpuMs).toBeLessThanOrEqual(maxCpuMs);
    expect(heldBytes).toBeLessThanOrEqual(maxHeldBytes);
  });
});

test("a page or a read waits for at most two trips to D1 in a row, a write for three", () => {
  expect(Object.keys(measured).toSorted()).toEqual(names.toSorted());
  expect(tooDeep(measured)).toEqual([]);
});

test("the largest upload holds at most 80 MB above an idle isolate, and five at once hold 100 MB", () => {
  expect(uploads.map(({ uploads: count, at }) => `${count} ${at}`)).toHaveLength(4);
  expect(uploads.filter(({ liveBytes, limitBytes }) => liveBytes > limitBytes)).toEqual([]);
});

test("the document of the budgets has every route", () => {
  const text = readFileSync("docs/budgets.md", "utf8");
  expect(names.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});
