import { useEffect, type RefObject } from "react";
import { useLatest } from "./use-latest";

/**
 * Calls `onTyped` with what a field holds as React takes the page over, if React does not know it: it was typed before the
 * scripts came, and the next render would erase it.
 * @param known the value that the field is rendered with
 */
export function useTypedBefore(
  field: RefObject<HTMLInputElement | HTMLTextAreaElement>,
  known: string,
  onTyped: (typed: string) => void,
): void {
  const first = useLatest({ known, onTyped });
  useEffect(() => {
    const typed = field.current?.value;
    if (typed !== undefined && typed !== first.current.known) first.current.onTyped(typed);
  }, [field, first]);
}
