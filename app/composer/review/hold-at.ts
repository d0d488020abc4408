/** Which hold a pointer takes where it comes down, as a pure function. */
import type { EditorRegions, Point } from "~/composer/regions/regions";
import type { Hold } from "./gestures";
import { regionToHold, type LastTap } from "./picking";
import type { Viewport } from "./viewport";

export interface StageTouch {
  regions: EditorRegions;
  view: Viewport;
  last: LastTap | null;
  /** The id of the selected region; null without one. */
  selected: string | null;
  /** Of the pointer event: "mouse", "pen" or "touch". */
  pointerType: string;
  tool: StageTool;
}

/** The tool that is on: without one, taps add and select regions. */
export type EditTool = "select" | "draw" | "brush";

/** `look` while nothing can be edited. */
export type StageTool = EditTool | "look";

/**
 * A finger moves the selected region alone, so that no cover slips off a face while the photo is panned. A mouse moves
 * what it takes and draws beside it: it pans by its wheel.
 */
export function holdAt(at: Point, { regions, view, last, selected, pointerType, tool }: StageTouch): Hold {
  if (tool === "draw" || tool === "brush") return { grip: { kind: "photo" }, drag: "edit" };
  if (tool === "look") return { grip: { kind: "photo" }, drag: "pan" };
  const id = regionToHold(regions, at, view, last);
  const grip = id === null ? ({ kind: "photo" } as const) : ({ kind: "region", id } as const);
  const isFinger = pointerType === "touch";
  return { grip, drag: isFinger && (id === null || id !== selected) ? "pan" : "edit" };
}
