import { EyeOff } from "lucide-react";
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from "react";
import type { ComposedPhoto } from "~/composer/photos/composed-photo";
import type { EditorRegion } from "~/composer/regions/regions";
import { editorText } from "~/text/editor";
import { cropOf } from "./thumbnail";
import type { FaceSteps } from "./use-face-steps";

interface FaceStripProps {
  photo: ComposedPhoto;
  steps: FaceSteps;
  /** Returns a region's number as it is shown, from 1. */
  numberOf: (region: EditorRegion) => number;
}

/** A thumbnail of each face, doubtful ones first: a press shows it close up. One tab stop; arrow keys go along. */
export function FaceStrip({ photo, steps, numberOf }: FaceStripProps) {
  const strip = useRef<HTMLOListElement>(null);
  const { order, selected } = steps;
  useEffect(() => scrollToCurrent(strip.current), [selected?.id]);
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : null;
    if (by === null) return;
    event.preventDefault();
    event.stopPropagation();
    const next = order[(selected ? order.indexOf(selected) : -1) + by];
    if (!next) return;
    steps.show(next);
    strip.current?.querySelector<HTMLElement>(`[data-thumb="${CSS.escape(next.id)}"]`)?.focus();
  };
  const tabStop = selected ?? order[0];
  return (
    <ol
      ref={strip}
      aria-label={editorText.faces}
      className="flex shrink-0 gap-1.5 overflow-x-auto overscroll-x-contain px-3 py-2 [scrollbar-width:none]"
      onKeyDown={onKeyDown}
    >
      {order.map((region) => (
        <li key={region.id} className="shrink-0">
          <Thumbnail
            photo={photo}
            region={region}
            number={numberOf(region)}
            isCurrent={region === selected}
            isTabStop={region === tabStop}
            onPress={() => steps.show(region === selected ? null : region)}
          />
        </li>
      ))}
    </ol>
  );
}

interface ThumbnailProps {
  photo: ComposedPhoto;
  region: EditorRegion;
  number: number;
  isCurrent: boolean;
  isTabStop: boolean;
  onPress: () => void;
}

/** The face as it is in the file: its author alone sees it, to judge whether it is one. */
function Thumbnail({ photo, region, number, isCurrent, isTabStop, onPress }: ThumbnailProps) {
  const ring = isCurrent ? "ring-3 ring-accent" : region.isDoubtful ? "ring-2 ring-accent/50" : "";
  return (
    <button
      type="button"
      data-thumb={region.id}
      tabIndex={isTabStop ? 0 : -1}
      aria-label={editorText.regionLabel(number, region.isOn, region.isDoubtful)}
      aria-current={isCurrent}
      className={`relative block size-14 overflow-hidden rounded-2xl bg-sunk ring-inset ${ring}`}
      onClick={onPress}
    >
      <span
        aria-hidden="true"
        className={`absolute inset-0.5 rounded-[0.875rem] ${region.isOn ? "" : "opacity-45"}`}
        style={{
          backgroundImage: photo.url === null ? undefined : `url("${photo.url}")`,
          ...cropOf(region, photo.size, thumbnailPx),
        }}
      />
      {region.isDoubtful && <Badge className="bg-accent text-on-accent">?</Badge>}
      {!region.isOn && (
        <Badge className="bg-black/75 text-white">
          <EyeOff size={11} />
        </Badge>
      )}
    </button>
  );
}

/** The side of a thumbnail's picture. */
const thumbnailPx = 52;

function Badge({ className, children }: { className: string; children: ReactNode }) {
  return (
    <span
      aria-hidden="true"
      className={`absolute end-1 bottom-1 grid size-4 place-items-center rounded-full text-[0.6875rem] font-bold ${className}`}
    >
      {children}
    </span>
  );
}

/** Scrolls the strip alone: `scrollIntoView` would move the page too. */
function scrollToCurrent(strip: HTMLElement | null): void {
  const current = strip?.querySelector<HTMLElement>("[aria-current=true]");
  if (!strip || !current) return;
  const middle = current.offsetLeft + current.offsetWidth / 2 - strip.offsetLeft;
  strip.scrollTo({ left: middle - strip.clientWidth / 2 });
}
