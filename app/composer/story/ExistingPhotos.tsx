import { ArrowDown, ArrowUp, Trash2 } from "lucide-react";
import { maxAltLength } from "~/contract/limits";
import type { StoryImage } from "~/contract/story";
import { composerText } from "~/text/composer";
import { editorText } from "~/text/editor";
import { IconButton } from "~/ui/Button";
import { TextField } from "~/ui/Field";
import { Photo } from "~/ui/Photo";

/** The photos that a story has already: they can be described, moved and removed; their redaction is final. */
export function ExistingPhotos({
  images,
  onChange,
}: {
  images: StoryImage[];
  onChange: (images: StoryImage[]) => void;
}) {
  if (images.length === 0) return null;
  return (
    <ol aria-label={composerText.existing} className="grid gap-4">
      {images.map((image, index) => (
        <ExistingPhoto
          key={image.id}
          image={image}
          place={{ number: index + 1, of: images.length }}
          onDescribe={(alt) => onChange(images.with(index, { ...image, alt }))}
          onMove={(by) => onChange(images.toSpliced(index, 1).toSpliced(index + by, 0, image))}
          onRemove={() => onChange(images.toSpliced(index, 1))}
        />
      ))}
    </ol>
  );
}

interface PhotoProps {
  image: StoryImage;
  place: { number: number; of: number };
  onDescribe: (alt: string) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

function ExistingPhoto({ image, place, onDescribe, onMove, onRemove }: PhotoProps) {
  return (
    <li className="grid grid-cols-[6rem_minmax(0,1fr)] gap-x-4 rounded-2xl border border-line bg-card p-3">
      <Photo image={image} sizes="8rem" className="size-24 rounded-xl object-cover" />
      <TextField
        label={editorText.alt}
        value={image.alt}
        rows={2}
        maxLength={maxAltLength}
        onChange={({ target }) => onDescribe(target.value)}
      />
      <PhotoButtons place={place} onMove={onMove} onRemove={onRemove} />
    </li>
  );
}

function PhotoButtons({ place: { number, of }, onMove, onRemove }: Pick<PhotoProps, "place" | "onMove" | "onRemove">) {
  return (
    <div className="col-start-2 -mb-1 flex justify-end">
      {of > 1 && (
        <>
          <IconButton label={`${composerText.earlier} ${number}`} disabled={number === 1} onClick={() => onMove(-1)}>
            <ArrowUp size={18} />
          </IconButton>
          <IconButton label={`${composerText.later} ${number}`} disabled={number === of} onClick={() => onMove(1)}>
            <ArrowDown size={18} />
          </IconButton>
        </>
      )}
      <IconButton label={`${composerText.remove} ${number}`} onClick={onRemove}>
        <Trash2 size={18} />
      </IconButton>
    </div>
  );
}
