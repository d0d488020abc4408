import { maxPhotosPerStory } from "~/contract/limits";
import type { Story } from "~/contract/story";
import { composerText } from "~/text/composer";
import { Button } from "~/ui/Button";
import { DraftStatus } from "./draft/DraftStatus";
import { AddPhotos } from "./photos/AddPhotos";
import { PhotoCards } from "./photos/PhotoCards";
import { PublishBar } from "./publish/PublishBar";
import { OpenReview } from "./review/OpenReview";
import { ExistingPhotos } from "./story/ExistingPhotos";
import { StoryActions } from "./manage/StoryActions";
import { OriginalsQuestion } from "./story/OriginalsQuestion";
import { TitleAndBody } from "./story/StoryFields";
import { useComposer, type ComposerState } from "./use-composer";

/**
 * Where a story is written and its photos are reviewed.
 * @param story the one that is edited, null for a new one
 * @param author whose draft it is: another one on the same device does not get it
 */
export function Composer({ story, author }: { story: Story | null; author: string }) {
  const composer = useComposer(story, author);
  const { work, review, draft } = composer;
  return (
    <div className="mx-auto max-w-2xl px-4 pt-10 sm:px-6 sm:pt-14">
      <form
        className="grid gap-8"
        onSubmit={(event) => {
          event.preventDefault();
          composer.publish();
        }}
      >
        <header className="grid gap-2">
          <h1 className="text-4xl">{story ? composerText.editTitle : composerText.newTitle}</h1>
          <p className="text-soft">{composerText.lead}</p>
        </header>
        <StoryParts composer={composer} />
        <PublishFoot composer={composer} story={story} />
      </form>
      {story && <StoryActions story={story} onDeleted={draft.end} />}
      <OpenReview
        photos={work.photos}
        dispatch={work.dispatch}
        openKey={review.openKey}
        onOpen={review.open}
        onClose={review.close}
      />
    </div>
  );
}

/** The fields and photos of a story. Nothing may change while it is published: what is sent is what was reviewed. */
function StoryParts({ composer }: { composer: ComposerState }) {
  const { written, work, publication, originals } = composer;
  return (
    <fieldset disabled={publication.isFrozen} className="grid min-w-0 gap-8">
      <TitleAndBody fields={written.fields} onChange={written.change} />
      <StoryPhotos composer={composer} />
      {work.photos.length > 0 && <OriginalsQuestion choice={originals.choice} onChoose={originals.choose} />}
    </fieldset>
  );
}

function StoryPhotos({ composer: { written, work, review, publication } }: { composer: ComposerState }) {
  const { photos, dispatch, add, stopSearch } = work;
  return (
    <section aria-label={composerText.photos} className="grid gap-4">
      <h2 className="font-sans text-sm font-medium">{composerText.photos}</h2>
      <ExistingPhotos images={written.existing} onChange={written.changeExisting} />
      <PhotoCards photos={photos} dispatch={dispatch} onReview={review.open} onStop={stopSearch} />
      <AddPhotos
        room={maxPhotosPerStory - photos.length - written.existing.length}
        isPaused={publication.isFrozen}
        onFiles={add}
      />
    </section>
  );
}

function PublishFoot({ composer, story }: { composer: ComposerState; story: Story | null }) {
  const { draftKey, publication, missing, draft } = composer;
  return (
    <PublishBar
      draftKey={draftKey}
      isNew={story === null}
      phase={publication.phase}
      hint={missing ?? <DescriptionNudge undescribed={composer.undescribed} />}
      canPublish={missing === null && !publication.isFrozen}
      label={story ? composerText.save : composerText.publish}
    >
      <DraftStatus state={draft.state} onDiscard={() => void draft.discard()} />
    </PublishBar>
  );
}

/** Before publishing: the photos that nobody has described yet, and the way to their fields. */
function DescriptionNudge({ undescribed: [first, ...others] }: { undescribed: readonly string[] }) {
  if (first === undefined) return null;
  const focusField = () => document.querySelector<HTMLElement>(`[data-alt="${CSS.escape(first)}"]`)?.focus();
  return (
    <p className="flex flex-wrap items-center gap-x-1">
      {composerText.noAlt(1 + others.length)}
      <Button look="plain" className="text-sm" onClick={focusField}>
        {composerText.addAlt}
      </Button>
    </p>
  );
}
