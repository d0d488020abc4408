/** Edits of the regions under review, as a pure function: each is one step that can be undone, and is announced. */
import { redo, step, undo, type History } from "~/composer/regions/history";
import {
  addRegion,
  duplicateRegion,
  growRegion,
  moveRegion,
  removeRegion,
  updateRegion,
  withHeads,
  type EditorRegion,
  type EditorRegions,
  type Point,
} from "~/composer/regions/regions";
import type { Size } from "~/contract/photo";
import { editorText } from "~/text/editor";

export type RegionEdit =
  | { kind: "add"; region: EditorRegion }
  | { kind: "duplicate"; id: string; newId: string }
  /** A drag has ended: the region as it was dropped. */
  | { kind: "move_to" | "resize_to"; region: EditorRegion }
  /** By a distance in photo pixels. */
  | { kind: "nudge" | "grow"; id: string; by: Point }
  | { kind: "toggle" | "reshape"; id: string }
  /** The author has judged it: it is covered, and no longer doubtful. */
  | { kind: "keep"; id: string }
  | { kind: "remove"; id: string }
  /** Round regions cover whole heads, or faces alone. */
  | { kind: "heads"; isHead: boolean }
  | { kind: "clear" | "undo" | "redo" };

export interface EditResult {
  history: History<EditorRegions>;
  /** A sentence for screen readers. */
  announcement: string;
  /** The id to select, null to select nothing, left out to keep the selection. */
  selected?: string | null;
  /** The id of a region that was not there before. */
  added?: string;
}

/** @param photo the size of the upright photo, within which regions stay */
export function editRegions(history: History<EditorRegions>, edit: RegionEdit, photo: Size): EditResult {
  const said = editorText.said;
  const regions = history.present;
  switch (edit.kind) {
    case "undo":
      return { history: undo(history), announcement: said.undone };
    case "redo":
      return { history: redo(history), announcement: said.redone };
    case "clear":
      return { history: step(history, []), announcement: said.cleared, selected: null };
    case "add":
      return add(
        history,
        withHeads(
          [edit.region],
          regions.some(({ isHead }) => isHead),
          photo,
        )[0]!,
      );
    case "heads": {
      const next = withHeads(regions, edit.isHead, photo);
      return { history: step(history, next), announcement: edit.isHead ? said.heads : said.faces };
    }
    case "duplicate": {
      const region = regions.find(({ id }) => id === edit.id);
      return region ? add(history, duplicateRegion(region, photo, edit.newId)) : { history, announcement: "" };
    }
    case "remove": {
      const announcement = said.removed(numberOf(regions, edit.id));
      return { history: step(history, removeRegion(regions, edit.id)), announcement, selected: null };
    }
    default:
      return change(history, edit, photo);
  }
}

type Change = Exclude<RegionEdit, { kind: "undo" | "redo" | "clear" | "heads" | "add" | "duplicate" | "remove" }>;

function add(history: History<EditorRegions>, region: EditorRegion): EditResult {
  const next = addRegion(history.present, region);
  if (next === history.present) return { history, announcement: editorText.said.full };
  const { added: saidAdded, painted } = editorText.said;
  const announcement = (region.parts ? painted : saidAdded)(next.length);
  return { history: step(history, next), announcement, selected: region.id, added: region.id };
}

function change(history: History<EditorRegions>, edit: Change, photo: Size): EditResult {
  const id = "region" in edit ? edit.region.id : edit.id;
  const before = history.present.find((region) => region.id === id);
  if (!before) return { history, announcement: "" };
  const after = changed(before, edit, photo);
  const isKept = edit.kind === "keep" && before.isOn && !before.isDoubtful;
  if (isKept) return { history, announcement: announce(edit, after, numberOf(history.present, id)) };
  const next = updateRegion(history.present, id, () => after);
  return { history: step(history, next), announcement: announce(edit, after, numberOf(history.present, id)) };
}

function changed(region: EditorRegion, edit: Change, photo: Size): EditorRegion {
  switch (edit.kind) {
    case "move_to":
    case "resize_to":
      return edit.region;
    case "nudge":
      return moveRegion(region, edit.by, photo);
    case "grow":
      return growRegion(region, edit.by, photo);
    case "toggle":
      return { ...region, isOn: !region.isOn };
    case "keep":
      return { ...region, isOn: true, isDoubtful: false };
    case "reshape":
      return { ...region, shape: region.shape === "rectangle" ? "ellipse" : "rectangle" };
    default:
      return edit satisfies never;
  }
}

function announce({ kind }: Change, { isOn, shape }: EditorRegion, number: number): string {
  const said = editorText.said;
  switch (kind) {
    case "move_to":
    case "nudge":
      return said.moved(number);
    case "resize_to":
    case "grow":
      return said.resized(number);
    case "toggle":
      return isOn ? said.on(number) : said.off(number);
    case "keep":
      return said.kept(number);
    case "reshape":
      return said.reshaped(number, shape === "ellipse");
    default:
      return kind satisfies never;
  }
}

/** Returns the number of a region as it is shown, from 1. */
export function numberOf(regions: EditorRegions, id: string): number {
  return regions.findIndex((region) => region.id === id) + 1;
}
