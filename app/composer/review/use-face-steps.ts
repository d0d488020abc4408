import { useState, type RefObject } from "react";
import type { EditorRegion } from "~/composer/regions/regions";
import { editorText } from "~/text/editor";
import { neighbourOf, reviewOrder } from "./face-order";
import { numberOf } from "./region-edits";
import type { StageHandle } from "./Stage";
import type { RegionEditor } from "./use-regions";

/** The way through the faces of a photo, one after the other, each at a zoom at which it can be judged. */
export function useFaceSteps(editor: RegionEditor, stage: RefObject<StageHandle>) {
  const [doubtful] = useState(() => new Set(editor.regions.filter((each) => each.isDoubtful).map(({ id }) => id)));
  const order = reviewOrder(editor.regions, doubtful);
  const show = (region: EditorRegion | null, said = "") => {
    editor.select(region?.id ?? null);
    if (region) stage.current?.show(region);
    else stage.current?.showWhole();
    editor.announce(`${said} ${region ? labelOf(editor, region) : editorText.said.last}`.trim());
  };
  /** Decides about the selected region, and goes on to the next. */
  const decide = (kind: "keep" | "remove") => {
    const { selected } = editor;
    if (selected === null) return;
    const next = neighbourOf(order, selected, 1);
    const number = numberOf(editor.regions, selected);
    editor.edit({ kind, id: selected });
    show(next, kind === "keep" ? editorText.said.kept(number) : editorText.said.removed(number));
  };
  return {
    order,
    selected: order.find(({ id }) => id === editor.selected) ?? null,
    show,
    step: (by: 1 | -1) => show(neighbourOf(order, editor.selected, by)),
    keep: () => decide("keep"),
    remove: () => decide("remove"),
  };
}

export type FaceSteps = ReturnType<typeof useFaceSteps>;

function labelOf({ regions }: RegionEditor, { id, isOn, isDoubtful }: EditorRegion): string {
  return editorText.regionLabel(numberOf(regions, id), isOn, isDoubtful);
}
