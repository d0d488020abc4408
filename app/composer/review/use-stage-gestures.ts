import { useState, type PointerEvent, type RefObject } from "react";
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
import { holdAt, type StageTool } from "./hold-at";
import { useBrush } from "./use-brush";
import { useGestures } from "./use-gestures";
import { focusRegion } from "./use-region-focus";
import type { RegionEditor } from "./use-regions";
import { useTaps } from "./use-taps";
import type { Viewport } from "./viewport";

/** The id of a region that is being drawn: it is no region of the photo yet. */
export const drawnId = "draft";

interface StageGestures {
  space: GestureSpace;
  setView: (view: Viewport) => void;
  toggleZoom: (at: Point) => void;
  editor: RegionEditor;
  tool: StageTool;
  brushRadiusPx: number;
}

/**
 * Turns gestures on the stage into edits. `dragged` is the region under the finger, which is not yet in the history, `painted`
 * the way of the brush; `isResting` while a finger rests and will draw.
 */
export function useStageGestures(stage: RefObject<HTMLElement | null>, parts: StageGestures) {
  const { space, editor, tool } = parts;
  const { dragged, isResting, setIsResting, painted, lastTap, onGesture } = useStageEdits(stage, parts);
  const { down, pointOf, cancel, ...moves } = useGestures(stage, space, onGesture);
  const onPointerDown = (event: PointerEvent) => {
    const { regions, selected } = editor;
    const { pointerType } = event;
    const touch = { regions, selected, view: space.view, last: lastTap(), pointerType, tool };
    down(holdAt(pointOf(event), touch))(event);
  };
  const onPointerCancel = (event: PointerEvent) => {
    setIsResting(false);
    moves.onPointerCancel(event);
  };
  const onHandle = (grip: Grip) => down({ grip, drag: "edit" });
  return { dragged, painted, isResting, cancel, onHandle, onStage: { ...moves, onPointerDown, onPointerCancel } };
}

/** The targets of the gestures: the regions, the view, or what is drawn until the finger is lifted. */
function useStageEdits(
  stage: RefObject<HTMLElement | null>,
  { space, editor, tool, brushRadiusPx, setView, toggleZoom }: StageGestures,
) {
  const [dragged, setDragged] = useState<EditorRegion | null>(null);
  const [isResting, setIsResting] = useState(false);
  const brush = useBrush(space, editor, brushRadiusPx);
  const pick = (id: string) => {
    editor.select(id);
    focusRegion(stage.current, id);
  };
  const taps = useTaps({ space, editor, tool, onDab: (at) => brush.finish([at]), pick, toggleZoom });
  const onDrag = (gesture: Gesture & { kind: "drag" }) => {
    if (tool === "brush") return brush.paint(gesture);
    if (gesture.grip.kind !== "photo" && gesture.grip.id !== editor.selected) pick(gesture.grip.id);
    setDragged(draggedRegion(editor.regions, gesture, space.photo));
  };
  const onGesture = (gesture: Gesture, timeMs: number) => {
    if (gesture.kind === "drag") return onDrag(gesture);
    setIsResting(gesture.kind === "rest");
    if (gesture.kind === "rest") return;
    if (gesture.kind === "view") return setView(gesture.view);
    setDragged(null);
    const way = brush.lift();
    if (gesture.kind === "cancel") return editor.announce(editorText.said.cancelled);
    if (gesture.kind === "tap") return taps.tap(gesture, timeMs);
    taps.forget();
    if (tool === "brush") return brush.finish([...way, gesture.to]);
    drop(editor, gesture.grip, draggedRegion(editor.regions, gesture, space.photo));
  };
  return { dragged, isResting, setIsResting, painted: brush.painted, lastTap: taps.last, onGesture };
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
