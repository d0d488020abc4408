import { useEffect, useRef, useState, type CSSProperties, type RefObject } from "react";
import { averageColour } from "./average-colour";

/**
 * Returns the background of an element that gets the ref, until its photo covers it: the mean colour of a thumbhash, then the
 * picture that it holds. There is no picture until the element comes near the window, nor where it is a photo that has loaded by
 * then; and nothing of an empty thumbhash. To make one takes a phone 20 ms: all of a page at once would hold up whoever wants to
 * press something.
 */
export function usePlaceholder<Shown extends Element>(
  thumbhash: string,
): { ref: RefObject<Shown>; style: CSSProperties } {
  const ref = useRef<Shown>(null);
  const [made, setMade] = useState<{ of: string; url: string } | null>(null);
  useEffect(() => {
    const shown = ref.current;
    if (thumbhash === "" || !shown || hasLoaded(shown)) return;
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      observer.disconnect();
      if (!hasLoaded(shown)) void pictureOf(thumbhash).then((url) => setMade({ of: thumbhash, url }), noPicture);
    }, nearWindow);
    observer.observe(shown);
    return () => observer.disconnect();
  }, [thumbhash]);
  if (thumbhash === "") return { ref, style: {} };
  const backgroundImage = made?.of === thumbhash ? `url(${made.url})` : undefined;
  return { ref, style: { backgroundColor: averageColour(thumbhash), backgroundImage } };
}

/** Half a window before it is in view. */
const nearWindow = { rootMargin: "50%" };

function hasLoaded(element: Element): boolean {
  return element instanceof HTMLImageElement && element.naturalWidth > 0;
}

/** Rejects when the code that makes it does not arrive. */
async function pictureOf(thumbhash: string): Promise<string> {
  const { thumbHashToDataURL } = await import("thumbhash");
  return thumbHashToDataURL(Uint8Array.from(atob(thumbhash), (byte) => byte.charCodeAt(0)));
}

/** The mean colour is there all the same. */
function noPicture(): void {}
