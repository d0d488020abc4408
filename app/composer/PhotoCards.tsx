import { useState, type DragEvent } from "react";
import { PhotoCard } from "./PhotoCard";
import type { ComposedPhoto, PhotosEvent } from "./photos";

/** The photos of the story in the making, in their order: buttons move them, and so does dragging. */
export function PhotoCards({
  photos,
  tell,
  onLook,
  onStop,
}: {
  photos: readonly ComposedPhoto[];
  tell: (event: PhotosEvent) => void;
  onLook: (key: string) => void;
  onStop: (key: string) => void;
}) {
  const [dragged, setDragged] = useState<string | null>(null);
  if (photos.length === 0) return null;
  return (
    <ol className="grid gap-4 sm:grid-cols-2">
      {photos.map((photo, at) => (
        <PhotoCard
          key={photo.key}
          photo={photo}
          place={{ number: at + 1, of: photos.length }}
          isDragged={dragged === photo.key}
          drag={{
            draggable: photos.length > 1,
            onDragStart: (event: DragEvent) => {
              event.dataTransfer.effectAllowed = "move";
              // Firefox drags nothing without data.
              event.dataTransfer.setData("text/plain", "");
              setDragged(photo.key);
            },
            onDragEnter: () => {
              if (dragged !== null && dragged !== photo.key) tell({ kind: "moved", key: dragged, to: at });
            },
            onDragOver: (event: DragEvent) => {
              if (dragged !== null) event.preventDefault();
            },
            onDragEnd: () => setDragged(null),
          }}
          onLook={() => onLook(photo.key)}
          onStop={() => onStop(photo.key)}
          onTryAgain={() => tell({ kind: "tried_again", key: photo.key })}
          onRemove={() => {
            onStop(photo.key);
            tell({ kind: "removed", key: photo.key });
          }}
          onMove={(by) => tell({ kind: "moved", key: photo.key, to: at + by })}
        />
      ))}
    </ol>
  );
}
