import { chatText } from "~/text/chat";
import { usePhotoSource } from "./photo-source";
import type { TimelinePhoto } from "./timeline-photo";
import { ZoomablePhoto } from "./ZoomablePhoto";

interface Props {
  photo: TimelinePhoto;
  /** Its place among the photos of its message, from 0. */
  place: number;
  /** Only what may be seen next is fetched. */
  isNear: boolean;
  isLarge: boolean;
  onZoom: () => void;
}

/** A photo of the viewer, which fills the view. */
export function PhotoSlide({ photo, place, isNear, isLarge, onZoom }: Props) {
  const source = usePhotoSource(photo);
  const { width, height, alt } = photo.photo;
  return (
    <div className="size-full shrink-0 snap-center">
      {isNear && source !== null && (
        <ZoomablePhoto
          src={source.src}
          alt={alt || chatText.photo(place + 1)}
          size={{ width, height }}
          {...{ isLarge, onZoom }}
        />
      )}
    </div>
  );
}
