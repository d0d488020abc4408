import { ArrowLeft, ArrowRight, Check, Trash2 } from "lucide-react";
import type { LiHTMLAttributes } from "react";
import { maxAltLength } from "~/contract/limits";
import { composerText } from "~/text/composer";
import { Button, IconButton } from "~/ui/Button";
import { TextField } from "~/ui/Field";
import { Progress } from "~/ui/Progress";
import type { ComposedPhoto } from "./composed-photo";

interface Place {
  number: number;
  of: number;
}

interface Props {
  photo: ComposedPhoto;
  place: Place;
  isDragged: boolean;
  drag: LiHTMLAttributes<HTMLLIElement>;
  onReview: () => void;
  onStop: () => void;
  onRetry: () => void;
  onRemove: () => void;
  onDescribe: (alt: string) => void;
  onMove: (by: -1 | 1) => void;
}

/** A photo of the story in the making: how far it has come, and what its author can do next. */
export function PhotoCard({ photo, place, isDragged, drag, ...on }: Props) {
  return (
    <li
      className={`grid content-start gap-3 rounded-2xl border border-line bg-card p-3 transition-opacity ${isDragged ? "opacity-50" : ""}`}
      data-stage={photo.stage.kind}
      data-public-photo={photo.publicPhoto.kind}
      {...drag}
    >
      <Picture photo={photo} number={place.number} />
      <PhotoStatus photo={photo} onStop={on.onStop} />
      {photo.stage.kind !== "refused" && <Description photo={photo} place={place} onDescribe={on.onDescribe} />}
      <div className="flex items-center">
        <NextStep stage={photo.stage} onReview={on.onReview} onRetry={on.onRetry} />
        <span className="ms-auto flex">
          {place.of > 1 && <MoveButtons place={place} onMove={on.onMove} />}
          <IconButton label={`${composerText.remove} ${place.number}`} onClick={on.onRemove}>
            <Trash2 size={18} />
          </IconButton>
        </span>
      </div>
    </li>
  );
}

/** The words for people who cannot see the photo, asked for where its author sees it. */
function Description({ photo, place, onDescribe }: Pick<Props, "photo" | "place" | "onDescribe">) {
  return (
    <TextField
      label={composerText.alt(place)}
      data-alt={photo.key}
      placeholder={composerText.altPlaceholder}
      value={photo.alt}
      rows={1}
      maxLength={maxAltLength}
      onChange={({ target }) => onDescribe(target.value)}
    />
  );
}

/** The review of a photo that was searched, or another try for one that was refused, where that can help. */
export function NextStep({
  stage,
  onReview,
  onRetry,
}: Pick<Props, "onReview" | "onRetry"> & Pick<ComposedPhoto, "stage">) {
  const { kind } = stage;
  if (kind === "refused") {
    if (!stage.canRetry) return null;
    return (
      <Button look="quiet" onClick={onRetry}>
        {composerText.tryAgain}
      </Button>
    );
  }
  if (kind !== "to_review" && kind !== "reviewed") return null;
  return (
    <Button look={kind === "to_review" ? "primary" : "quiet"} onClick={onReview}>
      {kind === "to_review" ? composerText.look : composerText.lookAgain}
    </Button>
  );
}

function MoveButtons({ place: { number, of }, onMove }: Pick<Props, "place" | "onMove">) {
  return (
    <>
      <IconButton label={`${composerText.earlier} ${number}`} disabled={number === 1} onClick={() => onMove(-1)}>
        <ArrowLeft size={18} />
      </IconButton>
      <IconButton label={`${composerText.later} ${number}`} disabled={number === of} onClick={() => onMove(1)}>
        <ArrowRight size={18} />
      </IconButton>
    </>
  );
}

/** The public photo; until it is there, the photo itself, faded: nobody else will see that. An empty place until it is opened. */
function Picture({ photo, number }: { photo: ComposedPhoto; number: number }) {
  const isReady = photo.publicPhoto.kind === "ready";
  const shown = photo.previewUrl ?? photo.url;
  if (shown === null && photo.stage.kind === "refused") return null;
  return (
    <div className="aspect-[4/3] overflow-hidden rounded-xl bg-sunk">
      {shown !== null && (
        <img
          src={shown}
          alt={photo.alt || composerText.photoNumber(number)}
          draggable={false}
          className={`size-full object-contain transition-opacity ${isReady ? "" : "opacity-40"}`}
        />
      )}
    </div>
  );
}

/** The progress of a photo in words, and the cancel of its search. */
export function PhotoStatus({ photo, onStop }: { photo: ComposedPhoto; onStop: () => void }) {
  const { name, stage, history, upload } = photo;
  if (upload.kind === "sending") return <Progress label={composerText.sending} value={upload.share} />;
  if (upload.kind === "failed") return <p className="text-sm text-danger">{upload.why}</p>;
  switch (stage.kind) {
    case "opening":
      return (
        <p role="status" className="text-sm text-soft">
          {composerText.opening}
        </p>
      );
    case "finding":
      return <Finding share={stage.done / Math.max(1, stage.total)} onStop={onStop} />;
    case "to_review":
      return (
        <p role="status" className="text-sm">
          {stage.note ??
            (history.past.length > 0 ? composerText.changed : composerText.toReview(history.present.length))}
        </p>
      );
    case "reviewed":
      return (
        <p className="flex items-center gap-1.5 text-sm text-good">
          <Check size={16} aria-hidden="true" /> {composerText.reviewed}
        </p>
      );
    case "refused":
      return (
        <p role="alert" className="text-sm text-danger">
          <strong className="block font-medium wrap-anywhere">{composerText.refusedFile(name)}</strong>
          {stage.why}
        </p>
      );
    default:
      return stage satisfies never;
  }
}

/** The progress of the search, and the way to mark the faces by hand. */
function Finding({ share, onStop }: { share: number; onStop: () => void }) {
  return (
    <div className="grid gap-2">
      <p role="status" className="flex items-center justify-between text-sm text-soft">
        {composerText.finding}
        <Button look="plain" onClick={onStop}>
          {composerText.byHand}
        </Button>
      </p>
      <Progress label={composerText.finding} value={share} />
    </div>
  );
}
