import { Trash2 } from "lucide-react";
import { maxAltLength } from "~/contract/limits";
import type { StoryImage } from "~/contract/story";
import { composerText } from "~/text/composer";
import { editorText } from "~/text/editor";
import { IconButton } from "~/ui/Button";
import { TextField } from "~/ui/Field";
import { Photo } from "~/ui/Photo";

/** The photos that a story has already: they can be described and taken out; their marks are done. */
export function ExistingPhotos({
  images,
  onChange,
}: {
  images: StoryImage[];
  onChange: (images: StoryImage[]) => void;
}) {
  if (images.length === 0) return null;
  return (
    <ul aria-label={composerText.existing} className="grid gap-4">
      {images.map((image, index) => (
        <li key={image.id} className="flex gap-4 rounded-2xl border border-line bg-card p-3">
          <Photo image={image} className="size-24 shrink-0 rounded-xl object-cover" />
          <div className="flex-1">
            <TextField
              label={editorText.alt}
              value={image.alt}
              rows={2}
              maxLength={maxAltLength}
              onChange={({ target }) => onChange(images.with(index, { ...image, alt: target.value }))}
            />
          </div>
          <IconButton
            label={`${composerText.remove} ${index + 1}`}
            onClick={() => onChange(images.filter(({ id }) => id !== image.id))}
          >
            <Trash2 size={18} />
          </IconButton>
        </li>
      ))}
    </ul>
  );
}
