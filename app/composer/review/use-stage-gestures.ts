import { useRef, useState, type PointerEvent, type RefObject } from "react";
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
import { regionToHold, regionToSelect, type LastTap } from "./picking";
import { useGestures } from "./use-gestures";
import { focusRegion } from "./use-region-focus";
import type { RegionEditor } from "./use-regions";
import { toStage, type Viewport } from "./viewport";

/** The id of a region that is being drawn: it is no region of the photo yet. */
export const drawnId = "draft";

/** Turns gestures on the stage into edits. `dragged` is the region under the finger, which is not yet in the history. */
export function useStageGestures(
  stage: RefObject<HTMLElement | null>,
  { space, setView, editor }: { space: GestureSpace; setView: (view: Viewport) => void; editor: RegionEditor },
) {
  const [dragged, setDragged] = useState<EditorRegion | null>(null);
  const lastTap = useRef<LastTap | null>(null);

  const pick = (id: string) => {
    editor.select(id);
    focusRegion(stage.current, id);
  };

  const tap = (grip: Grip, at: Point) => {
    if (grip.kind === "photo") return editor.addAt(at);
    const onStage = toStage(space.view, at);
    const id = regionToSelect(editor.regions, onStage, space.view, lastTap.current) ?? grip.id;
    lastTap.current = { at: onStage, id };
    pick(id);
  };

  const gestures = useGestures(stage, space, (gesture: Gesture) => {
    if (gesture.kind === "view") return setView(gesture.view);
    if (gesture.kind === "drag") {
      if (gesture.grip.kind !== "photo" && gesture.grip.id !== editor.selected) pick(gesture.grip.id);
      return setDragged(draggedRegion(editor.regions, gesture, space.photo));
    }
    setDragged(null);
    if (gesture.kind === "cancel") return editor.announce(editorText.said.cancelled);
    if (gesture.kind === "tap") return tap(gesture.grip, gesture.at);
    lastTap.current = null;
    drop(editor, gesture.grip, draggedRegion(editor.regions, gesture, space.photo));
  });

  const { down, pointOf, cancel, ...moves } = gestures;
  const gripAt = (at: Point): Grip => {
    const id = regionToHold(editor.regions, at, space.view, lastTap.current);
    return id === null ? { kind: "photo" } : { kind: "region", id };
  };
  return {
    dragged,
    cancel,
    onStage: { onPointerDown: (event: PointerEvent) => down(gripAt(pointOf(event)))(event), ...moves },
    onHandle: down,
  };
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
