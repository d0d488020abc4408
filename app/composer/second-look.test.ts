import { expect, test } from "vitest";
import { startHistory, step, undo } from "~/composer/review/history";
import { withoutMark, type Mark } from "~/composer/review/marks";
import { doubtsOf } from "./second-look";

const photo = { width: 4000, height: 3000 };
const copy = { width: 2000, height: 1500 };
const face = { x: 500, y: 400, width: 100, height: 120 };
const elsewhere = { ...face, x: 1200 };
const nothing = startHistory<readonly Mark[]>([]);
const newId = () => "id";

test("a face that nothing covers becomes a doubtful mark, grown, in pixels of the photo", () => {
  const [mark] = doubtsOf([face], { copy, photo, history: nothing }, newId);
  expect(mark).toMatchObject({ isDoubtful: true, isOn: true, shape: "ellipse" });
  expect(mark).toMatchObject({ x: 950, y: 740, width: 300, height: 360 });
});

test("a mark that its author took away is not asked about again, another face is", () => {
  const marks = doubtsOf([face], { copy, photo, history: nothing }, newId);
  const shown = step(nothing, marks);
  const history = step(shown, withoutMark(marks, marks[0]?.id ?? ""));
  expect(doubtsOf([face], { copy, photo, history }, newId)).toEqual([]);
  expect(doubtsOf([face, elsewhere], { copy, photo, history }, newId)).toHaveLength(1);
});

test("a mark that was undone counts as seen", () => {
  const marks = doubtsOf([face], { copy, photo, history: nothing }, newId);
  expect(doubtsOf([face], { copy, photo, history: undo(step(nothing, marks)) }, newId)).toEqual([]);
});
