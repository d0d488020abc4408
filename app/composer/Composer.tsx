import { maxPhotosPerStory } from "~/contract/limits";
import type { Story } from "~/contract/story";
import { composerText } from "~/text/composer";
import { DraftStatus } from "./draft/DraftStatus";
import { AddPhotos } from "./photos/AddPhotos";
import { PhotoCards } from "./photos/PhotoCards";
import { PublishBar } from "./publish/PublishBar";
import { PublishResultNotice } from "./publish/PublishResultNotice";
import { OpenReview } from "./review/OpenReview";
import { ExistingPhotos } from "./story/ExistingPhotos";
import { StoryActions } from "./story/StoryActions";
import { KeepOriginals, TitleAndBody } from "./story/StoryFields";
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
          composer.publish("asked");
        }}
      >
        <header className="grid gap-2">
          <h1 className="text-4xl">{story ? composerText.editTitle : composerText.newTitle}</h1>
          <p className="text-soft">{composerText.lead}</p>
        </header>
        <StoryParts composer={composer} />
        <PublishFoot composer={composer} label={story ? composerText.save : composerText.publish} />
      </form>
      {story && <StoryActions story={story} onDeleted={draft.end} />}
      <OpenReview photos={work.photos} dispatch={work.dispatch} openKey={review.openKey} onClose={review.close} />
    </div>
  );
}

/** What a story is made of. Nothing may change while it is published: what is sent is what was reviewed. */
function StoryParts({ composer }: { composer: ComposerState }) {
  const { written, work, publishing } = composer;
  const { photos, dispatch } = work;
  return (
    <fieldset disabled={publishing.step !== null} className="grid min-w-0 gap-8">
      <TitleAndBody fields={written.fields} onChange={written.change} />
      <StoryPhotos composer={composer} />
      {photos.length > 0 && (
        <KeepOriginals
          isOn={written.fields.keepsOriginals}
          onChange={(keepsOriginals) => {
            written.change({ keepsOriginals });
            dispatch({ kind: "originals_changed" });
          }}
        />
      )}
    </fieldset>
  );
}

function StoryPhotos({ composer: { written, work, review, publishing } }: { composer: ComposerState }) {
  const { photos, dispatch, add, stopSearch } = work;
  return (
    <section aria-label={composerText.photos} className="grid gap-4">
      <h2 className="font-sans text-sm font-medium">{composerText.photos}</h2>
      <ExistingPhotos images={written.existing} onChange={written.changeExisting} />
      <PhotoCards photos={photos} dispatch={dispatch} onReview={review.open} onStop={stopSearch} />
      <AddPhotos
        room={maxPhotosPerStory - photos.length - written.existing.length}
        isPaused={publishing.step !== null}
        onFiles={add}
      />
    </section>
  );
}

function PublishFoot({ composer, label }: { composer: ComposerState; label: string }) {
  const { publishing, missing, draft } = composer;
  return (
    <>
      <PublishResultNotice
        result={publishing.result}
        canPublish={missing === null}
        onSkip={() => composer.publish("skipped")}
      />
      <PublishBar step={publishing.step} missing={missing} label={label} onCancel={publishing.cancel}>
        <DraftStatus state={draft.state} onDiscard={() => void draft.discard()} />
      </PublishBar>
    </>
  );
}
