import { X } from "lucide-react";
import { useRef, useState, type RefObject } from "react";
import { openQuestionOf, type ComposedPhoto } from "~/composer/photos/composed-photo";
import type { History } from "~/composer/regions/history";
import { regionFor, type EditorRegions } from "~/composer/regions/regions";
import { editorText } from "~/text/editor";
import { Button, IconButton } from "~/ui/Button";
import { BrushSizes } from "./BrushSizes";
import { firstBrushSize, type BrushSize } from "./brush-size";
import { FaceControls } from "./FaceControls";
import { FaceQuestion } from "./FaceQuestion";
import { FaceStrip } from "./FaceStrip";
import type { EditTool } from "./hold-at";
import { numberOf } from "./region-edits";
import { ReviewDetails } from "./ReviewDetails";
import { Stage, type ShownPhoto, type StageHandle } from "./Stage";
import { StatusLine } from "./StatusLine";
import { Toolbar } from "./Toolbar";
import { useFaceSteps, type FaceSteps } from "./use-face-steps";
import { useRegions, type RegionEditor } from "./use-regions";
import { useReviewKeys } from "./use-review-keys";
import { useWholeScreen } from "./use-whole-screen";

/** The photo under review, and what its author decides about it. */
export interface ReviewProps {
  photo: ComposedPhoto;
  place: { number: number; of: number };
  /** Whether another photo waits to be reviewed after this one. */
  hasNext: boolean;
  onHistory: (history: History<EditorRegions>) => void;
  onChange: (change: Partial<Pick<ComposedPhoto, "style">>) => void;
  /** The author has decided about a face of the second look. */
  onAnswer: (id: string, answer: "covered" | "left") => void;
  onRetry: () => void;
  onDone: () => void;
  onClose: () => void;
}

/** The review of one photo, over the whole screen: the photo with its regions, the faces one by one, and the button that ends it. */
export default function Review(props: ReviewProps) {
  const { photo, onHistory, onClose } = props;
  const stage = useRef<StageHandle>(null);
  const [shown, onShow] = useState<ShownPhoto>("regions");
  const [tool, onTool] = useState<EditTool>("select");
  const [brush, onBrush] = useState(firstBrushSize);
  const editor = useRegions(photo.size, photo.history, onHistory);
  const steps = useFaceSteps(editor, stage);
  const dialog = useWholeScreen(onClose);
  const keys = useReviewKeys({ editor, stage, steps, onShow, onClose });
  const parts = { ...props, editor, steps, stage, shown, onShow, tool, onTool, brush, onBrush };
  return (
    <dialog
      ref={dialog}
      aria-label={editorText.title(props.place.number, props.place.of)}
      className="m-0 h-dvh max-h-none w-screen max-w-none bg-paper text-ink backdrop:bg-black"
      {...keys}
    >
      {/* Where letters are large or the screen is low, the photo keeps its room and the rest scrolls. */}
      <div className="grid h-full grid-cols-[minmax(0,1fr)] grid-rows-[auto_minmax(40dvh,1fr)_auto] overflow-y-auto beside:grid-cols-[minmax(0,1fr)_min(24rem,45%)] beside:grid-rows-[auto_minmax(0,1fr)] beside:overflow-hidden">
        <ReviewHeader {...props} />
        <ReviewStage {...parts} />
        <ReviewSide {...parts} />
        <p role="status" aria-live="polite" className="sr-only">
          {editor.announcement}
        </p>
      </div>
    </dialog>
  );
}

interface PartProps extends ReviewProps {
  editor: RegionEditor;
  steps: FaceSteps;
  stage: RefObject<StageHandle>;
  shown: ShownPhoto;
  onShow: (shown: ShownPhoto) => void;
  tool: EditTool;
  onTool: (tool: EditTool) => void;
  brush: BrushSize;
  onBrush: (size: BrushSize) => void;
}

function isReady({ publicPhoto }: ComposedPhoto): boolean {
  return publicPhoto.kind === "ready";
}

function ReviewHeader({ photo, place, hasNext, onDone, onClose }: ReviewProps) {
  return (
    <header className="flex flex-wrap items-center gap-1 border-b border-line px-2 pt-[env(safe-area-inset-top)] beside:col-span-2 lg:px-4">
      <IconButton label={editorText.close} onClick={onClose}>
        <X size={20} />
      </IconButton>
      <h2 className="truncate text-lg sm:text-xl">{editorText.title(place.number, place.of)}</h2>
      <Button
        className="my-1.5 ms-auto max-w-full shrink-0 whitespace-normal"
        onClick={onDone}
        disabled={!isReady(photo) || openQuestionOf(photo) !== null}
      >
        {hasNext ? editorText.doneNext : editorText.done}
      </Button>
    </header>
  );
}

function ReviewStage({ photo, editor, stage, shown, tool, brush }: PartProps) {
  return (
    <div className="min-h-0 beside:col-start-1">
      <Stage
        photo={photo.size}
        before={photo.url}
        after={photo.previewUrl}
        isReady={isReady(photo)}
        shown={shown}
        tool={tool}
        brush={brush}
        editor={editor}
        question={openQuestionOf(photo)}
        handle={stage}
      />
    </div>
  );
}

/** Beside the photo, or below it: what is shown, the questions, the faces, the tools and the details. */
function ReviewSide(props: PartProps) {
  const { photo, editor, steps, onAnswer } = props;
  const { selected } = steps;
  return (
    <aside className="flex min-h-0 min-w-0 flex-col border-line pb-[env(safe-area-inset-bottom)] stacked:border-t beside:col-start-2 beside:overflow-y-auto beside:border-s">
      <StatusLine {...props} />
      <FaceQuestion
        found={photo.found}
        onAnswer={(face, answer) => {
          if (answer === "covered") editor.edit({ kind: "add", region: regionFor(face, photo.size) });
          onAnswer(face.id, answer);
        }}
      />
      {steps.order.length > 0 && (
        <FaceStrip photo={photo} steps={steps} numberOf={({ id }) => numberOf(editor.regions, id)} />
      )}
      <FaceControls editor={editor} steps={steps} number={selected ? numberOf(editor.regions, selected.id) : 0} />
      <Toolbar {...props} />
      {props.tool === "brush" && <BrushSizes {...props} />}
      <ReviewDetails {...props} />
    </aside>
  );
}
