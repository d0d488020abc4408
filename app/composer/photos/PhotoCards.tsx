import { useState, type DragEvent } from "react";
import { PhotoCard } from "./PhotoCard";
import type { ComposedPhoto } from "./composed-photo";
import type { PhotosDispatch } from "./photos-reducer";

/** The photos of the story in the making, in their order: buttons move them, and so does dragging. */
export function PhotoCards({
  photos,
  dispatch,
  onReview,
  onStop,
}: {
  photos: readonly ComposedPhoto[];
  dispatch: PhotosDispatch;
  onReview: (key: string) => void;
  onStop: (key: string) => void;
}) {
  const { dragged, dragHandlers } = useDragToMove(photos.length, dispatch);
  if (photos.length === 0) return null;
  return (
    <ol className="grid gap-4 sm:grid-cols-2">
      {photos.map((photo, at) => (
        <PhotoCard
          key={photo.key}
          photo={photo}
          place={{ number: at + 1, of: photos.length }}
          isDragged={dragged === photo.key}
          drag={dragHandlers(photo.key, at)}
          onReview={() => onReview(photo.key)}
          onStop={() => onStop(photo.key)}
          onRetry={() => dispatch({ kind: "retried", key: photo.key })}
          onRemove={() => {
            onStop(photo.key);
            dispatch({ kind: "removed", key: photo.key });
          }}
          onDescribe={(alt) => dispatch({ kind: "changed", key: photo.key, change: { alt } })}
          onMove={(by) => dispatch({ kind: "moved", key: photo.key, to: at + by })}
        />
      ))}
    </ol>
  );
}

/** Moves a photo to where it is dragged. Returns its key while it is dragged, and the handlers of each photo at its place. */
function useDragToMove(count: number, dispatch: PhotosDispatch) {
  const [dragged, setDragged] = useState<string | null>(null);
  const dragHandlers = (key: string, at: number) => ({
    draggable: count > 1,
    onDragStart: (event: DragEvent) => {
      event.dataTransfer.effectAllowed = "move";
      // Firefox drags nothing without data.
      event.dataTransfer.setData("text/plain", "");
      setDragged(key);
    },
    onDragEnter: () => {
      if (dragged !== null && dragged !== key) dispatch({ kind: "moved", key: dragged, to: at });
    },
    onDragOver: (event: DragEvent) => {
      if (dragged !== null) event.preventDefault();
    },
    onDragEnd: () => setDragged(null),
  });
  return { dragged, dragHandlers };
}
