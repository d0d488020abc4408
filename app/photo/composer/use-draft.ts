import { useEffect, useRef, useState } from "react";
import { deleteDraft, readDraft, saveDraft, type Draft } from "../draft";
import type { ComposedPhoto } from "./photos";

/** Milliseconds after the last change before the draft is saved. */
const saveAfter = 600;

export type DraftState = "restoring" | "none" | "saving" | "saved" | "not_saved";

/** Keeps what is written and chosen on this device, and brings it back after a reload. */
export function useDraft(
  story: string,
  current: Omit<Draft, "photos"> & { photos: readonly ComposedPhoto[] },
  onRestore: (draft: Draft) => void,
) {
  const [state, setState] = useState<DraftState>("restoring");
  const restore = useRef(onRestore);
  const isEnded = useRef(false);
  useEffect(() => {
    void readDraft(story).then((draft) => {
      if (draft) restore.current(draft);
      setState(draft ? "saved" : "none");
    });
  }, [story]);

  const { title, body, keepsOriginals, photos } = current;
  const isEmpty = title === "" && body === "" && photos.length === 0;
  const isReady = state !== "restoring";
  useEffect(() => {
    if (!isReady || isEmpty || isEnded.current) return;
    const timer = setTimeout(async () => {
      setState("saving");
      try {
        await saveDraft(story, { title, body, keepsOriginals, photos: photos.map(draftOf) });
        // It may have been published or discarded while it was being saved.
        if (isEnded.current) await deleteDraft(story);
        setState("saved");
      } catch {
        setState("not_saved");
      }
    }, saveAfter);
    return () => clearTimeout(timer);
  }, [story, isReady, isEmpty, title, body, keepsOriginals, photos]);

  const end = async () => {
    isEnded.current = true;
    await deleteDraft(story);
  };
  const discard = async () => {
    await deleteDraft(story);
    setState("none");
  };
  return { state, end, discard };
}

function draftOf({ key, file, size, removed, style, alt, history, stage }: ComposedPhoto): Draft["photos"][number] {
  const isSearched = stage.kind === "to_review" || stage.kind === "reviewed";
  return { key, file, size, removed, style, alt, marks: history.present, isSearched };
}
