import { ArrowDown, ArrowUp, Trash2 } from "lucide-react";
import { maxAltLength } from "~/contract/limits";
import type { StoryImage } from "~/contract/story";
import { composerText } from "~/text/composer";
import { editorText } from "~/text/editor";
import { IconButton } from "~/ui/Button";
import { TextField } from "~/ui/Field";
import { Photo } from "~/ui/Photo";

/** The photos that a story has already: they can be described, moved and taken out; what is covered in them is settled. */
export function ExistingPhotos({
  images,
  onChange,
}: {
  images: StoryImage[];
  onChange: (images: StoryImage[]) => void;
}) {
  if (images.length === 0) return null;
  const move = (from: number, to: number) => {
    const image = images[from];
    if (image) onChange(images.toSpliced(from, 1).toSpliced(to, 0, image));
  };
  return (
    <ol aria-label={composerText.existing} className="grid gap-4">
      {images.map((image, index) => (
        <li
          key={image.id}
          className="grid grid-cols-[6rem_minmax(0,1fr)] gap-x-4 rounded-2xl border border-line bg-card p-3"
        >
          <Photo image={image} className="size-24 rounded-xl object-cover" />
          <TextField
            label={editorText.alt}
            value={image.alt}
            rows={2}
            maxLength={maxAltLength}
            onChange={({ target }) => onChange(images.with(index, { ...image, alt: target.value }))}
          />
          <div className="col-start-2 -mb-1 flex justify-end">
            {images.length > 1 && (
              <>
                <IconButton
                  label={`${composerText.earlier} ${index + 1}`}
                  disabled={index === 0}
                  onClick={() => move(index, index - 1)}
                >
                  <ArrowUp size={18} />
                </IconButton>
                <IconButton
                  label={`${composerText.later} ${index + 1}`}
                  disabled={index === images.length - 1}
                  onClick={() => move(index, index + 1)}
                >
                  <ArrowDown size={18} />
                </IconButton>
              </>
            )}
            <IconButton
              label={`${composerText.remove} ${index + 1}`}
              onClick={() => onChange(images.filter(({ id }) => id !== image.id))}
            >
              <Trash2 size={18} />
            </IconButton>
          </div>
        </li>
      ))}
    </ol>
  );
}
