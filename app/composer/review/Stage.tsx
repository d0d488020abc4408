import { useImperativeHandle, useRef, type KeyboardEvent, type Ref } from "react";
import type { Point } from "~/composer/regions/regions";
import type { Region, Size } from "~/contract/photo";
import { editorText } from "~/text/editor";
import type { EditTool } from "./hold-at";
import { RegionLayer } from "./RegionLayer";
import { useRegionFocus } from "./use-region-focus";
import type { RegionEditor } from "./use-regions";
import { brushRadiusPx, drawnId, useStageGestures } from "./use-stage-gestures";
import { useStageView } from "./use-stage-view";
import { onStage, toStage, type Viewport } from "./viewport";

/** The actions of the keys and buttons around the stage. */
export interface StageHandle {
  zoomIn: () => void;
  zoomOut: () => void;
  showWhole: () => void;
  /** Pans in the direction of an arrow key; false for any other key. */
  panByKey: (key: string) => boolean;
  /** Returns the point of the photo in the middle of the stage. */
  middle: () => Point;
  /** Shows a region of the photo close up. */
  show: (box: Region) => void;
  /** Lets go of what is being dragged; false when nothing is. */
  cancel: () => boolean;
}

/** The public photo with its regions, without any mark, or the photo as it was. */
export type ShownPhoto = "regions" | "preview" | "original";

interface StageProps {
  photo: Size;
  /** URL of the photo as it was; null where there is none. */
  before: string | null;
  /** URL of the public photo that was made last; null before the first. */
  after: string | null;
  /** Whether the public photo is of the regions as they are. */
  isReady: boolean;
  shown: ShownPhoto;
  tool: EditTool;
  editor: RegionEditor;
  /** The face that the author is asked about. */
  question: { face: Region; number: number } | null;
  handle: Ref<StageHandle>;
}

/** The photo, as large as its room, with its regions as elements over it. */
export function Stage(props: StageProps) {
  const { photo, shown, editor, question } = props;
  const stage = useRef<HTMLDivElement>(null);
  const { space, setView, toggleZoom, ...viewing } = useStageView(stage, photo);
  const { view } = space;
  const tool = shown === "regions" ? props.tool : "look";
  const gestures = useStageGestures(stage, { space, setView, toggleZoom, editor, tool });
  const { dragged, painted, isResting, cancel } = gestures;
  useImperativeHandle(props.handle, () => ({ ...viewing, cancel }));
  useRegionFocus(stage, editor);
  const isEditing = dragged !== null || painted.length > 0;
  const showsAfter = !isEditing && shown !== "original" && props.after !== null;
  return (
    <div
      ref={stage}
      role="application"
      aria-label={editorText.stage}
      tabIndex={0}
      data-stage={props.isReady ? "ready" : "preparing"}
      data-resting={isResting}
      className={`relative size-full touch-none overflow-hidden bg-[#14110f] outline-offset-[-4px] select-none data-[resting=true]:ring-4 data-[resting=true]:ring-accent data-[resting=true]:ring-inset ${props.tool === "select" ? "" : "cursor-crosshair"}`}
      onKeyDown={(event) => panByKey(event, viewing)}
      // The browser would focus the region on top, which need not be the one that is meant.
      onMouseDown={(event) => event.preventDefault()}
      // A finger that rests draws: a menu of the browser would swallow its next touch.
      onContextMenu={(event) => event.preventDefault()}
      {...gestures.onStage}
    >
      <Picture url={showsAfter ? props.after : props.before} photo={photo} view={view} />
      {/* Only faded while the photo is shown without marks: a region that went away would take the focus with it. */}
      <div className={`isolate ${shown === "regions" ? "" : "opacity-0"}`}>
        <RegionLayer
          stage={stage}
          editor={editor}
          dragged={dragged}
          view={view}
          tool={tool}
          onHandle={gestures.onHandle}
        />
      </div>
      {question && shown !== "preview" && <QuestionOutline question={question} view={view} />}
      {dragged?.id === drawnId && <DrawnOutline box={dragged} view={view} />}
      {painted.length > 0 && <PaintedStroke points={painted} view={view} />}
    </div>
  );
}

/** Arrow keys pan while the stage itself has the focus: those of a region move it. */
function panByKey(event: KeyboardEvent, { panByKey: pan }: Pick<StageHandle, "panByKey">): void {
  const isOnStage = event.target === event.currentTarget;
  if (isOnStage && !event.shiftKey && pan(event.key)) event.preventDefault();
}

/** The region that is being drawn. */
function DrawnOutline({ box, view }: { box: Region; view: Viewport }) {
  return (
    <div
      className="pointer-events-none absolute rounded-[50%] border-2 border-accent bg-white/20"
      style={onStage(box, view)}
    />
  );
}

/** The brush stroke that is being painted, as wide as it covers. */
function PaintedStroke({ points, view }: { points: readonly Point[]; view: Viewport }) {
  const way = points.map((point) => toStage(view, point)).map(({ x, y }) => `${x},${y}`);
  return (
    <svg aria-hidden="true" className="pointer-events-none absolute inset-0 size-full text-accent opacity-60">
      <polyline
        points={way.join(" ")}
        fill="none"
        stroke="currentColor"
        strokeWidth={2 * brushRadiusPx}
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
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
