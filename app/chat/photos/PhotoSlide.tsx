import { useLayoutEffect, useRef, type MouseEvent, type RefObject } from "react";
import { chatText } from "~/text/chat";
import { usePhotoSource } from "./photo-source";
import type { TimelinePhoto } from "./timeline-photo";

interface Props {
  photo: TimelinePhoto;
  /** Only what may be seen next is fetched. */
  isNear: boolean;
  isLarge: boolean;
  onZoom: () => void;
}

/** A photo of the viewer: fitted into the screen, or large and scrolled. */
export function PhotoSlide({ photo, isNear, isLarge, onZoom }: Props) {
  const source = usePhotoSource(photo);
  const { width, height, alt } = photo.photo;
  const { view, onPress } = useZoomPoint(isLarge);
  return (
    <div ref={view} className={`size-full shrink-0 snap-center ${isLarge ? "overflow-auto" : "overflow-hidden"}`}>
      {isNear && source !== null && (
        <button
          type="button"
          tabIndex={-1}
          onClick={(event) => {
            onPress(event);
            onZoom();
          }}
          className={isLarge ? "grid min-h-full w-[max(200%,60rem)] cursor-zoom-out" : "size-full cursor-zoom-in"}
        >
          <img
            src={source.src}
            alt={alt}
            width={width}
            height={height}
            draggable={false}
            className={isLarge ? "m-auto h-auto w-full" : "size-full object-contain"}
          />
          <span className="sr-only">{isLarge ? chatText.zoomOut : chatText.zoomIn}</span>
        </button>
      )}
    </div>
  );
}

/** Keeps what was pressed in view when a photo becomes large; its middle, when a button or a key made it so. */
function useZoomPoint(isLarge: boolean): {
  view: RefObject<HTMLDivElement>;
  onPress: (event: MouseEvent<HTMLElement>) => void;
} {
  const view = useRef<HTMLDivElement>(null);
  const point = useRef({ x: 0.5, y: 0.5 });
  useLayoutEffect(() => {
    const element = view.current;
    if (!isLarge || !element) return;
    const { x, y } = point.current;
    element.scrollTo({
      left: x * element.scrollWidth - element.clientWidth / 2,
      top: y * element.scrollHeight - element.clientHeight / 2,
      behavior: "instant",
    });
    point.current = { x: 0.5, y: 0.5 };
  }, [isLarge]);
  const onPress = ({ currentTarget, clientX, clientY }: MouseEvent<HTMLElement>) => {
    const image = currentTarget.querySelector("img");
    if (image && !isLarge) point.current = pointIn(image, { x: clientX, y: clientY });
  };
  return { view, onPress };
}

/** Returns where a point of the page is in a photo that is fitted into its element, as shares of its width and height. */
function pointIn(image: HTMLImageElement, { x, y }: { x: number; y: number }): { x: number; y: number } {
  const box = image.getBoundingClientRect();
  const scale = Math.min(box.width / image.naturalWidth, box.height / image.naturalHeight);
  const share = (distance: number, size: number) => Math.min(1, Math.max(0, 0.5 + distance / (size * scale)));
  return {
    x: share(x - box.left - box.width / 2, image.naturalWidth),
    y: share(y - box.top - box.height / 2, image.naturalHeight),
  };
}
