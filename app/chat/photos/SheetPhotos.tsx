import { ArrowDown, ArrowUp, Trash2 } from "lucide-react";
import type { ComposedPhoto } from "~/composer/photos/composed-photo";
import { NextStep, PhotoStatus } from "~/composer/photos/PhotoCard";
import type { PhotosDispatch } from "~/composer/photos/photos-reducer";
import { maxAltLength } from "~/contract/limits";
import { chatText } from "~/text/chat";
import { composerText } from "~/text/composer";
import { IconButton } from "~/ui/Button";
import { TextField } from "~/ui/Field";

interface Props {
  photos: readonly ComposedPhoto[];
  dispatch: PhotosDispatch;
  onReview: (key: string) => void;
  onStop: (key: string) => void;
}

/** The photos of a message in the making, in their order: each as it will be sent, with its caption. */
export function SheetPhotos({ photos, ...acts }: Props) {
  if (photos.length === 0) return null;
  return (
    <ol className="grid gap-3">
      {photos.map((photo, at) => (
        <SheetPhoto key={photo.key} photo={photo} place={{ at, of: photos.length }} {...acts} />
      ))}
    </ol>
  );
}

interface PhotoProps extends Omit<Props, "photos"> {
  photo: ComposedPhoto;
  place: Place;
}

interface Place {
  /** From 0. */
  at: number;
  of: number;
}

function SheetPhoto({ photo, place, dispatch, onReview, onStop }: PhotoProps) {
  const { key, stage } = photo;
  return (
    <li
      data-stage={stage.kind}
      data-public-photo={photo.publicPhoto.kind}
      className="grid gap-3 rounded-2xl border border-line bg-card p-3"
    >
      <div className="flex items-start gap-3">
        <Thumbnail photo={photo} number={place.at + 1} />
        <div className="grid min-w-0 flex-1 justify-items-start gap-2">
          <PhotoStatus photo={photo} onStop={() => onStop(key)} />
          <div className="flex flex-wrap items-center gap-x-2">
            <NextStep stage={stage} onReview={() => onReview(key)} onRetry={() => dispatch({ kind: "retried", key })} />
            <div className="flex">
              {place.of > 1 && <Arrange place={place} onMove={(to) => dispatch({ kind: "moved", key, to })} />}
              <RemoveButton
                number={place.at + 1}
                onRemove={() => {
                  onStop(key);
                  dispatch({ kind: "removed", key });
                }}
              />
            </div>
          </div>
        </div>
      </div>
      {stage.kind !== "refused" && <Caption {...{ photo, place, dispatch }} />}
    </li>
  );
}

function RemoveButton({ number, onRemove }: { number: number; onRemove: () => void }) {
  return (
    <IconButton label={`${composerText.remove} ${number}`} onClick={onRemove}>
      <Trash2 aria-hidden="true" className="size-4.5" />
    </IconButton>
  );
}

function Caption({ photo: { key, alt }, place, dispatch }: Pick<PhotoProps, "photo" | "place" | "dispatch">) {
  return (
    <TextField
      label={chatText.sheet.caption(place.at + 1, place.of)}
      placeholder={chatText.sheet.captionPlaceholder}
      value={alt}
      rows={1}
      maxLength={maxAltLength}
      onChange={({ target }) => dispatch({ kind: "changed", key, change: { alt: target.value } })}
    />
  );
}

/** The redacted copy; until it is there, the photo itself, faded. */
function Thumbnail({ photo, number }: { photo: ComposedPhoto; number: number }) {
  const shown = photo.previewUrl ?? photo.url;
  const isReady = photo.publicPhoto.kind === "ready";
  return (
    <div className="size-24 shrink-0 overflow-hidden rounded-xl bg-sunk">
      {shown !== null && (
        <img
          src={shown}
          alt={photo.alt || composerText.photoNumber(number)}
          draggable={false}
          className={`size-full object-cover transition-opacity ${isReady ? "" : "opacity-40"}`}
        />
      )}
    </div>
  );
}

interface ArrangeProps {
  place: Place;
  onMove: (to: number) => void;
}

function Arrange({ place: { at, of }, onMove }: ArrangeProps) {
  return (
    <>
      <IconButton label={`${composerText.earlier} ${at + 1}`} disabled={at === 0} onClick={() => onMove(at - 1)}>
        <ArrowUp aria-hidden="true" className="size-4.5" />
      </IconButton>
      <IconButton label={`${composerText.later} ${at + 1}`} disabled={at === of - 1} onClick={() => onMove(at + 1)}>
        <ArrowDown aria-hidden="true" className="size-4.5" />
      </IconButton>
    </>
  );
}
