import { useEffect, type RefObject } from "react";
import type { RegionEditor } from "./use-regions";

/** Moves the focus to a region; to the stage when there is no such region. */
export function focusRegion(stage: HTMLElement | null, id: string | null): void {
  const region = id === null ? null : stage?.querySelector<HTMLElement>(`[data-region="${CSS.escape(id)}"]`);
  (region ?? stage)?.focus({ preventScroll: true });
}

/** A region that was just added takes the focus, so that arrows move it. When what had the focus goes, the stage takes it. */
export function useRegionFocus(stage: RefObject<HTMLElement | null>, { regions, added, selected }: RegionEditor): void {
  useEffect(() => {
    if (added !== null) focusRegion(stage.current, added);
  }, [added, stage]);
  useEffect(() => {
    if (document.activeElement === document.body) stage.current?.focus({ preventScroll: true });
  }, [regions, selected, stage]);
}
