/** Generated requests from the API's table, over HTTP: `npm run fuzz:api -- --requests 50000 --seed 7`. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { allEndpoints } from "../../app/contract/api";
import { smallPhoto } from "../access-matrix/stories";
import { send } from "../api/client";
import { runs } from "../how-many";
import { testPatienceMs } from "../patience";
import { judge } from "./judging";
import { requestsOf, type FuzzRequest } from "./requests";
import { answerTo, asSentBy, openLine } from "./sending";
import {
  makeBystanders,
  newCompany,
  newSender,
  seenByBystanders,
  signedInAgain,
  type Bystanders,
  type Sender,
} from "./world";

const requests = Number(process.env.FUZZ_REQUESTS ?? runs({ usual: 600, full: 5_000 }));
const seed = Number(process.env.FUZZ_SEED ?? 5);

/** Senders at the same time: the served app has two cores. */
const lanes = 6;

/** Requests of one sender: fewer than would use up their stories and photos. */
const requestsOfSender = 200;

/** Refusals for asking too often, after which somebody else goes on. */
const patience = 6;

/** The weights by which rows are chosen: low for those whose answers take long, as passwords are hashed slowly and the AI looks at pictures. */
const usualWeight = 12;
const weights: Record<string, number> = {
  "POST /api/auth/sign-up": 2,
  "POST /api/auth/sign-in": 3,
  "POST /api/auth/password": 2,
  "POST /api/auth/sign-out": 3,
  "POST /api/auth/refresh": 6,
  "DELETE /api/account": 2,
  "POST /api/images/process": 3,
  "POST /api/stories/upload-image": 6,
  "GET /api/account/export": 4,
  "POST /api/account/export/job": 4,
  "GET /api/openapi.json": 3,
};

const anyRequest = fc.oneof(
  ...allEndpoints.map((route) => ({
    weight: weights[`${route.method} ${route.path}`] ?? usualWeight,
    arbitrary: requestsOf(route),
  })),
);

/** Answers by row and status. */
const counts = new Map<string, Map<number, number>>();

function count(row: string, status: number): void {
  const ofRow = counts.get(row) ?? new Map<number, number>();
  counts.set(row, ofRow.set(status, (ofRow.get(status) ?? 0) + 1));
}

/** Sends a share of the requests, one after the other, and gives what fast-check says of it. */
async function runLane(others: Bystanders, at: number): Promise<fc.RunDetails<[FuzzRequest]>> {
  const picture = Buffer.from(await (await smallPhoto()).arrayBuffer());
  const line = openLine();
  let company = await newCompany();
  const next = async () => {
    company = company.asksLeft === 0 ? await newCompany() : { ...company, asksLeft: company.asksLeft - 1 };
    return newSender(others, company);
  };
  let sender = await next();
  let [sent, refused] = [0, 0];
  const property = fc.asyncProperty(anyRequest, async (request) => {
    if (sent >= requestsOfSender || refused >= patience) {
      sender = await next();
      [sent, refused] = [0, 0];
    }
    const target = asSentBy(sender, request, picture);
    const answer = await answerTo(target, line);
    count(request.row, answer.status);
    sent += 1;
    if (answer.status === 429) refused += 1;
    await judge(target, answer);
    sender = (await goOn(sender, request, answer)) ?? (await next());
  });
  const details = await fc.check(property, { numRuns: Math.ceil(requests / lanes), seed: seed + at });
  line.destroy();
  return details;
}

/** The sender: signed in again, if a request ended their session; null when nobody can go on as them. */
async function goOn(sender: Sender, { row }: FuzzRequest, { status }: Response): Promise<Sender | null> {
  if (row === "POST /api/auth/password" && status === 204) return null;
  const mayBeOut = status === 401 || (/sign-out|refresh|sessions\/:id/.test(row) && status < 300);
  if (!mayBeOut) return sender;
  const me = await send("GET", "/api/auth/me", { as: sender.person });
  return me.status === 200 ? sender : signedInAgain(sender);
}

test(
  `whatever is sent to the API, it answers as its description tells, and leaves what is others' (seed ${seed})`,
  { timeout: testPatienceMs + requests * 100 },
  async () => {
    const others = await makeBystanders();
    const before = await seenByBystanders(others);
    const started = performance.now();
    const runs = await Promise.all(Array.from({ length: lanes }, (_, at) => runLane(others, at)));
    report(performance.now() - started);
    const faults = runs.filter(({ failed }) => failed).map(faultOf);
    expect(faults.join("\n\n")).toBe("");
    expect(await seenByBystanders(others)).toEqual(before);
  },
);

test("a body that comes with a GET is not looked at", async () => {
  const line = openLine();
  const health = { target: "/api/health", headers: { "Content-Length": "1" }, body: Buffer.from("x") };
  expect((await answerTo({ method: "GET", ...health }, line)).status).toBe(200);
  expect((await answerTo({ method: "HEAD", ...health }, line)).status).toBe(200);
  line.destroy();
});

test("a path that begins with more slashes than one is no route's", async () => {
  const line = openLine();
  for (const target of ["//api/images/process", "///api/stories"]) {
    const sent = { method: "GET", target, headers: {}, body: null };
    const answer = await answerTo(sent, line);
    expect(answer.status).toBe(404);
    await judge(sent, answer);
  }
  line.destroy();
});

test("the name of a route's file in the query leads past no route", async () => {
  const line = openLine();
  const answer = await answerTo(
    { method: "GET", target: "/api/connections?_data=root", headers: {}, body: null },
    line,
  );
  expect([answer.status, answer.headers.get("Content-Type")]).toEqual([401, "application/problem+json"]);
  line.destroy();
});

test("a page that takes nothing says so to who sends something", async () => {
  const line = openLine();
  const answer = await answerTo({ method: "POST", target: "/how-it-works", headers: {}, body: null }, line);
  expect([answer.status, answer.headers.get("Allow")]).toEqual([405, "GET, HEAD"]);
  line.destroy();
});

/** The smallest request that shows a fault, and how to see it again. */
function faultOf({
  counterexample,
  errorInstance,
  seed: own,
  counterexamplePath,
}: fc.RunDetails<[FuzzRequest]>): string {
  const [request] = counterexample ?? [];
  const said = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  return `${JSON.stringify(request).slice(0, 1_000)}\n${said.slice(0, 1_500)}\nLane seed ${own}, path ${counterexamplePath}: run with --seed ${seed} again.`;
}

function report(milliseconds: number): void {
  const total = [...counts.values()].flatMap((ofRow) => [...ofRow.values()]).reduce((sum, each) => sum + each, 0);
  const rows = [...counts].toSorted(([a], [b]) => a.localeCompare(b));
  const lines = rows.map(([row, ofRow]) => `${row.padEnd(46)} ${statusesOf(ofRow)}`);
  const all = new Map<number, number>();
  for (const [status, times] of rows.flatMap(([, ofRow]) => [...ofRow]))
    all.set(status, (all.get(status) ?? 0) + times);
  console.log([...lines, `${total} answers in ${Math.round(milliseconds / 1_000)} s: ${statusesOf(all)}`].join("\n"));
}

function statusesOf(ofRow: Map<number, number>): string {
  const sorted = [...ofRow].toSorted(([a], [b]) => a - b);
  return sorted.map(([status, times]) => `${status} x ${times}`).join(", ");
}
