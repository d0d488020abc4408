import { readFileSync } from "node:fs";
import { format } from "prettier";
import { expect, test } from "vitest";
import { membersAtLimits } from "./limits.mjs";
import { measuredHere, placedHeading, readMeasured } from "./measured.mjs";
import { costsOf } from "./prices.mjs";
import { costTable, shownIn, tablesOf } from "./report.mjs";
import { usageIn, usageOf } from "./usage.mjs";
import { withTable } from "./with-table.mjs";

const measured = measuredHere();

test("docs/scale.md shows what npm run simulate prints, and the README what two memberships cost", async () => {
  const options = { parser: "markdown", printWidth: 120 };
  const scale = readFileSync("docs/scale.md", "utf8");
  const readme = readFileSync("README.md", "utf8");
  expect(await format(tablesOf(shownIn.scale, measured).reduce(withTable, scale), options)).toBe(scale);
  expect(await format(withTable(readme, costTable(shownIn.readme, measured)), options)).toBe(readme);
});

test("a table takes the place of the one with its head, however that is padded, and of nothing else", () => {
  const page = "before\n\n| a   | b |\n| --- | - |\n| 1   | 2 |\n\nafter";
  expect(withTable(page, "| a | b |\n| - | - |\n| 3 | 4 |")).toBe("before\n\n| a | b |\n| - | - |\n| 3 | 4 |\n\nafter");
  expect(() => withTable(page, "| c |")).toThrow("no table that begins with: | c |");
});

test("what is included costs nothing, and R2 bills whole units", () => {
  const costOf = (item: string, members: number) =>
    costsOf(usageOf(members, measured)).find((each) => each.item === item)?.cost;
  expect(costOf("Requests to Workers", 10_000)).toBe(0);
  expect(costOf("R2 writes", 1_000_000)).toBe(2 * 4.5);
});

test("the limit that breaks first is full with as many members as it names", () => {
  const [first] = membersAtLimits(usageOf(1_000, measured), 1_000);
  expect(first!.used(usageOf(first!.members, measured))).toBeCloseTo(first!.most);
});

test("a route without measured costs is refused by name, and so is a row without numbers", () => {
  expect(() => usageOf(1, { usual: new Map(), placed: new Map() })).toThrow(
    'docs/budgets.md has no row for "page /": run npm run budgets.',
  );
  expect(() => readMeasured("| `page /` | 1 / 1 |")).toThrow("No costs are written beside `page /`.");
});

test("other databases add what was measured, from the membership on that needs them, and nothing to the main one", () => {
  const addedTo = (members: number) => {
    const alone = usageIn({ messages: 0, texts: 0 }, members, measured);
    const { statements, mainStatements } = usageOf(members, measured);
    expect(mainStatements).toBeCloseTo(alone.statements);
    return statements - alone.statements;
  };
  expect(addedTo(1_000)).toBe(0);
  expect(addedTo(10_000_000)).toBeGreaterThan(0);
  const route = (statements: number, name: string) => `| \`${name}\` | ${[statements, 1, 1, 0, 0, 0, 0].join(" | ")} |`;
  const page = `${route(3, "page /")}\n${placedHeading}${route(4, "page /")}`;
  expect(readMeasured(page).placed.get("page /")).toMatchObject({ statements: 4, rowsRead: 1 });
});
