import { X } from "lucide-react";
import { useEffect } from "react";
import { publishingText } from "~/text/publishing";
import { ButtonLink, IconButton } from "~/ui/Button";
import { Progress } from "~/ui/Progress";
import { publications } from "./device-publications";
import { PhaseActions, SignInLink } from "./PhaseActions";
import { shareSent } from "./phase-sentence";
import { PhaseSentence } from "./PublishBar";
import type { PublicationEnd, PublicationState } from "./publication-phase";
import { ShareLink } from "./ShareLink";
import { usePublications } from "./use-publication";

/**
 * On every page but the story's own composer: the stories that are on their way, and how they ended.
 * @param author who is signed in: what they left unfinished goes on
 */
export default function PublishingBanner({ author, page }: { author: string; page: string }) {
  useEffect(() => void publications.resume(author), [author]);
  const states = usePublications().filter((state) => isPublished(state) || composerOf(state) !== page);
  if (states.length === 0) return null;
  return (
    <aside
      aria-label={publishingText.title}
      className="sticky top-[3.8125rem] z-20 grid divide-y divide-line border-b border-accent/30 bg-blush"
    >
      {states.map((state) => (
        <OneStory key={state.draftKey} state={state} />
      ))}
    </aside>
  );
}

function isPublished({ phase }: PublicationState): boolean {
  return phase.kind === "ended" && phase.result.kind === "published";
}

/** Returns the page on which a story is written, whose own foot shows the same. */
function composerOf({ storyId }: PublicationState): string {
  return storyId === null ? "/stories/new" : `/stories/${storyId}/edit`;
}

function OneStory({ state }: { state: PublicationState }) {
  const { draftKey, phase } = state;
  return (
    <div className="mx-auto w-full max-w-5xl px-4 py-2 sm:px-6">
      {phase.kind === "running" && <Progress label={publishingText.progress} value={shareSent(phase)} />}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <div className="min-h-11 min-w-40 flex-1 content-center">
          <PhaseSentence phase={phase} isNew={state.storyId === null} />
          {phase.kind === "paused" && phase.why.kind === "signed_out" && <SignInLink />}
        </div>
        <div className="flex flex-wrap items-center gap-2">
          {phase.kind === "ended" ? (
            <EndActions state={state} result={phase.result} />
          ) : (
            <PhaseActions draftKey={draftKey} phase={phase} edit={<OpenComposer state={state} />} />
          )}
        </div>
      </div>
    </div>
  );
}

function EndActions({ state, result }: { state: PublicationState; result: PublicationEnd }) {
  if (result.kind === "doubts") return <OpenComposer state={state} />;
  return (
    <>
      {result.kind === "published" && result.isLive && <ShareLink path={`/stories/${result.storyId}`} />}
      {result.kind === "refused" && <OpenComposer state={state} />}
      <IconButton label={publishingText.dismiss} onClick={() => publications.dismiss(state.draftKey)}>
        <X size={18} />
      </IconButton>
    </>
  );
}

function OpenComposer({ state }: { state: PublicationState }) {
  return (
    <ButtonLink look="quiet" to={composerOf(state)}>
      {publishingText.unfinished}
    </ButtonLink>
  );
}
