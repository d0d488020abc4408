import { useRef, useState, type PointerEvent, type RefObject } from "react";
import { regionOfStroke } from "~/composer/regions/brush";
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
import { useGestures } from "./use-gestures";
import { focusRegion } from "./use-region-focus";
import type { RegionEditor } from "./use-regions";
import { useTaps } from "./use-taps";
import type { Viewport } from "./viewport";

/** The id of a region that is being drawn: it is no region of the photo yet. */
export const drawnId = "draft";

/** The brush's radius on the stage: as wide as a fingertip hides. Zoomed in, the brush is finer on the photo. */
export const brushRadiusPx = 16;

interface StageGestures {
  space: GestureSpace;
  setView: (view: Viewport) => void;
  toggleZoom: (at: Point) => void;
  editor: RegionEditor;
  tool: StageTool;
}

/**
 * Turns gestures on the stage into edits. `dragged` is the region under the finger, which is not yet in the history, `painted`
 * the way of the brush; `isResting` while a finger rests and will draw.
 */
export function useStageGestures(
  stage: RefObject<HTMLElement | null>,
  { space, editor, tool, ...view }: StageGestures,
) {
  const [dragged, setDragged] = useState<EditorRegion | null>(null);
  const [isResting, setIsResting] = useState(false);
  const brush = useBrush(space, editor);
  const pick = (id: string) => {
    editor.select(id);
    focusRegion(stage.current, id);
  };
  const taps = useTaps({ space, editor, tool, onDab: (at) => brush.finish([at]), pick, toggleZoom: view.toggleZoom });
  const onDrag = (gesture: Gesture & { kind: "drag" }) => {
    if (tool === "brush") return brush.paint(gesture);
    if (gesture.grip.kind !== "photo" && gesture.grip.id !== editor.selected) pick(gesture.grip.id);
    setDragged(draggedRegion(editor.regions, gesture, space.photo));
  };
  const { down, pointOf, cancel, ...moves } = useGestures(stage, space, (gesture, timeMs) => {
    if (gesture.kind === "drag") return onDrag(gesture);
    setIsResting(gesture.kind === "rest");
    if (gesture.kind === "rest") return;
    if (gesture.kind === "view") return view.setView(gesture.view);
    setDragged(null);
    const way = brush.lift();
    if (gesture.kind === "cancel") return editor.announce(editorText.said.cancelled);
    if (gesture.kind === "tap") return taps.tap(gesture, timeMs);
    taps.forget();
    if (tool === "brush") return brush.finish([...way, gesture.to]);
    drop(editor, gesture.grip, draggedRegion(editor.regions, gesture, space.photo));
  });
  const onPointerDown = (event: PointerEvent) => {
    const { regions, selected } = editor;
    const { pointerType } = event;
    const touch = { regions, selected, view: space.view, last: taps.last(), pointerType, tool };
    down(holdAt(pointOf(event), touch))(event);
  };
  const onPointerCancel = (event: PointerEvent) => {
    setIsResting(false);
    moves.onPointerCancel(event);
  };
  const onHandle = (grip: Grip) => down({ grip, drag: "edit" });
  return {
    dragged,
    painted: brush.painted,
    isResting,
    cancel,
    onHandle,
    onStage: { ...moves, onPointerDown, onPointerCancel },
  };
}

/** The way that the brush has painted, in photo pixels, until the finger is lifted. */
function useBrush({ view, photo }: GestureSpace, editor: RegionEditor) {
  const [painted, setPainted] = useState<readonly Point[]>([]);
  // Several moves may come before the next rendering.
  const way = useRef<readonly Point[]>([]);
  const setWay = (points: readonly Point[]) => setPainted((way.current = points));
  return {
    painted,
    paint: ({ from, to }: { from: Point; to: Point }) =>
      setWay([...(way.current.length === 0 ? [from] : way.current), to]),
    /** Returns the way, and starts anew. */
    lift: () => {
      const points = way.current;
      setWay([]);
      return points;
    },
    /** One stroke is one step that can be undone. */
    finish: (points: readonly Point[]) => {
      const region = regionOfStroke({ points, radius: brushRadiusPx / view.scale }, photo, crypto.randomUUID());
      if (region) editor.edit({ kind: "add", region });
    },
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
