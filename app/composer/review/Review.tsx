import { X } from "lucide-react";
import { useRef, useState, type RefObject } from "react";
import { openQuestionOf, type ComposedPhoto } from "~/composer/photos/composed-photo";
import type { History } from "~/composer/regions/history";
import { regionFor, type EditorRegions } from "~/composer/regions/regions";
import { editorText } from "~/text/editor";
import { Button, IconButton } from "~/ui/Button";
import { FaceQuestion } from "./FaceQuestion";
import { ReviewDetails } from "./ReviewDetails";
import { SelectedBar } from "./SelectedBar";
import { Stage, type StageHandle } from "./Stage";
import { StatusBanner } from "./StatusBanner";
import { Toolbar } from "./Toolbar";
import { useRegions, type RegionEditor } from "./use-regions";
import { useReviewKeys } from "./use-review-keys";
import { useWholeScreen } from "./use-whole-screen";

/** The photo under review, and what its author decides about it. */
export interface ReviewProps {
  photo: ComposedPhoto;
  place: { number: number; of: number };
  onHistory: (history: History<EditorRegions>) => void;
  onChange: (change: Partial<Pick<ComposedPhoto, "alt" | "style">>) => void;
  /** The author has decided about a face of the second look. */
  onAnswer: (id: string, answer: "covered" | "left") => void;
  onRetry: () => void;
  onDone: () => void;
  onClose: () => void;
}

/** The review of one photo, over the whole screen: the photo with its regions, their list, and the button that ends it. */
export default function Review(props: ReviewProps) {
  const { photo, onHistory, onClose } = props;
  const stage = useRef<StageHandle>(null);
  const [showsBefore, setShowsBefore] = useState(false);
  const editor = useRegions(photo.size, photo.history, onHistory);
  const dialog = useWholeScreen();
  const keys = useReviewKeys({ editor, stage, onBefore: setShowsBefore, onClose });
  const parts = { ...props, editor, stage, showsBefore, onBefore: setShowsBefore };
  return (
    <dialog
      ref={dialog}
      aria-label={editorText.title(props.place.number, props.place.of)}
      className="m-0 h-dvh max-h-none w-screen max-w-none bg-paper text-ink backdrop:bg-black"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      {...keys}
    >
      <div className="grid h-full grid-rows-[auto_minmax(0,1fr)_auto] lg:grid-cols-[minmax(0,1fr)_24rem] lg:grid-rows-[auto_minmax(0,1fr)]">
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
  stage: RefObject<StageHandle>;
  showsBefore: boolean;
  onBefore: (shows: boolean) => void;
}

function isReady({ publicPhoto }: ComposedPhoto): boolean {
  return publicPhoto.kind === "ready";
}

function ReviewHeader({ photo, place, onDone, onClose }: ReviewProps) {
  return (
    <header className="flex items-center gap-1 border-b border-line px-2 pt-[env(safe-area-inset-top)] lg:col-span-2 lg:px-4">
      <IconButton label={editorText.close} onClick={onClose}>
        <X size={20} />
      </IconButton>
      <h2 className="truncate text-lg sm:text-xl">{editorText.title(place.number, place.of)}</h2>
      <Button
        className="my-1.5 ml-auto shrink-0"
        onClick={onDone}
        disabled={!isReady(photo) || openQuestionOf(photo) !== null}
      >
        {editorText.done}
      </Button>
    </header>
  );
}

function ReviewStage({ photo, editor, stage, showsBefore, onRetry }: PartProps) {
  return (
    <div className="relative min-h-0 lg:col-start-1">
      <Stage
        photo={photo.size}
        before={photo.url}
        after={photo.previewUrl}
        isReady={isReady(photo)}
        showsBefore={showsBefore}
        editor={editor}
        question={openQuestionOf(photo)}
        handle={stage}
      />
      <StatusBanner photo={photo} showsBefore={showsBefore} onRetry={onRetry} />
      <SelectedBar editor={editor} />
    </div>
  );
}

/** Beside the photo, or below it: the questions, the tools and the details. */
function ReviewSide({ photo, editor, stage, onBefore, onChange, onAnswer }: PartProps) {
  return (
    <aside className="flex min-h-0 flex-col border-line pb-[env(safe-area-inset-bottom)] max-lg:border-t lg:col-start-2 lg:border-l">
      <FaceQuestion
        found={photo.found}
        onAnswer={(face, answer) => {
          if (answer === "covered") editor.edit({ kind: "add", region: regionFor(face, photo.size) });
          onAnswer(face.id, answer);
        }}
      />
      <Toolbar editor={editor} stage={stage} onBefore={onBefore} />
      <ReviewDetails photo={photo} editor={editor} onChange={onChange} />
    </aside>
  );
}
