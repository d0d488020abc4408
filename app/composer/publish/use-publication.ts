import { useNavigate } from "@remix-run/react";
import { useEffect, useState, useSyncExternalStore } from "react";
import type { PhotosDispatch } from "~/composer/photos/photos-reducer";
import { useLatest } from "~/ui/use-latest";
import { loadPublishing, publications } from "./device-publications";
import type { PublicationPhase, PublicationState } from "./publication-phase";
import type { PhotoDoubts } from "./publish";

const none: readonly PublicationState[] = [];

/** Returns the publications of this tab. */
export function usePublications(): readonly PublicationState[] {
  return useSyncExternalStore(publications.subscribe, publications.states, () => none);
}

interface PublicationEvents {
  dispatch: PhotosDispatch;
  /** Whether the draft has been read: what the second look found can be shown on its photos. */
  isReady: boolean;
  onDoubts: (photos: readonly PhotoDoubts[]) => void;
  onPublished: () => Promise<void>;
}

/**
 * Returns the phase of a draft's publication, null without one. Its end leads to the story, or to the author's questions.
 * While `isFrozen` nothing may change: what is sent is what was reviewed.
 */
export function usePublication(draftKey: string, events: PublicationEvents) {
  const phase = usePublications().find((state) => state.draftKey === draftKey)?.phase ?? null;
  const isPublished = useReports(draftKey, events);
  useDoubts(draftKey, phase, events);
  useEffect(() => {
    // Without a network there will be another try when it is needed.
    loadPublishing().catch(() => undefined);
    return () => dismissEnd(draftKey);
  }, [draftKey]);
  return { phase, isFrozen: isPublished || (phase !== null && phase.kind !== "ended") };
}

/** Passes on how the uploads go, and opens the story once it is published. Returns true from then on. */
function useReports(draftKey: string, events: PublicationEvents): boolean {
  const [isPublished, setIsPublished] = useState(false);
  const latest = useLatest(events);
  const navigate = useLatest(useNavigate());
  useEffect(
    () =>
      publications.reportTo(draftKey, {
        onUpload: (key, upload) => latest.current.dispatch({ kind: "upload_changed", key, upload }),
        onPublished: (storyId) => {
          setIsPublished(true);
          void latest.current.onPublished().then(() => navigate.current(`/stories/${storyId}`));
        },
      }),
    [draftKey, latest, navigate],
  );
  return isPublished;
}

function useDoubts(draftKey: string, phase: PublicationPhase | null, events: PublicationEvents): void {
  const latest = useLatest(events);
  const doubts = phase?.kind === "ended" && phase.result.kind === "doubts" ? phase.result : null;
  const { isReady } = events;
  useEffect(() => {
    if (!doubts || !isReady) return;
    publications.dismiss(draftKey);
    latest.current.onDoubts(doubts.photos);
  }, [doubts, isReady, draftKey, latest]);
}

/** Forgets what was cancelled or refused once this page has said it: no other page says it again. */
function dismissEnd(draftKey: string): void {
  const state = publications.states().find((each) => each.draftKey === draftKey);
  if (state?.phase.kind === "ended" && state.phase.result.kind !== "doubts") publications.dismiss(draftKey);
}
