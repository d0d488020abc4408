import { useState, type RefObject } from "react";
import {
  moveRegion,
  regionBetween,
  resizeRegion,
  type EditorRegion,
  type EditorRegions,
  type Point,
} from "~/composer/regions/regions";
import type { Size } from "~/contract/photo";
import { editorText } from "~/text/editor";
import type { Gesture, GestureSpace, Grip } from "./gestures";
import { useGestures } from "./use-gestures";
import type { RegionEditor } from "./use-regions";
import type { Viewport } from "./viewport";

/** The id of a region that is being drawn: it is no region of the photo yet. */
export const drawnId = "draft";

/** Turns gestures on the stage into edits. `dragged` is the region under the finger, which is not yet in the history. */
export function useStageGestures(
  stage: RefObject<HTMLElement | null>,
  { space, setView, editor }: { space: GestureSpace; setView: (view: Viewport) => void; editor: RegionEditor },
) {
  const [dragged, setDragged] = useState<EditorRegion | null>(null);
  const gestures = useGestures(stage, space, (gesture: Gesture) => {
    if (gesture.kind === "view") return setView(gesture.view);
    if (gesture.kind === "drag") return setDragged(draggedRegion(editor.regions, gesture, space.photo));
    setDragged(null);
    if (gesture.kind === "cancel") return editor.announce(editorText.said.cancelled);
    if (gesture.kind === "tap") return tap(editor, gesture.grip, gesture.at);
    drop(editor, gesture.grip, draggedRegion(editor.regions, gesture, space.photo));
  });
  return { ...gestures, dragged };
}

function tap(editor: RegionEditor, grip: Grip, at: Point): void {
  if (grip.kind === "photo") editor.addAt(at);
  else editor.select(grip.id);
}

function drop(editor: RegionEditor, grip: Grip, region: EditorRegion | null): void {
  if (!region) return;
  if (grip.kind === "photo") editor.edit({ kind: "add", region: { ...region, id: crypto.randomUUID() } });
  else editor.edit({ kind: grip.kind === "region" ? "move_to" : "resize_to", region });
}

/** Returns the region as a drag has it now: drawn, moved or resized; null when there is none. */
function draggedRegion(
  regions: EditorRegions,
  { grip, from, to }: { grip: Grip; from: Point; to: Point },
  photo: Size,
): EditorRegion | null {
  if (grip.kind === "photo") return regionBetween(from, to, photo, drawnId);
  const region = regions.find(({ id }) => id === grip.id);
  if (!region) return null;
  const by = { x: to.x - from.x, y: to.y - from.y };
  return grip.kind === "region" ? moveRegion(region, by, photo) : resizeRegion(region, grip.handle, by, photo);
}
