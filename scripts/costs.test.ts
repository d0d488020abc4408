import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { costTable, costsOf } from "./costs.mjs";

const cellsOf = (line: string) => line.split("|").map((cell) => cell.trim().replace(/-{2,}/, "--"));

test("the README shows what npm run costs prints", () => {
  const readme = readFileSync("README.md", "utf8").split("\n").map(cellsOf);
  for (const line of costTable([1_000, 100_000]).split("\n")) expect(readme).toContainEqual(cellsOf(line));
});

test("what is included costs nothing, and R2 bills whole units", () => {
  const costOf = (item: string, members: number) => costsOf(members).find((each) => each.item === item)?.cost;
  expect(costOf("Requests to Workers", 10_000)).toBe(0);
  expect(costOf("R2 reads", 60_000)).toBeCloseTo(2 * 0.36);
});
