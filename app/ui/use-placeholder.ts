import { useEffect, useRef, useState, type RefObject } from "react";
import { thumbHashToAverageRGBA, thumbHashToDataURL } from "thumbhash";

/**
 * Returns a picture of what a thumbhash holds, as a data URL, for the element that gets the ref. Null until that comes near the
 * window, where it is a photo that has loaded by then, and of an empty thumbhash. To make one takes a phone 20 ms: all of a page
 * at once would hold up whoever wants to press something.
 */
export function usePlaceholder<Shown extends Element>(thumbhash: string): [RefObject<Shown>, string | null] {
  const element = useRef<Shown>(null);
  const [made, setMade] = useState<{ of: string; url: string } | null>(null);
  useEffect(() => {
    const shown = element.current;
    if (thumbhash === "" || !shown || hasLoaded(shown)) return;
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      observer.disconnect();
      if (!hasLoaded(shown)) setMade({ of: thumbhash, url: thumbHashToDataURL(bytesOf(thumbhash)) });
    }, nearWindow);
    observer.observe(shown);
    return () => observer.disconnect();
  }, [thumbhash]);
  return [element, made?.of === thumbhash ? made.url : null];
}

/** Half a window before it is in view. */
const nearWindow = { rootMargin: "50%" };

function hasLoaded(element: Element): boolean {
  return element instanceof HTMLImageElement && element.naturalWidth > 0;
}

/** Returns the mean colour of a thumbhash, as CSS. */
export function averageColour(thumbhash: string): string {
  const { r, g, b } = thumbHashToAverageRGBA(bytesOf(thumbhash));
  return `rgb(${[r, g, b].map((channel) => Math.round(channel * 255)).join(" ")})`;
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
