/** `docs/budgets.md`: what each route may cost, and what it cost when the document was written. */
import { readFileSync, writeFileSync } from "node:fs";
import { format } from "prettier";
import { placedHeading } from "../../scripts/scale/measured.mjs";
import type { UploadWeight } from "./uploads";
import { maxCpuMs, maxHeldBytes, type Costs, type Weight } from "./costs";

const page = "docs/budgets.md";

const columns: readonly [keyof Costs, string][] = [
  ["statements", "D1 statements"],
  ["tripsInRow", "D1 trips in a row"],
  ["rowsRead", "rows read"],
  ["rowsWritten", "rows written"],
  ["r2Calls", "R2 calls"],
  ["objectCalls", "Durable Object calls"],
  ["aiCalls", "AI calls"],
];

const introduction = `# Budgets

The cost of one typical call of every route and of the main pages, measured in \`workerd\` on a database with a full page of
each list. Each cell is the measured cost / its budget. \`npm test\` fails when a call costs more than its budget, and when a
route has none. \`npm run budgets\` measures again and writes this page; the budgets are in
[\`tests/budgets/budgets.json\`](../tests/budgets/budgets.json).

CPU is what a sampling profiler sees of the isolate's code, signing up included where a call needs a new person, and MB what it holds after the call, garbage included. Both depend
on the machine, so all routes share one generous limit: ${maxCpuMs} ms and ${maxHeldBytes / 1e6} MB.

The platform's own limits: 128 MB and 30 s of CPU for a Worker's request, 1,000 D1 queries an invocation, 100 bound values a
statement. The socket of a conversation is not in the table: its costs are those of its messages, in
[the tests of D1's costs](../tests/d1-costs/costs.workerd.test.ts).
`;

const uploadsIntroduction = `## Memory of the largest uploads

Bytes that are live in the isolate after a full collection, above what it holds at rest, WebAssembly included: an original of
20 MB with a copy of 5 MB, held up by the test where it holds most. What decoding adds is measured (its WebAssembly memory) and
counted (the picture's pixels), as nothing can look into it while it runs.
`;

function rowsOf(uploads: UploadWeight[]): string[] {
  const place = { decoding: "its copy is decoded", receiving: "its original comes" };
  const rows = uploads.map(
    ({ uploads: count, at, liveBytes, limitBytes }) =>
      `| ${count === 1 ? "one" : `${count} at once`}, while ${place[at]} | ${megabytes(liveBytes)} / ${megabytes(limitBytes)} |`,
  );
  return ["| uploads | MB live / limit |", "| --- | --: |", ...rows];
}

const megabytes = (bytes: number) => Math.ceil(bytes / 1e6);

/** Writes the document. */
export async function writeReport(
  measured: Record<string, Costs & Weight>,
  limits: Record<string, Costs>,
  uploads: UploadWeight[],
): Promise<void> {
  const titles = [...columns.map(([, title]) => title), "CPU ms", "MB held"];
  const head = `| route | ${titles.join(" | ")} |`;
  const line = `| --- | ${titles.map(() => "--:").join(" | ")} |`;
  const rows = Object.entries(measured).map(([name, costs]) => {
    const cells = columns.map(([column]) => `${costs[column]} / ${limits[name]?.[column] ?? "none"}`);
    const weight = [Math.ceil(costs.cpuMs), Math.ceil(costs.heldBytes / 1e6)];
    return `| \`${name}\` | ${[...cells, ...weight].join(" | ")} |`;
  });
  const parts = [introduction, head, line, ...rows, "", uploadsIntroduction, ...rowsOf(uploads), ""];
  const [, placed] = readFileSync(page, "utf8").split(placedHeading);
  await write([...parts, ...(placed === undefined ? [] : [placedHeading + placed])].join("\n"));
}

async function write(text: string): Promise<void> {
  writeFileSync(page, await format(text, { parser: "markdown", printWidth: 120 }));
}

const placedIntroduction = `
The same calls with one database for messages and one for the texts of stories bound, on the same rows: those whose costs in D1
differ, each cell with / without. Where a list asks more of such databases, it asks them at once: a statement more for each, and
no trip.
`;

const placedColumns = columns.slice(0, 4);

/** Returns the calls whose statements or trips are others than without such databases. */
export function differing(
  measured: Readonly<Record<string, Costs>>,
  without: ReadonlyMap<string, Partial<Costs>>,
): string[] {
  return Object.keys(measured).filter((name) =>
    (["statements", "tripsInRow"] as const).some((column) => measured[name]?.[column] !== without.get(name)?.[column]),
  );
}

/** Writes the part of the document about other databases. */
export async function writePlaced(
  measured: Readonly<Record<string, Costs>>,
  without: ReadonlyMap<string, Partial<Costs>>,
): Promise<void> {
  const head = `| route with them | ${placedColumns.map(([, title]) => title).join(" | ")} |`;
  const line = `| --- | ${placedColumns.map(() => "--:").join(" | ")} |`;
  const rows = differing(measured, without).map((name) => {
    const cells = placedColumns.map(([column]) => `${measured[name]?.[column]} / ${without.get(name)?.[column]}`);
    return `| \`${name}\` | ${cells.join(" | ")} |`;
  });
  const [usual = ""] = readFileSync(page, "utf8").split(placedHeading);
  await write([usual + placedHeading, placedIntroduction, head, line, ...rows, ""].join("\n"));
}
