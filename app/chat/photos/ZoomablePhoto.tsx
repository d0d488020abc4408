import { useLayoutEffect, useRef, type MouseEvent, type RefObject } from "react";

interface Props {
  src: string;
  alt: string;
  /** Its own size, where it is known before it has loaded. */
  size?: { width: number; height: number };
  isLarge: boolean;
  onZoom: () => void;
  onError?: () => void;
}

/** A second press within so many milliseconds is the other half of a double tap, by which people zoom as well. */
const doubleTapMs = 350;

/**
 * A photo that is fitted into its place, or large and scrolled: a press zooms to the point that was pressed. By keyboard a
 * button beside it zooms, and the arrow keys scroll.
 */
export function ZoomablePhoto({ src, alt, size, isLarge, onZoom, onError }: Props) {
  const { view, onPress } = useZoomPoint(isLarge, onZoom);
  const scrolled = isLarge ? { tabIndex: 0, role: "group", "aria-label": alt } : {};
  return (
    <div
      ref={view}
      {...scrolled}
      className={`size-full ${isLarge ? "overflow-auto focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-white" : "overflow-hidden"}`}
    >
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- for pointers; the zoom button is for all */}
      <div
        onClick={onPress}
        className={isLarge ? "grid min-h-full w-[max(200%,60rem)] cursor-zoom-out" : "size-full cursor-zoom-in"}
      >
        <img
          src={src}
          alt={alt}
          {...size}
          draggable={false}
          onError={onError}
          className={isLarge ? "m-auto h-auto w-full" : "size-full object-contain"}
        />
      </div>
    </div>
  );
}

/** Keeps what was pressed in view when a photo becomes large; its middle, when a button or a key made it so. */
function useZoomPoint(
  isLarge: boolean,
  onZoom: () => void,
): { view: RefObject<HTMLDivElement>; onPress: (event: MouseEvent<HTMLElement>) => void } {
  const view = useRef<HTMLDivElement>(null);
  const point = useRef(middle);
  const pressedAt = useRef(-doubleTapMs);
  useLayoutEffect(() => {
    const element = view.current;
    if (!isLarge || !element) return;
    const { x, y } = point.current;
    element.scrollTo({
      left: x * element.scrollWidth - element.clientWidth / 2,
      top: y * element.scrollHeight - element.clientHeight / 2,
      behavior: "instant",
    });
    point.current = middle;
  }, [isLarge]);
  const onPress = ({ currentTarget, clientX, clientY, timeStamp }: MouseEvent<HTMLElement>) => {
    if (timeStamp - pressedAt.current < doubleTapMs) return;
    pressedAt.current = timeStamp;
    const image = currentTarget.querySelector("img");
    if (image && !isLarge) point.current = pointIn(image, { x: clientX, y: clientY });
    onZoom();
  };
  return { view, onPress };
}

interface Point {
  x: number;
  y: number;
}

const middle: Point = { x: 0.5, y: 0.5 };

/** Returns where a point of the page is in a photo that is fitted into its element, as shares of its width and height. */
function pointIn(image: HTMLImageElement, { x, y }: Point): Point {
  const box = image.getBoundingClientRect();
  const scale = Math.min(box.width / image.naturalWidth, box.height / image.naturalHeight);
  const share = (distance: number, size: number) => Math.min(1, Math.max(0, 0.5 + distance / (size * scale)));
  return {
    x: share(x - box.left - box.width / 2, image.naturalWidth),
    y: share(y - box.top - box.height / 2, image.naturalHeight),
  };
}
