import { X } from "lucide-react";
import { useEffect, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import { editorText } from "~/text/editor";
import { Button, IconButton } from "~/ui/Button";
import { Notice } from "~/ui/Notice";
import { openQuestionOf, type ComposedPhoto } from "~/composer/photos/composed-photo";
import { regionFor } from "~/composer/regions/regions";
import type { History } from "~/composer/regions/history";
import type { EditorRegions } from "~/composer/regions/regions";
import { FaceQuestion } from "./FaceQuestion";
import { ReviewDetails } from "./ReviewDetails";
import { SelectedBar, Toolbar } from "./Toolbar";
import { Stage, type StageHandle } from "./Stage";
import { useRegions, type RegionEditor } from "./use-regions";

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
  const { photo, place, onHistory, onDone, onClose } = props;
  const stage = useRef<StageHandle>(null);
  const [showsBefore, setShowsBefore] = useState(false);
  const editor = useRegions(photo.size, photo.history, onHistory);
  const dialog = useWholeScreen();
  const keys = useKeys({ editor, stage, onBefore: setShowsBefore, onClose });
  const isReady = photo.publicPhoto.kind === "ready";
  const question = openQuestionOf(photo);
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
          <Button className="my-1.5 ml-auto shrink-0" onClick={onDone} disabled={!isReady || question !== null}>
            {editorText.done}
          </Button>
        </header>
        <div className="relative min-h-0 lg:col-start-1">
          <Stage
            photo={photo.size}
            before={photo.url}
            after={photo.previewUrl}
            isReady={isReady}
            showsBefore={showsBefore}
            editor={editor}
            question={question}
            handle={stage}
          />
          <StatusBanner photo={photo} showsBefore={showsBefore} onRetry={props.onRetry} />
          <SelectedBar editor={editor} />
        </div>
        <aside className="flex min-h-0 flex-col border-line pb-[env(safe-area-inset-bottom)] max-lg:border-t lg:col-start-2 lg:border-l">
          <FaceQuestion
            found={photo.found}
            onAnswer={(face, answer) => {
              if (answer === "covered") editor.edit({ kind: "add", region: regionFor(face, photo.size) });
              props.onAnswer(face.id, answer);
            }}
          />
          <Toolbar editor={editor} stage={stage} onBefore={setShowsBefore} />
          <ReviewDetails photo={photo} editor={editor} onChange={props.onChange} />
        </aside>
        <p role="status" aria-live="polite" className="sr-only">
          {editor.announcement}
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
    const start = dialog.current?.querySelector<HTMLElement>("[data-question] button");
    (start ?? dialog.current?.querySelector<HTMLElement>("[data-stage]"))?.focus();
    // Without its scroll bar the page leaves no gutter beside the dialog.
    Object.assign(page.style, { overflow: "hidden", scrollbarGutter: "auto" });
    return () => void Object.assign(page.style, { overflow: "", scrollbarGutter: "" });
  }, []);
  return dialog;
}

interface KeyTargets {
  editor: RegionEditor;
  stage: RefObject<StageHandle | null>;
  onBefore: (shows: boolean) => void;
  onClose: () => void;
}

/** The keys of the whole review; a focused region handles its own. */
function useKeys({ editor, stage, onBefore, onClose }: KeyTargets) {
  const pressed = (event: KeyboardEvent): boolean => {
    const key = event.key.toLowerCase();
    if (event.ctrlKey || event.metaKey) return runCommand(key, event.shiftKey, editor);
    if (event.altKey) return stage.current?.panByKey(event.key) ?? false;
    const plain: Record<string, (() => void) | undefined> = {
      "+": stage.current?.zoomIn,
      "=": stage.current?.zoomIn,
      "-": stage.current?.zoomOut,
      "0": stage.current?.showWhole,
      b: () => onBefore(true),
      n: () => stage.current && editor.addAt(stage.current.middle()),
      escape: () => {
        if (stage.current?.cancel()) return;
        if (editor.selected === null) return onClose();
        editor.select(null);
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

function runCommand(key: string, hasShift: boolean, editor: RegionEditor): boolean {
  if (key === "z") editor.edit({ kind: hasShift ? "redo" : "undo" });
  else if (key === "y") editor.edit({ kind: "redo" });
  else if (key === "d" && editor.selected !== null) editor.duplicate(editor.selected);
  else return false;
  return true;
}

function isTyping(target: EventTarget): boolean {
  return target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && target.type === "text");
}

/** Says what is shown: the very bytes that others will get, the last ones while new ones are made, or the photo itself. */
function StatusBanner({
  photo,
  showsBefore,
  onRetry,
}: {
  photo: ComposedPhoto;
  showsBefore: boolean;
  onRetry: () => void;
}) {
  if (photo.publicPhoto.kind === "failed") {
    return (
      <div className="absolute inset-x-3 top-3">
        <Notice look="wrong">
          {editorText.previewFailed}{" "}
          <Button look="plain" onClick={onRetry}>
            {editorText.tryAgain}
          </Button>
        </Notice>
      </div>
    );
  }
  const { stage, publicPhoto } = photo;
  const note = stage.kind === "to_review" ? stage.note : null;
  const status = publicPhoto.kind === "ready" ? editorText.isPreview : editorText.preparing;
  return (
    <div className="pointer-events-none absolute inset-x-3 top-3 grid justify-items-center gap-2">
      <p className="rounded-full bg-black/75 px-4 py-1.5 text-sm text-white">
        {showsBefore ? editorText.isBefore : status}
      </p>
      {note && <p className="max-w-md rounded-2xl bg-black/75 px-4 py-2 text-center text-sm text-white">{note}</p>}
    </div>
  );
}
