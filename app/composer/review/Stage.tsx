import { useImperativeHandle, useRef, type KeyboardEvent, type Ref } from "react";
import type { EditorRegion, Point } from "~/composer/regions/regions";
import type { Region, Size } from "~/contract/photo";
import { editorText } from "~/text/editor";
import { hasRoomForHandles } from "./picking";
import { RegionBox } from "./RegionBox";
import { editOfKey, focusAfterRemoval } from "./region-keys";
import { focusRegion, useRegionFocus } from "./use-region-focus";
import type { RegionEditor } from "./use-regions";
import { drawnId, useStageGestures } from "./use-stage-gestures";
import { useStageView } from "./use-stage-view";
import type { Viewport } from "./viewport";

/** The actions of the keys and buttons around the stage. */
export interface StageHandle {
  zoomIn: () => void;
  zoomOut: () => void;
  showWhole: () => void;
  /** Pans in the direction of an arrow key; false for any other key. */
  panByKey: (key: string) => boolean;
  /** Returns the point of the photo in the middle of the stage. */
  middle: () => Point;
  /** Lets go of what is being dragged; false when nothing is. */
  cancel: () => boolean;
}

interface StageProps {
  photo: Size;
  /** URL of the photo itself. */
  before: string;
  /** URL of the public photo that was made last; null before the first. */
  after: string | null;
  /** Whether the public photo is of the regions as they are. */
  isReady: boolean;
  showsBefore: boolean;
  editor: RegionEditor;
  /** The face that the author is asked about. */
  question: { face: Region; number: number } | null;
  handle: Ref<StageHandle>;
}

/** The photo, as large as its room, with its regions as elements over it. */
export function Stage({ photo, before, after, isReady, showsBefore, editor, question, handle }: StageProps) {
  const stage = useRef<HTMLDivElement>(null);
  const { space, setView, ...viewing } = useStageView(stage, photo);
  const { dragged, cancel, ...pointer } = useStageGestures(stage, { space, setView, editor });
  useImperativeHandle(handle, () => ({ ...viewing, cancel }));
  useRegionFocus(stage, editor);

  const onRegionKey = (region: EditorRegion) => (event: KeyboardEvent) => {
    const edit = editOfKey(event, region, space.view.scale);
    if (!edit) return;
    event.preventDefault();
    editor.edit(edit);
    if (edit.kind === "remove") focusRegion(stage.current, focusAfterRemoval(editor.regions, region.id));
  };

  const shown = dragged === null && !showsBefore && after !== null ? after : before;
  const regions = editor.regions.map((region) => (dragged?.id === region.id ? dragged : region));
  return (
    <div
      ref={stage}
      role="application"
      aria-label={editorText.stage}
      tabIndex={0}
      data-stage={isReady ? "ready" : "preparing"}
      className="relative size-full touch-none overflow-hidden bg-[#14110f] outline-offset-[-4px] select-none"
      onKeyDown={(event) => {
        const isOnStage = event.target === event.currentTarget;
        if (isOnStage && !event.shiftKey && viewing.panByKey(event.key)) event.preventDefault();
      }}
      // The browser would focus the region on top, which need not be the one that is meant.
      onMouseDown={(event) => event.preventDefault()}
      {...pointer.onStage}
    >
      <img
        src={shown}
        alt=""
        draggable={false}
        className="pointer-events-none absolute max-w-none origin-top-left"
        style={onStage({ x: 0, y: 0, ...photo }, space.view)}
      />
      {/* Only faded while the photo is shown as it was: a region that went away would take the focus with it. */}
      <div className={`isolate ${showsBefore ? "opacity-0" : ""}`}>
        {regions.map((region, index) => (
          <RegionBox
            key={region.id}
            region={region}
            number={index + 1}
            view={space.view}
            isSelected={editor.selected === region.id}
            rank={regions.filter((other) => areaOf(other) > areaOf(region)).length}
            hasHandles={editor.selected === region.id && hasRoomForHandles(region, regions, space.view)}
            onHandleDown={(place) => pointer.onHandle({ kind: "handle", id: region.id, handle: place })}
            onKeyDown={onRegionKey(region)}
            onFocus={() => editor.select(region.id)}
          />
        ))}
      </div>
      {question && (
        <div
          role="img"
          aria-label={editorText.foundFace(question.number)}
          className="pointer-events-none absolute border-4 border-dashed border-accent shadow-[0_0_0_2px_white]"
          style={onStage(question.face, space.view)}
        />
      )}
      {dragged?.id === drawnId && (
        <div
          className="pointer-events-none absolute rounded-[50%] border-2 border-accent bg-white/20"
          style={onStage(dragged, space.view)}
        />
      )}
    </div>
  );
}

function areaOf({ width, height }: Size): number {
  return width * height;
}

/** Returns where a box of the photo lies on the stage, as a style. */
function onStage({ x, y, width, height }: Point & Size, view: Viewport) {
  const { scale } = view;
  return { left: view.x + x * scale, top: view.y + y * scale, width: width * scale, height: height * scale };
}
