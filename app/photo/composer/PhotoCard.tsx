import { ArrowLeft, ArrowRight, Check, Trash2 } from "lucide-react";
import { composerText } from "~/text/composer";
import { Button, IconButton } from "~/ui/Button";
import { Progress } from "~/ui/Progress";
import type { ComposedPhoto } from "./photos";

/** A photo of the story in the making: how far it has come, and what its author does next with it. */
export function PhotoCard({
  photo,
  place,
  onLook,
  onStop,
  onRemove,
  onMove,
}: {
  photo: ComposedPhoto;
  place: { number: number; of: number };
  onLook: () => void;
  onStop: () => void;
  onRemove: () => void;
  onMove: (by: -1 | 1) => void;
}) {
  const shown = photo.copy.kind === "ready" ? photo.copy.url : photo.url;
  const isHidden = photo.copy.kind !== "ready";
  return (
    <li className="grid content-start gap-3 rounded-2xl border border-line bg-card p-3" data-stage={photo.stage.kind}>
      <div className="overflow-hidden rounded-xl bg-sunk">
        <img
          src={shown}
          alt={photo.alt || `Photo ${place.number}`}
          // Until the copy is there the photo is shown faintly: it is not what others will see.
          className={`aspect-[4/3] w-full object-cover transition-opacity ${isHidden ? "opacity-40" : ""}`}
        />
      </div>
      <State photo={photo} onStop={onStop} />
      <div className="flex items-center">
        {(photo.stage.kind === "to_review" || photo.stage.kind === "reviewed") && (
          <Button look={photo.stage.kind === "to_review" ? "primary" : "quiet"} onClick={onLook}>
            {photo.stage.kind === "to_review" ? composerText.look : composerText.lookAgain}
          </Button>
        )}
        <span className="ml-auto flex">
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
          <IconButton label={`${composerText.remove} ${place.number}`} onClick={onRemove}>
            <Trash2 size={18} />
          </IconButton>
        </span>
      </div>
    </li>
  );
}

function State({ photo: { stage, history, upload }, onStop }: { photo: ComposedPhoto; onStop: () => void }) {
  if (upload.kind === "sending") return <Progress label="Upload" value={upload.share} />;
  if (upload.kind === "failed") return <p className="text-sm text-danger">{upload.why}</p>;
  switch (stage.kind) {
    case "opening":
      return <p className="text-sm text-soft">{composerText.opening}</p>;
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
          {stage.note ?? composerText.toReview(history.present.length)}
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
