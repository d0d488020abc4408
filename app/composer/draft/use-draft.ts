import { useEffect, useRef, useState } from "react";
import type { ComposedPhoto } from "~/composer/photos/composed-photo";
import { toSavedPhoto } from "~/composer/photos/saved-photo";
import type { StoryFields } from "~/composer/story/use-story-fields";
import { useLatest } from "~/ui/use-latest";
import { deleteDraft, readDraft, saveDraft, type Draft, type DraftSaved } from "./draft";
import { indexedDbStore } from "./indexed-db-store";

/** The draft is saved this long after the last change. */
const saveAfterMs = 600;

export type DraftState = "restoring" | "none" | "saving" | "not_saved" | DraftSaved;

interface DraftContent {
  fields: StoryFields;
  photos: readonly ComposedPhoto[];
  /** Whether there is anything to keep. */
  isChanged: boolean;
  onRestore: (draft: Draft) => void;
}

/**
 * Keeps what is written and chosen on this device, and brings it back after a reload.
 * @param key one draft each
 */
export function useDraft(key: string, content: DraftContent) {
  const [state, setState] = useState<DraftState>("restoring");
  const isEnded = useRef(false);
  useRestore(key, content.onRestore, setState);

  const { photos, isChanged } = content;
  const fields = JSON.stringify(content.fields);
  // A draft that was just discarded is no reason to save one.
  const hasDraft = useLatest(state !== "none");
  const isReady = state !== "restoring";
  useEffect(() => {
    if (!isReady || isEnded.current || (!isChanged && !hasDraft.current)) return;
    const save = async () => {
      setState("saving");
      try {
        const draft = { ...(JSON.parse(fields) as StoryFields), photos: photos.map(toSavedPhoto) };
        const kept = await drafts.save(key, draft);
        // It may have been published or discarded while it was being saved.
        if (isEnded.current) await drafts.delete(key);
        setState(kept);
      } catch {
        setState("not_saved");
      }
    };
    const timer = setTimeout(() => void save(), saveAfterMs);
    return () => clearTimeout(timer);
  }, [key, isReady, isChanged, fields, photos, hasDraft]);

  const end = async () => {
    isEnded.current = true;
    await drafts.delete(key);
  };
  const discard = async () => {
    setState("none");
    await drafts.delete(key);
    // A save that was under way has said meanwhile that it is done.
    setState("none");
  };
  return { state, end, discard };
}

/** Reads the draft once per key, and hands it to the composer. */
function useRestore(key: string, onRestore: (draft: Draft) => void, setState: (state: DraftState) => void): void {
  const latest = useLatest(onRestore);
  useEffect(() => {
    let isGone = false;
    const restore = async () => {
      const draft = await drafts.read(key);
      if (isGone) return;
      if (draft) latest.current(draft);
      setState(draft ? "saved" : "none");
    };
    void restore();
    return () => void (isGone = true);
  }, [key, latest, setState]);
}

const drafts = {
  read: (key: string) => readDraft(key, indexedDbStore),
  save: (key: string, draft: Draft) => inTurn(() => saveDraft(key, draft, indexedDbStore)),
  delete: (key: string) => inTurn(() => deleteDraft(key, indexedDbStore)),
};

let queue: Promise<unknown> = Promise.resolve();

/** One change after the other: files of an older draft, written late, would stay behind. */
function inTurn<Result>(change: () => Promise<Result>): Promise<Result> {
  const result = queue.then(change);
  queue = result.catch(() => undefined);
  return result;
}
