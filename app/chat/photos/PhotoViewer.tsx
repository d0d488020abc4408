import { ChevronLeft, ChevronRight } from "lucide-react";
import { useEffect, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import { chatText } from "~/text/chat";
import { useModal } from "~/ui/use-modal";
import { PhotoSlide } from "./PhotoSlide";
import type { MessagePhotos, TimelinePhoto } from "./timeline-photo";
import { viewerButton, ViewerButtons } from "./ViewerButtons";

interface Props extends MessagePhotos {
  /** The place of the photo to begin with, from 0. */
  first: number;
  onClose: () => void;
}

/** The photos of a message over the whole screen: swiped or stepped through, each zoomable. */
export function PhotoViewer({ photos, first, isMine, originalOf, onReveal, onClose }: Props) {
  const dialog = useModal(true, onClose);
  const { strip, index, goTo, onScroll } = useStrip(first, photos.length);
  const [isLarge, setIsLarge] = useState(false);
  const shown = photos[index] ?? photos[0];
  const step = (to: number) => {
    setIsLarge(false);
    goTo(to);
  };
  const zoom = () => setIsLarge(!isLarge);
  const onKeyDown = ({ key }: KeyboardEvent) => {
    if (key === "ArrowRight" && !isLarge) step(index + 1);
    if (key === "ArrowLeft" && !isLarge) step(index - 1);
  };
  return (
    <dialog
      ref={dialog}
      aria-label={chatText.viewer}
      data-whole-screen
      onKeyDown={onKeyDown}
      className="m-0 h-dvh max-h-none w-screen max-w-none overflow-hidden bg-black text-white backdrop:bg-black"
    >
      <div className="flex h-full flex-col">
        <div className="flex items-center gap-1 px-2 pt-[max(0.5rem,env(safe-area-inset-top))] pb-2">
          <p role="status" className="min-w-0 flex-1 truncate ps-2">
            {chatText.photoAt(index + 1, photos.length)}
          </p>
          {shown && <OriginalButton {...{ shown, isMine, originalOf, onReveal, onClose }} />}
          <ViewerButtons isLarge={isLarge} onZoom={zoom} onClose={onClose} />
        </div>
        <Slides {...{ strip, photos, index, isLarge, onScroll }} onZoom={zoom} onStep={step} />
        <Caption text={shown?.photo.alt} />
      </div>
    </dialog>
  );
}

interface SlidesProps extends Pick<Strip, "strip" | "index" | "onScroll"> {
  photos: readonly TimelinePhoto[];
  /** Whether the photo in view is zoomed: then the strip stands still. */
  isLarge: boolean;
  onZoom: () => void;
  onStep: (to: number) => void;
}

/** The strip of photos, one of which fills the view. */
function Slides({ strip, photos, index, isLarge, onScroll, onZoom, onStep }: SlidesProps) {
  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={strip}
        onScroll={onScroll}
        tabIndex={0}
        role="group"
        aria-label={chatText.photoAt(index + 1, photos.length)}
        className={`flex h-full snap-x snap-mandatory [scrollbar-width:none] ${isLarge ? "overflow-hidden" : "overflow-x-auto"}`}
      >
        {photos.map((photo, at) => (
          <PhotoSlide
            key={at}
            photo={photo}
            place={at}
            isNear={Math.abs(at - index) <= 1}
            isLarge={isLarge && at === index}
            onZoom={onZoom}
          />
        ))}
      </div>
      {photos.length > 1 && !isLarge && <Steps index={index} count={photos.length} onStep={onStep} />}
    </div>
  );
}

function Caption({ text }: { text: string | undefined }) {
  return (
    <p
      dir="auto"
      className="max-h-24 min-h-4 overflow-y-auto px-4 py-3 pb-[max(0.75rem,env(safe-area-inset-bottom))] text-center wrap-anywhere"
    >
      {text}
    </p>
  );
}

/** Asks for how long the original is to be revealed, or shows one that is. */
function OriginalButton({
  shown,
  isMine,
  originalOf,
  onReveal,
  onClose,
}: Pick<Props, "isMine" | "originalOf" | "onReveal" | "onClose"> & { shown: TimelinePhoto }) {
  if (shown.kind !== "sent") return null;
  const { id, original_url: original } = shown.photo;
  const show = isMine ? null : originalOf(id);
  const act = isMine && original !== undefined ? () => onReveal(shown.photo) : show;
  if (act === null) return null;
  return (
    <button
      type="button"
      onClick={() => {
        onClose();
        act();
      }}
      className="min-h-11 rounded-full border border-white/50 px-4 text-sm hover:bg-white/20 focus-visible:outline-2 focus-visible:outline-white"
    >
      {isMine ? chatText.revealOriginal : chatText.originalOpen}
    </button>
  );
}

/** Beside the photo, for a pointer or the keyboard: fingers swipe. */
function Steps({ index, count, onStep }: { index: number; count: number; onStep: (to: number) => void }) {
  const place = "absolute top-1/2 -translate-y-1/2 bg-black/40";
  return (
    <>
      <button
        type="button"
        aria-label={chatText.previousPhoto}
        disabled={index === 0}
        onClick={() => onStep(index - 1)}
        className={`${viewerButton} ${place} left-2`}
      >
        <ChevronLeft aria-hidden="true" />
      </button>
      <button
        type="button"
        aria-label={chatText.nextPhoto}
        disabled={index === count - 1}
        onClick={() => onStep(index + 1)}
        className={`${viewerButton} ${place} right-2`}
      >
        <ChevronRight aria-hidden="true" />
      </button>
    </>
  );
}

interface Strip {
  strip: RefObject<HTMLDivElement>;
  /** The place of the photo in view, from 0. */
  index: number;
  goTo: (index: number) => void;
  onScroll: () => void;
}

/** Returns the strip of photos, the place of the one in view, and the way to another. */
function useStrip(first: number, count: number): Strip {
  const strip = useRef<HTMLDivElement>(null);
  const [index, setIndex] = useState(first);
  useEffect(() => {
    const element = strip.current;
    element?.scrollTo({ left: first * element.clientWidth, behavior: "instant" });
  }, [first]);
  const goTo = (to: number) => {
    const element = strip.current;
    if (to < 0 || to >= count) return;
    element?.scrollTo({ left: to * element.clientWidth, behavior: "instant" });
    setIndex(to);
  };
  const onScroll = () => {
    const element = strip.current;
    if (element && element.clientWidth > 0) setIndex(Math.round(element.scrollLeft / element.clientWidth));
  };
  return { strip, index, goTo, onScroll };
}
