import { expect, test } from "vitest";
import { startHistory, undo } from "~/composer/regions/history";
import { regionOfStroke } from "~/composer/regions/brush";
import { regionAt, type EditorRegions } from "~/composer/regions/regions";
import { maxRegions } from "~/contract/limits";
import { editorText } from "~/text/editor";
import { editRegions, type RegionEdit } from "./region-edits";

const photo = { width: 800, height: 600 };
const said = editorText.said;
const region = (id: string) => regionAt({ x: 300, y: 300 }, photo, id);
const two = startHistory<EditorRegions>([region("a"), region("b")]);

test("an added region is selected, announced by its number, and undone in one step", () => {
  const result = editRegions(two, { kind: "add", region: region("c") }, photo);
  expect(result).toMatchObject({ announcement: said.added(3), selected: "c", added: "c" });
  expect(undo(result.history).present).toEqual(two.present);
});

test("a photo with as many regions as it may have takes no more and says so", () => {
  const full = startHistory<EditorRegions>(Array.from({ length: maxRegions }, (_, index) => region(String(index))));
  for (const edit of [
    { kind: "add", region: region("new") },
    { kind: "duplicate", id: "0", newId: "new" },
  ] satisfies RegionEdit[]) {
    const result = editRegions(full, edit, photo);
    expect(result).toEqual({ history: full, announcement: said.full });
  }
});

test.each([
  [{ kind: "nudge", id: "b", by: { x: 10, y: 0 } }, said.moved(2)],
  [{ kind: "grow", id: "b", by: { x: 10, y: 0 } }, said.resized(2)],
  [{ kind: "move_to", region: { ...region("b"), x: 0 } }, said.moved(2)],
  [{ kind: "resize_to", region: { ...region("b"), width: 200 } }, said.resized(2)],
  [{ kind: "toggle", id: "b" }, said.off(2)],
  [{ kind: "reshape", id: "b" }, said.reshaped(2, false)],
] satisfies [RegionEdit, string][])(
  "the edit %j changes one region, in one step, with a sentence",
  (edit, sentence) => {
    const { history, announcement } = editRegions(two, edit, photo);
    expect(announcement).toBe(sentence);
    expect(history.past).toHaveLength(1);
    expect(history.present[0]).toEqual(two.present[0]);
    expect(history.present[1]).not.toEqual(two.present[1]);
  },
);

test("toggling and reshaping twice restore the region", () => {
  for (const kind of ["toggle", "reshape"] as const) {
    const once = editRegions(two, { kind, id: "a" }, photo).history;
    expect(editRegions(once, { kind, id: "a" }, photo).history.present).toEqual(two.present);
  }
});

test("a removed region is announced by the number it had, and nothing is selected", () => {
  const { history, announcement, selected } = editRegions(two, { kind: "remove", id: "b" }, photo);
  expect(history.present.map(({ id }) => id)).toEqual(["a"]);
  expect(announcement).toBe(said.removed(2));
  expect(selected).toBeNull();
});

test("clearing removes every region, and undo brings them back", () => {
  const cleared = editRegions(two, { kind: "clear" }, photo);
  expect(cleared.history.present).toEqual([]);
  expect(editRegions(cleared.history, { kind: "undo" }, photo).history.present).toEqual(two.present);
});

test("an edit of a region that is gone changes nothing", () => {
  for (const edit of [
    { kind: "toggle", id: "gone" },
    { kind: "duplicate", id: "gone", newId: "new" },
    { kind: "move_to", region: region("gone") },
  ] satisfies RegionEdit[]) {
    expect(editRegions(two, edit, photo).history).toBe(two);
  }
});

test("a face that is kept is covered and no longer doubtful, in one step; one that was is no step", () => {
  const doubtful = startHistory<EditorRegions>([{ ...region("a"), isDoubtful: true, isOn: false }]);
  const { history, announcement } = editRegions(doubtful, { kind: "keep", id: "a" }, photo);
  expect(history.present).toMatchObject([{ isDoubtful: false, isOn: true }]);
  expect(announcement).toBe(said.kept(1));
  expect(undo(history).present).toEqual(doubtful.present);
  expect(editRegions(history, { kind: "keep", id: "a" }, photo).history).toBe(history);
});

test("whole heads are one step: round regions grow within the photo, new ones too, and faces come back as they were", () => {
  const square = { ...region("c"), shape: "rectangle" as const };
  const before = startHistory<EditorRegions>([regionAt({ x: 300, y: 10 }, photo, "a"), region("b"), square]);
  const heads = editRegions(before, { kind: "heads", isHead: true }, photo);
  expect(heads.announcement).toBe(said.heads);
  heads.history.present.slice(0, 2).forEach((head, index) => {
    const face = before.present[index]!;
    expect(head.width).toBeGreaterThan(face.width);
    expect(head.y).toBeGreaterThanOrEqual(0);
    expect(head.y + head.height).toBeCloseTo(face.y + face.height);
  });
  expect(heads.history.present[2]).toEqual(square);
  expect(undo(heads.history).present).toEqual(before.present);
  expect(editRegions(heads.history, { kind: "heads", isHead: false }, photo).history.present).toEqual(before.present);
  const added = editRegions(heads.history, { kind: "add", region: region("d") }, photo).history.present.at(-1)!;
  expect(added.width).toBeGreaterThan(region("d").width);
});

test("a head that was moved by hand stays where it was put when faces are asked for", () => {
  const heads = editRegions(two, { kind: "heads", isHead: true }, photo).history;
  const moved = editRegions(heads, { kind: "nudge", id: "a", by: { x: 30, y: 0 } }, photo).history;
  const [face] = editRegions(moved, { kind: "heads", isHead: false }, photo).history.present;
  expect(face).toMatchObject({ x: moved.present[0]!.x, width: moved.present[0]!.width });
});

test("a brush stroke is one step: it comes, goes and comes back as a whole", () => {
  const stroke = regionOfStroke({ points: [{ x: 300, y: 300 }, { x: 500, y: 300 }], radius: 20 }, photo, "plate")!; // prettier-ignore
  const painted = editRegions(startHistory<EditorRegions>([]), { kind: "add", region: stroke }, photo);
  expect(painted).toMatchObject({ announcement: "Region 1 painted.", selected: "plate" });
  const undone = editRegions(painted.history, { kind: "undo" }, photo);
  expect(undone.history.present).toEqual([]);
  expect(editRegions(undone.history, { kind: "redo" }, photo).history.present).toEqual([stroke]);
});
