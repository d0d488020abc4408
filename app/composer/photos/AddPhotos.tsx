import { Camera, ImagePlus } from "lucide-react";
import { useEffect, useState, useSyncExternalStore, type ChangeEvent } from "react";
import type { PhotoType } from "~/contract/photo";
import { composerText } from "~/text/composer";
import { Notice } from "~/ui/Notice";
import { useLatest } from "~/ui/use-latest";

/** With these types alone an iPhone hands over a JPEG where its camera made a HEIC, which takes less of its memory. */
const plainTypes = ["image/jpeg", "image/png", "image/webp"] satisfies PhotoType[];

/** What is read, too. By their endings, because most systems know no type for them. */
const otherTypes = ["image/avif", "image/heic", "image/heif", "image/bmp", ".avif", ".heic", ".heif", ".bmp"];

/** Returns the file types to choose from, on the device that the page turns out to be on. */
function useAcceptedTypes(): string {
  return useSyncExternalStore(never, acceptedTypes, () => plainTypes.join(","));
}

/** A device does not change. */
function never(): () => void {
  return () => undefined;
}

function acceptedTypes(): string {
  const isMobileApple = /iPhone|iPad|iPod/.test(navigator.userAgent) || isTouchedMac(navigator);
  return (isMobileApple ? plainTypes : [...plainTypes, ...otherTypes]).join(",");
}

/** An iPad says that it is a Mac, with a screen to touch. */
function isTouchedMac({ userAgent, maxTouchPoints }: Navigator): boolean {
  return userAgent.includes("Macintosh") && maxTouchPoints > 1;
}

/** Takes photos in: chosen, taken by the camera, dropped anywhere on the page, or pasted. */
export function AddPhotos({
  room,
  isPaused,
  onFiles,
}: {
  room: number;
  /** While a story is published nothing is taken. */
  isPaused: boolean;
  onFiles: (files: File[]) => void;
}) {
  const [isOverfull, setIsOverfull] = useState(false);
  const take = (files: Iterable<File>) => {
    if (isPaused) return;
    const chosen = [...files];
    setIsOverfull(chosen.length > room);
    if (room > 0 && chosen.length > 0) onFiles(chosen.slice(0, room));
  };
  const isOver = useDropAndPaste(take);
  const accept = useAcceptedTypes();
  const onChange = ({ target }: ChangeEvent<HTMLInputElement>) => {
    take(target.files ?? []);
    // So that the same photo can be chosen again.
    target.value = "";
  };
  return (
    <div className="grid gap-3">
      {room > 0 && <FileInput accept={accept} isOver={isOver} onChange={onChange} />}
      {room > 0 && <CameraInput accept={accept} onChange={onChange} />}
      {isOverfull && <Notice>{composerText.tooMany}</Notice>}
    </div>
  );
}

interface InputProps {
  accept: string;
  onChange: (event: ChangeEvent<HTMLInputElement>) => void;
}

/** @param isOver whether a dragged photo is over the page */
function FileInput({ accept, isOver, onChange }: InputProps & { isOver: boolean }) {
  return (
    <label
      className={`grid cursor-pointer justify-items-center gap-2 rounded-2xl border border-dashed px-6 py-8 text-center transition-colors hover:border-accent has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent ${isOver ? "border-accent bg-blush" : "border-soft/50"}`}
    >
      <ImagePlus size={28} className="text-accent" aria-hidden="true" />
      <span className="font-medium">{composerText.choose}</span>
      <span className="max-w-sm text-sm text-soft">{composerText.drop}</span>
      <input type="file" multiple accept={accept} className="sr-only" onChange={onChange} />
    </label>
  );
}

/** On touch screens alone. */
function CameraInput({ accept, onChange }: InputProps) {
  return (
    <label className="hidden min-h-11 cursor-pointer items-center justify-center gap-2 rounded-full border border-line bg-card px-5 text-[0.9375rem] font-medium has-focus-visible:outline-2 has-focus-visible:outline-accent pointer-coarse:flex">
      <Camera size={18} aria-hidden="true" />
      {composerText.camera}
      <input type="file" accept={accept} capture="environment" className="sr-only" onChange={onChange} />
    </label>
  );
}

/** Listens to the whole page: a photo dropped beside its place would replace the page. Returns true while one is over it. */
function useDropAndPaste(onFiles: (files: Iterable<File>) => void): boolean {
  const [isOver, setIsOver] = useState(false);
  const latest = useLatest(onFiles);
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      setIsOver(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setIsOver(false);
    };
    const drop = (event: DragEvent) => {
      setIsOver(false);
      if (!event.dataTransfer?.files.length) return;
      event.preventDefault();
      latest.current(event.dataTransfer.files);
    };
    const paste = ({ clipboardData }: ClipboardEvent) => latest.current(clipboardData?.files ?? []);
    const all = new AbortController();
    const { signal } = all;
    addEventListener("dragover", over, { signal });
    addEventListener("dragleave", leave, { signal });
    addEventListener("drop", drop, { signal });
    addEventListener("paste", paste, { signal });
    return () => all.abort();
  }, [latest]);
  return isOver;
}
