import { lazy, Suspense } from "react";
import { nextToReview, type ComposedPhoto } from "~/composer/photos/composed-photo";
import { rememberCoverStyle } from "~/composer/photos/cover-memory";
import type { PhotosDispatch } from "~/composer/photos/photos-reducer";
import type { ReviewProps } from "./Review";

const Review = lazy(() => import("./Review"));

interface OpenReviewProps {
  photos: readonly ComposedPhoto[];
  dispatch: PhotosDispatch;
  /** The key of the photo under review; null when there is none. */
  openKey: string | null;
  onOpen: (key: string) => void;
  onClose: () => void;
}

/** The review of one photo, loaded when the first is opened. */
export function OpenReview({ photos, dispatch, openKey, onOpen, onClose }: OpenReviewProps) {
  const index = photos.findIndex(({ key }) => key === openKey);
  const photo = photos[index];
  if (!photo) return null;
  const next = nextToReview(photos, index);
  const onDone = () => {
    dispatch({ kind: "reviewed", key: photo.key });
    if (next) onOpen(next.key);
    else onClose();
  };
  return (
    <Suspense>
      <Review
        key={photo.key}
        photo={photo}
        place={{ number: index + 1, of: photos.length }}
        hasNext={next !== null}
        {...changesOf(photo.key, dispatch)}
        onDone={onDone}
        onClose={onClose}
      />
    </Suspense>
  );
}

/** Dispatches what its author changes about a photo. */
function changesOf(
  key: string,
  dispatch: PhotosDispatch,
): Pick<ReviewProps, "onHistory" | "onChange" | "onAnswer" | "onRetry"> {
  return {
    onHistory: (history) => dispatch({ kind: "regions_changed", key, history }),
    onChange: (change) => {
      if (change.style) rememberCoverStyle(change.style);
      dispatch({ kind: "changed", key, change });
    },
    onAnswer: (id, answer) => dispatch({ kind: "face_answered", key, id, answer }),
    onRetry: () => dispatch({ kind: "retried", key }),
  };
}
