import { useEffect, useRef } from "react";

/**
 * Returns a ref to the value of the latest render, for listeners that outlive a render. Read it in events and effects,
 * never while rendering.
 */
export function useLatest<T>(value: T): { readonly current: T } {
  const latest = useRef(value);
  useEffect(() => {
    latest.current = value;
  });
  return latest;
}
