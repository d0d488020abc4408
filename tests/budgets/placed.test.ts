/**
 * The cost of the same calls with a database for messages and one for stories bound: what differs from the costs without them,
 * which `docs/budgets.md` has. `npm run budgets` writes it there, too.
 */
import { readFileSync } from "node:fs";
import { beforeAll, expect, test, vi } from "vitest";
import { measuredHere, placedHeading } from "../../scripts/scale/measured.mjs";
import { waitPatienceMs } from "../patience";
import { calls, makeWorld, type World } from "./calls";
import type { Costs } from "./costs";
import { costsOf, pageCalls, tooDeep } from "./measure";
import { differing, writePlaced } from "./report";

const measured: Record<string, Costs> = {};

beforeAll(async () => {
  const world = await makeWorld();
  await untilCopied(world);
  for (const [name, call] of [...pageCalls, ...Object.entries(calls)]) {
    measured[name] = costsOf(name, await call(world));
  }
  if (process.env.WRITE_BUDGETS === "1") await writePlaced(measured, measuredHere().usual);
});

/** Waits until a talk is in the database for messages, and no longer in its room alone: the list then asks that one as well. */
async function untilCopied(world: World): Promise<void> {
  const list = "GET /api/chat/conversations";
  const without = measuredHere().usual.get(list)?.statements ?? Infinity;
  const asksItsDatabase = async () => {
    const { statements } = costsOf(list, await calls[list]!(world));
    if (statements <= without) throw new Error("The messages are not in their database yet.");
  };
  await vi.waitFor(asksItsDatabase, { timeout: waitPatienceMs, interval: 500 });
}

/** They wait for one trip more than the others. */
const deeperPlaced = [
  "POST /api/stories", // its limits are taken before its text is written, and that before the row that names it
];

/** A stream of two more parts that are each read when the one before has been sent. */
const streamed = "GET /api/account/export";

test("with databases for messages and stories a read waits for two trips in a row, a write for three, apart from those that are named", () => {
  expect(tooDeep(measured).toSorted()).toEqual(deeperPlaced.toSorted());
});

test("no call waits for more than one trip more than without them", () => {
  const without = measuredHere().usual;
  const more = Object.entries(measured).filter(
    ([name, { tripsInRow }]) => name !== streamed && tripsInRow > (without.get(name)?.tripsInRow ?? -Infinity) + 1,
  );
  expect(more).toEqual([]);
});

test("the document of the budgets names what differs", () => {
  const [, section = ""] = readFileSync("docs/budgets.md", "utf8").split(placedHeading);
  const missing = differing(measured, measuredHere().usual).filter((name) => !section.includes(`\`${name}\``));
  expect(missing).toEqual([]);
});
