import { X } from "lucide-react";
import { useEffect, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import { editorText } from "~/text/editor";
import { Button, IconButton } from "~/ui/Button";
import { Notice } from "~/ui/Notice";
import type { ComposedPhoto } from "~/composer/photos";
import type { History } from "./history";
import { ReviewDetails } from "./ReviewDetails";
import { SelectedBar, Toolbar } from "./Toolbar";
import { Stage, type StageHandle } from "./Stage";
import { useMarks, type MarkActs, type Marks } from "./use-marks";

/** What an author does with a photo under review. */
export interface ReviewProps {
  photo: ComposedPhoto;
  place: { number: number; of: number };
  onHistory: (history: History<Marks>) => void;
  onChange: (change: Partial<Pick<ComposedPhoto, "alt" | "style">>) => void;
  onCopyAgain: () => void;
  onDone: () => void;
  onClose: () => void;
}

/** The review of one photo, over the whole screen: the photo with its marks, the list beside, and the word "I have looked". */
export default function Review(props: ReviewProps) {
  const { photo, place, onHistory, onDone, onClose } = props;
  const stage = useRef<StageHandle | null>(null);
  const [showsBefore, setShowsBefore] = useState(false);
  const acts = useMarks(photo.size, photo.history, onHistory);
  const dialog = useWholeScreen();
  const keys = useKeys({ acts, stage, onBefore: setShowsBefore, onClose });
  const isReady = photo.copy.kind === "ready";
  return (
    <dialog
      ref={dialog}
      aria-label={editorText.title(place.number, place.of)}
      className="m-0 h-dvh max-h-none w-screen max-w-none bg-paper text-ink backdrop:bg-black"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      {...keys}
    >
      <div className="grid h-full grid-rows-[auto_minmax(0,1fr)_auto] lg:grid-cols-[minmax(0,1fr)_24rem] lg:grid-rows-[auto_minmax(0,1fr)]">
        <header className="flex items-center gap-1 border-b border-line px-2 pt-[env(safe-area-inset-top)] lg:col-span-2 lg:px-4">
          <IconButton label={editorText.close} onClick={onClose}>
            <X size={20} />
          </IconButton>
          <h2 className="truncate text-lg sm:text-xl">{editorText.title(place.number, place.of)}</h2>
          <Button className="my-1.5 ml-auto shrink-0" onClick={onDone} disabled={!isReady}>
            {editorText.done}
          </Button>
        </header>
        <div className="relative min-h-0 lg:col-start-1">
          <Stage
            photo={photo.size}
            before={photo.url}
            after={photo.shownUrl}
            isReady={isReady}
            showsBefore={showsBefore}
            acts={acts}
            handle={(handle) => (stage.current = handle)}
          />
          <Word photo={photo} showsBefore={showsBefore} onCopyAgain={props.onCopyAgain} />
          <SelectedBar acts={acts} />
        </div>
        <aside className="flex min-h-0 flex-col border-line pb-[env(safe-area-inset-bottom)] max-lg:border-t lg:col-start-2 lg:border-l">
          <Toolbar acts={acts} stage={stage} onBefore={setShowsBefore} />
          <ReviewDetails photo={photo} acts={acts} onChange={props.onChange} />
        </aside>
        <p role="status" aria-live="polite" className="sr-only">
          {acts.said}
        </p>
      </div>
    </dialog>
  );
}

/** Opens the dialog over all of the page, which stands still behind it. */
function useWholeScreen(): RefObject<HTMLDialogElement> {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const page = document.documentElement;
    if (!dialog.current?.open) dialog.current?.showModal();
    dialog.current?.querySelector<HTMLElement>("[data-stage]")?.focus();
    // Without its scroll bar the page leaves no gutter beside the dialog.
    Object.assign(page.style, { overflow: "hidden", scrollbarGutter: "auto" });
    return () => void Object.assign(page.style, { overflow: "", scrollbarGutter: "" });
  }, []);
  return dialog;
}

interface KeyTargets {
  acts: MarkActs;
  stage: RefObject<StageHandle | null>;
  onBefore: (shows: boolean) => void;
  onClose: () => void;
}

/** The keys of the whole review; those of a mark are the mark's own. */
function useKeys({ acts, stage, onBefore, onClose }: KeyTargets) {
  const pressed = (event: KeyboardEvent): boolean => {
    const key = event.key.toLowerCase();
    if (event.ctrlKey || event.metaKey) return withCommand(key, event.shiftKey, acts);
    if (event.altKey) return stage.current?.panBy(event.key) ?? false;
    const plain: Record<string, (() => void) | undefined> = {
      "+": stage.current?.zoomIn,
      "=": stage.current?.zoomIn,
      "-": stage.current?.zoomOut,
      "0": stage.current?.whole,
      b: () => onBefore(true),
      n: () => stage.current && acts.addAt(stage.current.middle()),
      escape: () => {
        if (stage.current?.cancel()) return;
        if (acts.selected === null) return onClose();
        acts.select(null);
      },
    };
    plain[key]?.();
    return key in plain;
  };
  return {
    onKeyDown: (event: KeyboardEvent) => {
      if (!isTyping(event.target) && pressed(event)) event.preventDefault();
    },
    onKeyUp: (event: KeyboardEvent) => {
      if (event.key.toLowerCase() === "b") onBefore(false);
    },
  };
}

function withCommand(key: string, hasShift: boolean, acts: MarkActs): boolean {
  if (key === "z") (hasShift ? acts.redo : acts.undo)();
  else if (key === "y") acts.redo();
  else if (key === "d" && acts.selected !== null) acts.copy(acts.selected);
  else return false;
  return true;
}

function isTyping(target: EventTarget): boolean {
  return target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && target.type === "text");
}

/** What one looks at: the very bytes that others will get, a copy on its way, or the photo as it was. */
function Word({
  photo,
  showsBefore,
  onCopyAgain,
}: {
  photo: ComposedPhoto;
  showsBefore: boolean;
  onCopyAgain: () => void;
}) {
  if (photo.copy.kind === "failed") {
    return (
      <div className="absolute inset-x-3 top-3">
        <Notice look="wrong">
          {editorText.previewFailed}{" "}
          <Button look="plain" onClick={onCopyAgain}>
            {editorText.tryAgain}
          </Button>
        </Notice>
      </div>
    );
  }
  const { stage, copy } = photo;
  const note = stage.kind === "to_review" ? stage.note : null;
  const word = copy.kind === "ready" ? editorText.isPreview : editorText.preparing;
  return (
    <div className="pointer-events-none absolute inset-x-3 top-3 grid justify-items-center gap-2">
      <p className="rounded-full bg-black/75 px-4 py-1.5 text-sm text-white">
        {showsBefore ? editorText.isBefore : word}
      </p>
      {note && <p className="max-w-md rounded-2xl bg-black/75 px-4 py-2 text-center text-sm text-white">{note}</p>}
    </div>
  );
}
