import { useEffect, useRef, useState, type RefObject } from "react";

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
      if (!hasLoaded(shown)) void pictureOf(thumbhash).then((url) => setMade({ of: thumbhash, url }), noPicture);
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

/** Rejects when the code that makes it does not arrive. */
async function pictureOf(thumbhash: string): Promise<string> {
  const { thumbHashToDataURL } = await import("thumbhash");
  return thumbHashToDataURL(Uint8Array.from(atob(thumbhash), (byte) => byte.charCodeAt(0)));
}

/** The mean colour is there all the same. */
function noPicture(): void {}
