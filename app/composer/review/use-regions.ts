import { useState } from "react";
import type { History } from "~/composer/regions/history";
import { regionAt, type EditorRegions, type Point } from "~/composer/regions/regions";
import type { Size } from "~/contract/photo";
import { editRegions, type RegionEdit } from "./region-edits";

/** The regions of the photo under review: which is selected, what was announced, and how to edit them. */
export function useRegions(
  photo: Size,
  history: History<EditorRegions>,
  onHistory: (next: History<EditorRegions>) => void,
) {
  const [selected, select] = useState<string | null>(null);
  const [added, setAdded] = useState<string | null>(null);
  const [announcement, announce] = useState("");

  const edit = (asked: RegionEdit) => {
    const result = editRegions(history, asked, photo);
    if (result.history !== history) onHistory(result.history);
    announce(result.announcement);
    if (result.selected !== undefined) select(result.selected);
    if (result.added !== undefined) setAdded(result.added);
  };

  return {
    regions: history.present,
    selected,
    select,
    /** The id of the region that was added last. */
    added,
    /** The sentence for screen readers. */
    announcement,
    announce,
    edit,
    /** Goes back to what is here, as if an edit after it had never been. */
    takeBack: () => {
      onHistory(history);
      select(selected);
    },
    addAt: (at: Point) => edit({ kind: "add", region: regionAt(at, photo, crypto.randomUUID()) }),
    duplicate: (id: string) => edit({ kind: "duplicate", id, newId: crypto.randomUUID() }),
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
  };
}

export type RegionEditor = ReturnType<typeof useRegions>;
