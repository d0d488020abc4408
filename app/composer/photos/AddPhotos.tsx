import { Camera, ImagePlus } from "lucide-react";
import { useState, type ChangeEvent } from "react";
import { composerText } from "~/text/composer";
import { Notice } from "~/ui/Notice";
import { useAcceptedTypes } from "./accepted-types";
import { useDropAndPaste } from "./use-drop-and-paste";

/** Takes photos in: chosen, taken by the camera, dropped anywhere on the page, or pasted. */
export function AddPhotos({
  room,
  isPaused,
  onFiles,
  text = composerText,
}: {
  /** The number that may be added. */
  room: number;
  /** While a story is published nothing is taken. */
  isPaused: boolean;
  onFiles: (files: File[]) => void;
  /** A sentence about the limit. */
  text?: { drop: string; tooMany: string };
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
      {room > 0 && <FileInput accept={accept} isOver={isOver} hint={text.drop} onChange={onChange} />}
      {room > 0 && <CameraInput accept={accept} onChange={onChange} />}
      {isOverfull && <Notice>{text.tooMany}</Notice>}
    </div>
  );
}

interface InputProps {
  accept: string;
  onChange: (event: ChangeEvent<HTMLInputElement>) => void;
}

/** @param isOver whether a dragged photo is over the page */
function FileInput({ accept, isOver, hint, onChange }: InputProps & { isOver: boolean; hint: string }) {
  return (
    <label
      className={`grid cursor-pointer justify-items-center gap-2 rounded-2xl border border-dashed px-6 py-8 text-center transition-colors hover:border-accent has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent ${isOver ? "border-accent bg-blush" : "border-soft/50"}`}
    >
      <ImagePlus size={28} className="text-accent" aria-hidden="true" />
      <span className="font-medium">{composerText.choose}</span>
      <span className="max-w-sm text-sm text-soft">{hint}</span>
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
