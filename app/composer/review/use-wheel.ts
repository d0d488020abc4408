import { useEffect, type RefObject } from "react";
import type { Point } from "~/composer/regions/regions";
import { useLatest } from "~/ui/use-latest";

/**
 * Calls `onWheel` for each turn of the wheel over an element, with the point in the element's pixels. React listens to
 * wheels passively, and a passive listener cannot keep the page still.
 */
export function useWheel(
  element: RefObject<HTMLElement | null>,
  onWheel: (event: WheelEvent, at: Point) => void,
): void {
  const latest = useLatest(onWheel);
  useEffect(() => {
    const target = element.current;
    if (!target) return;
    const listen = (event: WheelEvent) => {
      event.preventDefault();
      const box = target.getBoundingClientRect();
      latest.current(event, { x: event.clientX - box.left, y: event.clientY - box.top });
    };
    target.addEventListener("wheel", listen, { passive: false });
    return () => target.removeEventListener("wheel", listen);
  }, [element, latest]);
}
