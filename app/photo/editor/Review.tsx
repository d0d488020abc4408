import { Eye, Maximize, Plus, Redo2, Undo2, X, ZoomIn, ZoomOut } from "lucide-react";
import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { editorText } from "~/text/editor";
import { maxAltLength } from "~/contract/limits";
import { Button, IconButton } from "~/ui/Button";
import { TextField } from "~/ui/Field";
import { Notice } from "~/ui/Notice";
import { Progress } from "~/ui/Progress";
import type { ComposedPhoto } from "../composer/photos";
import type { History } from "./history";
import { MarkList } from "./MarkList";
import { Stage, type StageHandle } from "./Stage";
import { useMarks, type MarkActs, type Marks } from "./use-marks";

export interface ReviewProps {
  photo: ComposedPhoto;
  place: { number: number; of: number };
  onHistory: (history: History<Marks>) => void;
  onChange: (change: Partial<Pick<ComposedPhoto, "alt" | "style">>) => void;
  onDone: () => void;
  onClose: () => void;
}

/** The review of one photo, over the whole screen: the photo with its marks, the list beside, and the word "I have looked". */
export default function Review({ photo, place, onHistory, onChange, onDone, onClose }: ReviewProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const stage = useRef<StageHandle | null>(null);
  const [showsBefore, setShowsBefore] = useState(false);
  const acts = useMarks(photo.size, photo.history, onHistory);
  useEffect(() => {
    if (!dialog.current?.open) dialog.current?.showModal();
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (isTyping(event.target)) return;
    const command = event.metaKey || event.ctrlKey;
    if (command && event.key.toLowerCase() === "z") (event.shiftKey ? acts.redo : acts.undo)();
    else if (command && event.key.toLowerCase() === "y") acts.redo();
    else if (command) return;
    else if (event.key === "+" || event.key === "=") stage.current?.zoom(1.35);
    else if (event.key === "-") stage.current?.zoom(1 / 1.35);
    else if (event.key === "0") stage.current?.whole();
    else if (event.key.toLowerCase() === "b") setShowsBefore(true);
    else if (event.key.toLowerCase() === "n") addInTheMiddle();
    else return;
    event.preventDefault();
  };
  const addInTheMiddle = () => acts.addAt({ x: photo.size.width / 2, y: photo.size.height / 2 });

  return (
    <dialog
      ref={dialog}
      aria-label={editorText.title(place.number, place.of)}
      className="m-0 h-dvh max-h-none w-screen max-w-none bg-paper text-ink backdrop:bg-black"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onKeyDown={onKeyDown}
      onKeyUp={(event) => event.key.toLowerCase() === "b" && setShowsBefore(false)}
    >
      <div className="grid h-full grid-rows-[auto_minmax(0,1fr)_auto] lg:grid-cols-[minmax(0,1fr)_23rem] lg:grid-rows-[auto_minmax(0,1fr)]">
        <header className="flex items-center gap-2 border-b border-line px-2 lg:col-span-2 lg:px-4">
          <IconButton label={editorText.close} onClick={onClose}>
            <X size={20} />
          </IconButton>
          <h2 className="truncate text-lg sm:text-xl">{editorText.title(place.number, place.of)}</h2>
          <Button className="my-1.5 ml-auto shrink-0" onClick={onDone} disabled={photo.copy.kind !== "ready"}>
            {editorText.done}
          </Button>
        </header>
        <div className="relative min-h-0">
          <Stage
            photo={photo.size}
            before={photo.url}
            after={photo.copy.kind === "ready" ? photo.copy.url : null}
            showsBefore={showsBefore}
            acts={acts}
            handle={(handle) => (stage.current = handle)}
          />
          <CopyState photo={photo} />
        </div>
        <aside className="max-h-[46dvh] overflow-y-auto border-line max-lg:border-t lg:row-start-2 lg:max-h-none lg:border-l">
          <Toolbar acts={acts} stage={stage} onBefore={setShowsBefore} onAdd={addInTheMiddle} />
          <div className="grid gap-6 p-4 lg:p-5">
            <MarkList acts={acts} />
            <StyleChoice style={photo.style} onChange={(style) => onChange({ style })} />
            <TextField
              label={editorText.alt}
              hint={editorText.altHint}
              value={photo.alt}
              maxLength={maxAltLength}
              rows={2}
              onChange={({ target }) => onChange({ alt: target.value })}
            />
            <OtherSigns />
            <p className="text-sm text-soft">
              <strong className="font-medium text-ink">{editorText.removedTitle}: </strong>
              {photo.removed.length > 0 ? editorText.removed(photo.removed) : editorText.nothingRemoved}
            </p>
            <p className="text-sm text-soft">{editorText.help}</p>
          </div>
        </aside>
        <p role="status" aria-live="polite" className="sr-only">
          {acts.said}
        </p>
      </div>
    </dialog>
  );
}

/** Whether what is shown is what will be uploaded, or still on its way. */
function CopyState({ photo }: { photo: ComposedPhoto }) {
  if (photo.copy.kind === "failed") {
    return (
      <div className="absolute inset-x-3 bottom-3">
        <Notice look="wrong">{editorText.previewFailed}</Notice>
      </div>
    );
  }
  return (
    <p className="pointer-events-none absolute inset-x-0 bottom-3 mx-auto grid w-fit gap-1 rounded-full bg-black/70 px-4 py-1.5 text-sm text-white">
      {photo.copy.kind === "ready" ? editorText.isPreview : editorText.preparing}
      {photo.copy.kind !== "ready" && <Progress label={editorText.preparing} value={null} />}
    </p>
  );
}

function Toolbar({
  acts,
  stage,
  onBefore,
  onAdd,
}: {
  acts: MarkActs;
  stage: React.RefObject<StageHandle | null>;
  onBefore: (shows: boolean) => void;
  onAdd: () => void;
}) {
  const hold = {
    onPointerDown: () => onBefore(true),
    onPointerUp: () => onBefore(false),
    onPointerLeave: () => onBefore(false),
    onBlur: () => onBefore(false),
  };
  const onSpace = (shows: boolean) => (event: KeyboardEvent) => {
    if (event.key === " " || event.key === "Enter") onBefore(shows);
  };
  return (
    <div
      role="toolbar"
      aria-label="Tools"
      className="sticky top-0 z-10 flex justify-between gap-1 border-b border-line bg-paper px-2 py-1"
    >
      <IconButton label={editorText.undo} onClick={acts.undo} disabled={!acts.canUndo}>
        <Undo2 size={20} />
      </IconButton>
      <IconButton label={editorText.redo} onClick={acts.redo} disabled={!acts.canRedo}>
        <Redo2 size={20} />
      </IconButton>
      <IconButton label={editorText.add} onClick={onAdd}>
        <Plus size={20} />
      </IconButton>
      <IconButton label={editorText.zoomOut} onClick={() => stage.current?.zoom(1 / 1.35)}>
        <ZoomOut size={20} />
      </IconButton>
      <IconButton label={editorText.whole} onClick={() => stage.current?.whole()}>
        <Maximize size={20} />
      </IconButton>
      <IconButton label={editorText.zoomIn} onClick={() => stage.current?.zoom(1.35)}>
        <ZoomIn size={20} />
      </IconButton>
      <IconButton label={editorText.before} onKeyDown={onSpace(true)} onKeyUp={onSpace(false)} {...hold}>
        <Eye size={20} />
      </IconButton>
    </div>
  );
}

function StyleChoice({
  style,
  onChange,
}: {
  style: ComposedPhoto["style"];
  onChange: (style: ComposedPhoto["style"]) => void;
}) {
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 text-sm font-medium">{editorText.style}</legend>
      <div className="flex gap-1 rounded-full bg-sunk p-1">
        {(["soft", "solid"] as const).map((choice) => (
          <label
            key={choice}
            className="grid min-h-11 flex-1 cursor-pointer place-items-center rounded-full text-[0.9375rem] text-soft has-checked:bg-card has-checked:text-ink has-checked:shadow-card has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name="style"
              className="sr-only"
              checked={style === choice}
              onChange={() => onChange(choice)}
            />
            {editorText[choice]}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Reminders only: what an author ticks here is for nobody but the author. */
function OtherSigns() {
  return (
    <fieldset>
      <legend className="mb-1 text-sm font-medium">{editorText.otherTitle}</legend>
      <div className="grid grid-cols-2">
        {editorText.others.map((sign) => (
          <label key={sign} className="flex min-h-11 items-center gap-2 text-sm">
            <input type="checkbox" className="size-5 accent-accent" />
            {sign}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function isTyping(target: EventTarget): boolean {
  return target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && target.type === "text");
}
