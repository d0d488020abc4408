import { useEffect, useRef, type RefObject } from "react";
import { useLatest } from "~/ui/use-latest";

/** So far before its end a list loads on: about the height of a phone. */
const nearPx = 800;

/**
 * Calls back once the element that gets the ref comes near the visible part of its list: once for each value of `place`. With
 * null, never.
 */
export function useWhenNear(place: number | null, onNear: () => void): RefObject<HTMLDivElement> {
  const element = useRef<HTMLDivElement>(null);
  const latest = useLatest(onNear);
  useEffect(() => {
    const list = element.current?.parentElement;
    if (place === null || !element.current || !list) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) latest.current();
      },
      { root: list, rootMargin: `${nearPx}px 0px` },
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [place, latest]);
  return element;
}
