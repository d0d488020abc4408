import { X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { AddPhotos } from "~/composer/photos/AddPhotos";
import { areAllReviewed, type ComposedPhoto } from "~/composer/photos/composed-photo";
import { usePhotos } from "~/composer/photos/use-photos";
import { OpenReview } from "~/composer/review/OpenReview";
import { useReviewHistory } from "~/composer/review/use-review-history";
import { OriginalsQuestion } from "~/composer/story/OriginalsQuestion";
import { readOriginalsChoice, rememberOriginalsChoice } from "~/composer/story/originals-memory";
import type { OriginalsChoice } from "~/composer/story/use-story-fields";
import { maxMessageLength } from "~/contract/chat";
import { maxPhotosPerMessage } from "~/contract/chat-photo";
import { hasVisibleText } from "~/contract/text";
import { chatText } from "~/text/chat";
import { Button, IconButton } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { TextField } from "~/ui/Field";
import { useModal } from "~/ui/use-modal";
import { SheetPhotos } from "./SheetPhotos";
import type { UnsentPhoto } from "./unsent-photo";

export interface PhotoSheetProps {
  /** The photos to begin with. */
  files: readonly File[];
  /** Who sends them: their last choice about originals is remembered. */
  author: string;
  /** The words beside them: the draft of the conversation, so that they stay when the photos are discarded. */
  text: string;
  onText: (text: string) => void;
  onSend: (words: string, photos: UnsentPhoto[]) => void;
  onClose: () => void;
}

/** The sheet in which the photos of a message are searched, reviewed, captioned and sent, as those of a story are. */
export function PhotoSheet({ files, author, text, onText, onSend, onClose }: PhotoSheetProps) {
  const work = usePhotos(maxPhotosPerMessage);
  const { photos, dispatch, add } = work;
  const { openKey, open: openReview, close: closeReview } = useReviewHistory();
  const [choice, choose] = useOriginalsChoice(author);
  const [isDiscarding, setIsDiscarding] = useState(false);
  useBeginning(files, add);
  const missing = whatIsMissing(photos, choice);
  const leave = () => (photos.length === 0 ? onClose() : setIsDiscarding(true));
  // Only the sheet itself ends: what the browser closed, as a phone's second Back does, comes back without the question.
  const dialog = useModal(true, (closed) => {
    closed.showModal();
    setIsDiscarding(false);
  });
  const send = () => {
    if (missing === null) onSend(hasVisibleText(text) ? text : "", photos.map(unsentOf(choice === "keep")));
  };
  return (
    <dialog
      ref={dialog}
      aria-labelledby="photo-sheet"
      onCancel={(event) => {
        if (event.target !== event.currentTarget) return; // the question's own
        event.preventDefault();
        leave();
      }}
      className="m-auto h-dvh max-h-none w-full max-w-none overflow-hidden bg-paper text-ink backdrop:bg-black/50 sm:h-auto sm:max-h-[92dvh] sm:w-[min(36rem,calc(100vw-2rem))] sm:rounded-3xl sm:border sm:border-line sm:shadow-card"
    >
      <div className="flex h-full flex-col sm:max-h-[92dvh]">
        <SheetHead onCancel={leave} />
        <SheetBody {...{ work, choice, choose }} reviewed={openKey} onReview={openReview} />
        <SheetFoot {...{ text, onText, missing, send }} count={photos.length} />
      </div>
      <OpenReview {...{ photos, dispatch, openKey }} onOpen={openReview} onClose={closeReview} />
      <DiscardDialog
        count={photos.length}
        isOpen={isDiscarding}
        onKeep={() => setIsDiscarding(false)}
        onDiscard={onClose}
      />
    </dialog>
  );
}

function SheetHead({ onCancel }: { onCancel: () => void }) {
  return (
    <header className="flex items-center gap-2 border-b border-line px-3 py-2 pt-[max(0.5rem,env(safe-area-inset-top))]">
      <IconButton label={chatText.sheet.cancel} onClick={onCancel}>
        <X aria-hidden="true" className="size-5" />
      </IconButton>
      <h2 id="photo-sheet" className="text-xl">
        {chatText.sheet.title}
      </h2>
    </header>
  );
}

interface BodyProps {
  work: ReturnType<typeof usePhotos>;
  choice: OriginalsChoice;
  choose: (choice: "keep" | "leave") => void;
  /** The key of the photo whose review is open; null when none is. */
  reviewed: string | null;
  onReview: (key: string) => void;
}

/** The photos, the way to add more, and the question about their originals. */
function SheetBody({ work: { photos, dispatch, add, stopSearch }, choice, choose, reviewed, onReview }: BodyProps) {
  return (
    <div className="grid min-h-0 flex-1 content-start gap-5 overflow-y-auto px-4 py-4 sm:px-6">
      <p className="text-sm text-pretty text-soft">{chatText.sheet.lead}</p>
      <SheetPhotos photos={photos} dispatch={dispatch} onReview={onReview} onStop={stopSearch} />
      <AddPhotos
        room={maxPhotosPerMessage - photos.length}
        isPaused={reviewed !== null}
        onFiles={add}
        text={chatText.sheet}
      />
      {photos.length > 0 && <OriginalsQuestion choice={choice} onChoose={choose} />}
    </div>
  );
}

interface DiscardProps {
  count: number;
  isOpen: boolean;
  onKeep: () => void;
  onDiscard: () => void;
}

/** Asks before photos are discarded. It stays mounted while it is closed. */
function DiscardDialog({ count, isOpen, onKeep, onDiscard }: DiscardProps) {
  return (
    <Dialog title={chatText.sheet.discardTitle(count)} isOpen={isOpen} onClose={onKeep}>
      <div className="flex flex-wrap justify-end gap-2">
        <Button look="quiet" onClick={onKeep}>
          {chatText.sheet.keep}
        </Button>
        <Button look="danger" onClick={onDiscard}>
          {chatText.sheet.discard}
        </Button>
      </div>
    </Dialog>
  );
}

interface FootProps extends Pick<PhotoSheetProps, "text" | "onText"> {
  count: number;
  /** A sentence that names the next thing to do; null when there is none. */
  missing: string | null;
  send: () => void;
}

function SheetFoot({ text, onText, count, missing, send }: FootProps) {
  return (
    <footer className="grid gap-3 border-t border-line bg-card px-4 py-3 pb-[max(0.75rem,env(safe-area-inset-bottom))] sm:px-6">
      <TextField
        label={chatText.sheet.message}
        placeholder={chatText.sheet.messagePlaceholder}
        value={text}
        rows={1}
        maxLength={maxMessageLength}
        className="max-h-28"
        onChange={({ target }) => onText(target.value)}
      />
      <div className="flex flex-wrap items-center justify-end gap-x-3 gap-y-2">
        <p role="status" className="min-w-48 flex-1 text-sm text-pretty text-soft">
          {missing}
        </p>
        <Button disabled={missing !== null} onClick={send}>
          {chatText.sheet.send(Math.max(1, count))}
        </Button>
      </div>
    </footer>
  );
}

/** Adds the photos to begin with, once, and loads what sends them: the network may be gone by then. */
function useBeginning(files: readonly File[], add: (files: File[]) => void): void {
  const hasBegun = useRef(false);
  useEffect(() => {
    if (hasBegun.current) return;
    hasBegun.current = true;
    add([...files]);
    void import("./upload-photos").catch(() => undefined);
  }, [files, add]);
}

/** The last choice, for a story or a message; nothing before the first. */
function useOriginalsChoice(author: string): [OriginalsChoice, (choice: "keep" | "leave") => void] {
  const [choice, setChoice] = useState(() => readOriginalsChoice(author));
  return [
    choice,
    (next) => {
      rememberOriginalsChoice(author, next);
      setChoice(next);
    },
  ];
}

/** Returns what must still be done before the photos can be sent, in a sentence; null when nothing. */
function whatIsMissing(photos: readonly ComposedPhoto[], choice: OriginalsChoice): string | null {
  if (photos.length === 0) return "";
  if (photos.some(({ stage }) => stage.kind === "refused")) return chatText.sheet.removeRefused;
  if (!areAllReviewed(photos)) return chatText.sheet.lookFirst;
  return choice === null ? chatText.sheet.chooseOriginals : null;
}

/** Returns what makes a reviewed photo one that is to be sent. */
function unsentOf(keepsOriginals: boolean): (photo: ComposedPhoto) => UnsentPhoto {
  return ({ publicPhoto, alt, file }) => {
    if (publicPhoto.kind !== "ready") throw new Error("A photo without its redacted copy cannot be sent.");
    const { blob: copy, size, regions, style } = publicPhoto;
    const original = keepsOriginals ? file : null;
    return { key: crypto.randomUUID(), alt: alt.trim(), copy, ...size, regions, style, original, uploaded: null };
  };
}
