import type { KeyboardEvent, PointerEvent, RefObject } from "react";
import type { EditorRegion, Handle } from "~/composer/regions/regions";
import type { Size } from "~/contract/photo";
import type { Grip } from "./gestures";
import type { StageTool } from "./hold-at";
import { hasRoomForHandles } from "./picking";
import { RegionBox } from "./RegionBox";
import { editOfKey, focusAfterRemoval } from "./region-keys";
import type { RegionEditor } from "./use-regions";
import { focusRegion } from "./use-region-focus";
import type { Viewport } from "./viewport";

/** The regions over the photo, the one under the finger as it is dragged. */
export function RegionLayer({
  stage,
  editor,
  dragged,
  view,
  tool,
  onHandle,
}: {
  stage: RefObject<HTMLElement | null>;
  editor: RegionEditor;
  dragged: EditorRegion | null;
  view: Viewport;
  tool: StageTool;
  onHandle: (grip: Grip) => (event: PointerEvent) => void;
}) {
  const regions = editor.regions.map((region) => (dragged?.id === region.id ? dragged : region));
  const onKey = useRegionKeys(stage, editor, view);
  return regions.map((region, index) => (
    <RegionBox
      key={region.id}
      region={region}
      number={index + 1}
      view={view}
      isSelected={editor.selected === region.id}
      rank={regions.filter((other) => areaOf(other) > areaOf(region)).length}
      // The brush paints over what it has just painted, too.
      hasHandles={tool !== "brush" && editor.selected === region.id && hasRoomForHandles(region, regions, view)}
      onHandleDown={(handle: Handle) => onHandle({ kind: "handle", id: region.id, handle })}
      onKeyDown={onKey(region)}
      onFocus={() => editor.select(region.id)}
    />
  ));
}

/** The keys of a focused region. The focus of one that is removed goes to its neighbour. */
function useRegionKeys(stage: RefObject<HTMLElement | null>, editor: RegionEditor, { scale }: Viewport) {
  return (region: EditorRegion) => (event: KeyboardEvent) => {
    const edit = editOfKey(event, region, scale);
    if (!edit) return;
    event.preventDefault();
    editor.edit(edit);
    if (edit.kind === "remove") focusRegion(stage.current, focusAfterRemoval(editor.regions, region.id));
  };
}

function areaOf({ width, height }: Size): number {
  return width * height;
}
