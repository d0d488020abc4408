import { useRef } from "react";
import type { Point } from "~/composer/regions/regions";
import { isDoubleTap, type Tap } from "./double-tap";
import type { Gesture, GestureSpace } from "./gestures";
import type { StageTool } from "./hold-at";
import { regionToSelect, type LastTap } from "./picking";
import type { RegionEditor } from "./use-regions";
import { toStage } from "./viewport";

interface TapTargets {
  space: GestureSpace;
  editor: RegionEditor;
  tool: StageTool;
  /** A tap of the brush, in photo pixels. */
  onDab: (at: Point) => void;
  pick: (id: string) => void;
  toggleZoom: (at: Point) => void;
}

/**
 * A tap on the photo adds a region at once, or a dab of the brush; one on a region selects it. A second tap right after it takes back what the
 * first added, and zooms: waiting for it would make each tap feel slow.
 */
export function useTaps({ space, editor, tool, onDab, pick, toggleZoom }: TapTargets) {
  const picked = useRef<LastTap | null>(null);
  const before = useRef<(Tap & { takeBack: () => void }) | null>(null);
  const tapOnce = (gesture: Gesture & { kind: "tap" }, at: Point): (() => void) => {
    if (tool === "look") return () => undefined;
    if (gesture.grip.kind === "photo") {
      if (tool === "brush") onDab(gesture.at);
      else editor.addAt(gesture.at);
      return () => editor.takeBack();
    }
    const id = regionToSelect(editor.regions, at, space.view, picked.current) ?? gesture.grip.id;
    picked.current = { at, id };
    pick(id);
    return () => undefined;
  };
  const tap = (gesture: Gesture & { kind: "tap" }, timeMs: number) => {
    const at = toStage(space.view, gesture.at);
    const first = before.current;
    before.current = null;
    if (first && isDoubleTap(first, { at, timeMs })) {
      first.takeBack();
      return toggleZoom(at);
    }
    before.current = { at, timeMs, takeBack: tapOnce(gesture, at) };
  };
  const forget = () => {
    picked.current = null;
    before.current = null;
  };
  return { tap, forget, last: () => picked.current };
}
