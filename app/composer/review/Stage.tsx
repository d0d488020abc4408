import { useImperativeHandle, useRef, type Ref } from "react";
import type { Point } from "~/composer/regions/regions";
import type { Region, Size } from "~/contract/photo";
import { editorText } from "~/text/editor";
import { RegionLayer } from "./RegionLayer";
import { useRegionFocus } from "./use-region-focus";
import type { RegionEditor } from "./use-regions";
import { drawnId, useStageGestures } from "./use-stage-gestures";
import { useStageView } from "./use-stage-view";
import { onStage, type Viewport } from "./viewport";

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
  /** URL of the photo as it was; null where there is none. */
  before: string | null;
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
  const { view } = space;
  const { dragged, cancel, ...pointer } = useStageGestures(stage, { space, setView, editor });
  useImperativeHandle(handle, () => ({ ...viewing, cancel }));
  useRegionFocus(stage, editor);
  const shown = dragged === null && !showsBefore && after !== null ? after : before;
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
      <Picture url={shown} photo={photo} view={view} />
      {/* Only faded while the photo is shown as it was: a region that went away would take the focus with it. */}
      <div className={`isolate ${showsBefore ? "opacity-0" : ""}`}>
        <RegionLayer stage={stage} editor={editor} dragged={dragged} view={view} onHandle={pointer.onHandle} />
      </div>
      {question && <QuestionOutline question={question} view={view} />}
      {dragged?.id === drawnId && (
        <div
          className="pointer-events-none absolute rounded-[50%] border-2 border-accent bg-white/20"
          style={onStage(dragged, view)}
        />
      )}
    </div>
  );
}

function Picture({ url, photo, view }: { url: string | null; photo: Size; view: Viewport }) {
  return (
    <img
      src={url ?? undefined}
      alt=""
      draggable={false}
      className="pointer-events-none absolute max-w-none origin-top-left"
      style={onStage({ x: 0, y: 0, ...photo }, view)}
    />
  );
}

/** The face that the author is asked about. */
function QuestionOutline({ question, view }: { question: { face: Region; number: number }; view: Viewport }) {
  return (
    <div
      role="img"
      aria-label={editorText.foundFace(question.number)}
      className="pointer-events-none absolute border-4 border-dashed border-accent shadow-[0_0_0_2px_white]"
      style={onStage(question.face, view)}
    />
  );
}
