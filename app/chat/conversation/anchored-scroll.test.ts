import { expect, test } from "vitest";
import { findAnchor, isNearEnd, newestSeenSeq, readingPosition, scrollCorrection } from "./anchored-scroll";

/** Rows of 100 px one below the other, the first at `top`. */
function rowsFrom(top: number, count: number) {
  return Array.from({ length: count }, (_, index) => ({
    key: index + 1,
    top: top + index * 100,
    bottom: top + (index + 1) * 100,
  }));
}

const named = (rows: ReturnType<typeof rowsFrom>) => rows.map((row) => ({ ...row, key: `m${row.key}` }));

test("the anchor is the first message that shows, also when its beginning is cut off", () => {
  expect(findAnchor(named(rowsFrom(-150, 5)), 0)).toEqual({ key: "m2", offsetPx: -50 });
  expect(findAnchor(named(rowsFrom(20, 5)), 0)).toEqual({ key: "m1", offsetPx: 20 });
  expect(findAnchor([], 0)).toBeNull();
});

test("no row is measured beyond the anchor", () => {
  let measured = 0;
  function* rows() {
    for (const row of named(rowsFrom(-150, 1_000))) {
      measured += 1;
      yield row;
    }
  }
  findAnchor(rows(), 0);
  expect(measured).toBe(2);
});

test("after rows came in above, the correction puts the anchor back to where it was", () => {
  const anchor = findAnchor(named(rowsFrom(-150, 5)), 40)!;
  const topAfterwards = anchor.offsetPx + 40 + 700;
  expect(scrollCorrection(anchor, topAfterwards, 40)).toBe(700);
});

test("a message counts as seen when all of it shows, a tall one when its beginning does", () => {
  const newestFirst = rowsFrom(0, 5).toReversed();
  expect(newestSeenSeq(newestFirst, 299)).toBe(3);
  expect(newestSeenSeq(newestFirst, 298)).toBe(2);
  expect(newestSeenSeq([{ key: 9, top: 100, bottom: 5_000 }], 300)).toBe(9);
  expect(newestSeenSeq([{ key: 9, top: 200, bottom: 5_000 }], 300)).toBe(0);
});

test("a reader some pixels from the end is at the end", () => {
  const list = { scrollHeight: 1_000, clientHeight: 400 };
  expect([600, 552, 551].map((scrollTop) => isNearEnd({ ...list, scrollTop }))).toEqual([true, true, false]);
});

test("away from the end it matters whether the unread line is in view", () => {
  const list = { top: 100, bottom: 500 };
  expect(readingPosition(true, null, list)).toBe("end");
  expect(readingPosition(false, { top: 480, bottom: 510 }, list)).toBe("line");
  expect(readingPosition(false, { top: 60, bottom: 90 }, list)).toBe("above");
  expect(readingPosition(false, null, list)).toBe("above");
});
