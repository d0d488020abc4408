import { useEffect, useRef, useState } from "react";
import type { Draft } from "./draft";
import type { ComposedPhoto } from "./photos";
import type { Words } from "./use-words";

/** Milliseconds after the last change before the draft is saved. */
const saveAfter = 600;

export type DraftState = "restoring" | "none" | "saving" | "saved" | "not_saved";

/**
 * Keeps what is written and chosen on this device, and brings it back after a reload.
 * @param key one draft each
 */
export function useDraft(
  key: string,
  now: {
    content: Words;
    photos: readonly ComposedPhoto[];
    /** Whether there is anything to keep. */
    isChanged: boolean;
    onRestore: (draft: Draft) => void;
  },
) {
  const [state, setState] = useState<DraftState>("restoring");
  const restore = useRef(now.onRestore);
  restore.current = now.onRestore;
  const isEnded = useRef(false);
  useEffect(() => {
    let isGone = false;
    void kept().then(async ({ readDraft }) => {
      const draft = await readDraft(key);
      if (isGone) return;
      if (draft) restore.current(draft);
      setState(draft ? "saved" : "none");
    });
    return () => void (isGone = true);
  }, [key]);

  const { photos, isChanged } = now;
  const content = JSON.stringify(now.content);
  const isReady = state !== "restoring";
  const hasDraft = state !== "none";
  useEffect(() => {
    if (!isReady || isEnded.current || (!isChanged && !hasDraft)) return;
    const timer = setTimeout(async () => {
      setState("saving");
      const { saveDraft, deleteDraft } = await kept();
      try {
        await saveDraft(key, { ...(JSON.parse(content) as Words), photos: photos.map(draftOf) });
        // It may have been published or discarded while it was being saved.
        if (isEnded.current) await deleteDraft(key);
        setState("saved");
      } catch {
        setState("not_saved");
      }
    }, saveAfter);
    return () => clearTimeout(timer);
    // `hasDraft` alone, as after discarding, is no reason to save.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [key, isReady, isChanged, content, photos]);

  const end = async () => {
    isEnded.current = true;
    await (await kept()).deleteDraft(key);
  };
  const discard = async () => {
    await (await kept()).deleteDraft(key);
    setState("none");
  };
  return { state, end, discard };
}

/** Loaded once the page stands: nothing of it is needed to show it. */
function kept() {
  return import("./draft");
}

function draftOf({ key, file, size, removed, style, alt, history, stage }: ComposedPhoto): Draft["photos"][number] {
  const isSearched = stage.kind === "to_review" || stage.kind === "reviewed";
  return { key, file, size, removed, style, alt, marks: history.present, isSearched };
}
