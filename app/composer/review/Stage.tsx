import { useImperativeHandle, useRef, type KeyboardEvent, type Ref, type RefObject } from "react";
import type { Point } from "~/composer/regions/regions";
import type { Region, Size } from "~/contract/photo";
import { editorText } from "~/text/editor";
import { brushRadiiPx, type BrushSize } from "./brush-size";
import type { EditTool, StageTool } from "./hold-at";
import { RegionLayer } from "./RegionLayer";
import { DrawnOutline, PaintedStroke, Picture, QuestionOutline } from "./stage-drawings";
import { useRegionFocus } from "./use-region-focus";
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
  brush: BrushSize;
  editor: RegionEditor;
  /** The face that the author is asked about. */
  question: { face: Region; number: number } | null;
  handle: Ref<StageHandle>;
}

/** The photo, as large as its room, with its regions as elements over it. */
export function Stage(props: StageProps) {
  const { photo, shown, editor } = props;
  const stage = useRef<HTMLDivElement>(null);
  const { space, setView, toggleZoom, ...viewing } = useStageView(stage, photo);
  const tool = shown === "regions" ? props.tool : "look";
  const brushRadiusPx = brushRadiiPx[props.brush];
  const gestures = useStageGestures(stage, { space, setView, toggleZoom, editor, tool, brushRadiusPx });
  useImperativeHandle(props.handle, () => ({ ...viewing, cancel: gestures.cancel }));
  useRegionFocus(stage, editor);
  return (
    <div
      ref={stage}
      role="application"
      aria-label={editorText.stage}
      tabIndex={0}
      data-stage={props.isReady ? "ready" : "preparing"}
      data-resting={gestures.isResting}
      className={`relative size-full touch-none overflow-hidden bg-[#14110f] outline-offset-[-4px] select-none data-[resting=true]:ring-4 data-[resting=true]:ring-accent data-[resting=true]:ring-inset ${props.tool === "select" ? "" : "cursor-crosshair"}`}
      onKeyDown={(event) => panByKey(event, viewing)}
      // The browser would focus the region on top, which need not be the one that is meant.
      onMouseDown={(event) => event.preventDefault()}
      // A finger that rests draws: a menu of the browser would swallow its next touch.
      onContextMenu={(event) => event.preventDefault()}
      {...gestures.onStage}
    >
      <Drawn {...props} {...gestures} tool={tool} stage={stage} view={space.view} />
    </div>
  );
}

interface DrawnProps extends Omit<StageProps, "tool">, Omit<ReturnType<typeof useStageGestures>, "onStage" | "cancel"> {
  stage: RefObject<HTMLElement>;
  view: Viewport;
  tool: StageTool;
}

/** The photo, its regions, and what is drawn over them just now. */
function Drawn({ photo, shown, question, view, dragged, painted, ...props }: DrawnProps) {
  const isEditing = dragged !== null || painted.length > 0;
  const showsAfter = !isEditing && shown !== "original" && props.after !== null;
  return (
    <>
      <Picture url={showsAfter ? props.after : props.before} photo={photo} view={view} />
      {/* Only faded while the photo is shown without marks: a region that went away would take the focus with it. */}
      <div className={`isolate ${shown === "regions" ? "" : "opacity-0"}`}>
        <RegionLayer
          stage={props.stage}
          editor={props.editor}
          dragged={dragged}
          view={view}
          tool={props.tool}
          onHandle={props.onHandle}
        />
      </div>
      {question && shown !== "preview" && <QuestionOutline question={question} view={view} />}
      {dragged?.id === drawnId && <DrawnOutline box={dragged} view={view} />}
      {painted.length > 0 && <PaintedStroke points={painted} radiusPx={brushRadiiPx[props.brush]} view={view} />}
    </>
  );
}

/** Arrow keys pan while the stage itself has the focus: those of a region move it. */
function panByKey(event: KeyboardEvent, { panByKey: pan }: Pick<StageHandle, "panByKey">): void {
  const isOnStage = event.target === event.currentTarget;
  if (isOnStage && !event.shiftKey && pan(event.key)) event.preventDefault();
}
