import { ArrowLeft, ArrowRight, Check, Trash2 } from "lucide-react";
import type { LiHTMLAttributes } from "react";
import { composerText } from "~/text/composer";
import { Button, IconButton } from "~/ui/Button";
import { Progress } from "~/ui/Progress";
import type { ComposedPhoto } from "./composed-photo";

/** A photo of the story in the making: how far it has come, and what its author can do next. */
export function PhotoCard({
  photo,
  place,
  isDragged,
  drag,
  onReview,
  onStop,
  onRetry,
  onRemove,
  onMove,
}: {
  photo: ComposedPhoto;
  place: { number: number; of: number };
  isDragged: boolean;
  drag: LiHTMLAttributes<HTMLLIElement>;
  onReview: () => void;
  onStop: () => void;
  onRetry: () => void;
  onRemove: () => void;
  onMove: (by: -1 | 1) => void;
}) {
  const isRefused = photo.stage.kind === "refused";
  const isShown = photo.stage.kind === "to_review" || photo.stage.kind === "reviewed";
  return (
    <li
      className={`grid content-start gap-3 rounded-2xl border border-line bg-card p-3 transition-opacity ${isDragged ? "opacity-50" : ""}`}
      data-stage={photo.stage.kind}
      {...drag}
    >
      {!isRefused && <Picture photo={photo} number={place.number} />}
      <PhotoStatus photo={photo} onStop={onStop} />
      <div className="flex items-center">
        {isShown && (
          <Button look={photo.stage.kind === "to_review" ? "primary" : "quiet"} onClick={onReview}>
            {photo.stage.kind === "to_review" ? composerText.look : composerText.lookAgain}
          </Button>
        )}
        {isRefused && (
          <Button look="quiet" onClick={onRetry}>
            {composerText.tryAgain}
          </Button>
        )}
        <span className="ml-auto flex">
          {place.of > 1 && (
            <>
              <IconButton
                label={`${composerText.earlier} ${place.number}`}
                disabled={place.number === 1}
                onClick={() => onMove(-1)}
              >
                <ArrowLeft size={18} />
              </IconButton>
              <IconButton
                label={`${composerText.later} ${place.number}`}
                disabled={place.number === place.of}
                onClick={() => onMove(1)}
              >
                <ArrowRight size={18} />
              </IconButton>
            </>
          )}
          <IconButton label={`${composerText.remove} ${place.number}`} onClick={onRemove}>
            <Trash2 size={18} />
          </IconButton>
        </span>
      </div>
    </li>
  );
}

/** The public photo; until it is there, the photo itself, faded: nobody else will see that. */
function Picture({ photo, number }: { photo: ComposedPhoto; number: number }) {
  const isReady = photo.publicPhoto.kind === "ready";
  return (
    <div className="overflow-hidden rounded-xl bg-sunk">
      <img
        src={photo.previewUrl ?? photo.url}
        alt={photo.alt || composerText.photoNumber(number)}
        draggable={false}
        className={`aspect-[4/3] w-full object-contain transition-opacity ${isReady ? "" : "opacity-40"}`}
      />
    </div>
  );
}

function PhotoStatus({ photo: { stage, history, upload }, onStop }: { photo: ComposedPhoto; onStop: () => void }) {
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
      return (
        <div className="grid gap-2">
          <p role="status" className="flex items-center justify-between text-sm text-soft">
            {composerText.finding}
            <Button look="plain" onClick={onStop}>
              {composerText.byHand}
            </Button>
          </p>
          <Progress label={composerText.finding} value={stage.done / Math.max(1, stage.total)} />
        </div>
      );
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
          {stage.why}
        </p>
      );
    default:
      return stage satisfies never;
  }
}
