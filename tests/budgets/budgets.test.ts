/**
 * The cost of one typical call of every route, held against its budget in `budgets.json`. Counts do not depend on the
 * machine. `npm run budgets` prints them and writes `docs/budgets.md`.
 */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { allEndpoints } from "../../app/contract/api";
import { withCookie } from "../access-matrix/people";
import { url } from "../api/client";
import { patientFetch } from "../../scripts/patient-fetch.mjs";
import budgets from "./budgets.json";
import { calls, makeWorld, pages, type World } from "./calls";
import { costsHeader, maxCpuMs, maxHeldBytes, type Costs, type Weight } from "./costs";
import { Inspector } from "./inspector";
import { writeReport } from "./report";
import { weighUploads, type UploadWeight } from "./uploads";

const limits: Record<string, Costs> = budgets;

/** Routes that cannot be measured here: a socket's answer has no end. */
const unmeasured = new Set(["GET /api/chat/connect/:connectionId", "GET /api/inbox/connect"]);

/** Calls that are refused here: of a wrong password or code, of links that no mail in this run has, and of an event without its signature. */
const measuredRefused = new Set([
  "POST /api/auth/sign-in",
  "POST /api/auth/finish-sign-up",
  "POST /api/auth/recover",
  "POST /api/mail/events",
  "POST /api/auth/undo-email-change",
]);

const names = [
  ...Object.keys(pages).map((path) => `page ${path}`),
  ...allEndpoints.map(({ method, path }) => `${method} ${path}`).filter((name) => !unmeasured.has(name)),
];

const measured: Record<string, Costs & Weight> = {};
const uploads: UploadWeight[] = [];

beforeAll(async () => {
  const world = await makeWorld();
  const inspector = await Inspector.open(inject("inspectorUrl"));
  for (const [path, addressOf] of Object.entries(pages)) {
    measured[`page ${path}`] = await measure(inspector, `page ${path}`, () => pageOf(world, addressOf(world)));
  }
  for (const [name, call] of Object.entries(calls)) {
    measured[name] = await measure(inspector, name, () => call(world));
  }
  uploads.push(...(await weighUploads(inspector, [1, 5])));
  inspector.close();
  if (process.env.WRITE_BUDGETS === "1") await writeReport(measured, limits, uploads);
});

async function measure(inspector: Inspector, name: string, call: () => Promise<Response>): Promise<Costs & Weight> {
  const { answer, cpuMs } = await inspector.timing(call);
  expect([name, answer.status < 300 || measuredRefused.has(name)]).toEqual([name, true]);
  const costs = JSON.parse(answer.headers.get(costsHeader) ?? "null") as Costs;
  return { ...costs, cpuMs, heldBytes: await inspector.heldBytes() };
}

function pageOf({ author }: World, path: string): Promise<Response> {
  const { headers } = withCookie(author.refresh_token);
  return patientFetch(url + path, { headers, redirect: "manual" });
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

/** Calls that wait longer, for a reason. They may get no deeper: their own budgets hold that. */
const deeper = new Set([
  "GET /api/account/export", // a stream: each part is read when the one before has been sent
  "POST /api/account/passkeys/options", // two limits, of the calls and of wrong passwords
  "POST /api/connections/:id/photos", // as for a story:
  "POST /api/stories/upload-image", // its files are named in D1 before they are written, its row after
]);

test("a page or a read waits for at most two trips to D1 in a row, a write for three", () => {
  const isTooDeep = (name: string) => (measured[name]?.tripsInRow ?? Infinity) > (/^(page|GET)/.test(name) ? 2 : 3);
  expect(names.filter(isTooDeep).filter((name) => !deeper.has(name))).toEqual([]);
});

test("the largest upload holds at most 80 MB above an idle isolate, and five at once hold 100 MB", () => {
  expect(uploads.map(({ uploads: count, at }) => `${count} ${at}`)).toHaveLength(4);
  expect(uploads.filter(({ liveBytes, limitBytes }) => liveBytes > limitBytes)).toEqual([]);
});

test("the document of the budgets has every route", () => {
  const text = readFileSync("docs/budgets.md", "utf8");
  expect(names.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});
