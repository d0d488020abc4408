import { lazy, Suspense, useState } from "react";
import { maxPhotosPerStory } from "~/contract/limits";
import { hasVisibleText } from "~/contract/text";
import type { Story } from "~/contract/story";
import { composerText } from "~/text/composer";
import { DraftStatus } from "./draft/DraftStatus";
import { useDraft } from "./draft/use-draft";
import { AddPhotos } from "./photos/AddPhotos";
import { areAllReviewed, type ComposedPhoto } from "./photos/composed-photo";
import { PhotoCards } from "./photos/PhotoCards";
import type { PhotosDispatch } from "./photos/photos-reducer";
import { usePhotos } from "./photos/use-photos";
import { PublishBar } from "./publish/PublishBar";
import { PublishResultNotice } from "./publish/PublishResultNotice";
import { usePublish } from "./publish/use-publish";
import { ExistingPhotos } from "./story/ExistingPhotos";
import { KeepOriginals, TitleAndBody } from "./story/StoryFields";
import { StoryActions } from "./story/StoryActions";
import { useStoryFields } from "./story/use-story-fields";

const Review = lazy(() => import("./review/Review"));

/**
 * Where a story is written and its photos are reviewed.
 * @param story the one that is edited, null for a new one
 * @param author whose draft it is: another one on the same device does not get it
 */
export function Composer({ story, author }: { story: Story | null; author: string }) {
  const { fields, existing, isChanged, change, changeExisting, ...written } = useStoryFields(story);
  const [underReview, setUnderReview] = useState<string | null>(null);
  const { photos, dispatch, add, restore, stopSearch } = usePhotos();
  const draft = useDraft(`${author}/${story?.id ?? "new"}`, {
    fields,
    photos,
    isChanged: isChanged || photos.length > 0,
    onRestore: ({ photos: saved, ...savedFields }) => {
      written.restore(savedFields);
      restore(saved);
    },
  });
  const publishing = usePublish({ onPublished: draft.end, onDoubts: setUnderReview });
  const publish = (secondLook: "asked" | "skipped") =>
    void publishing.start({ ...fields, storyId: story?.id ?? null }, photos, { dispatch, secondLook });
  const discard = async () => {
    await draft.discard();
    dispatch({ kind: "cleared" });
    written.reset();
  };

  const isPublishing = publishing.step !== null;
  const missing = whatIsMissing(fields.body, photos);
  return (
    <div className="mx-auto max-w-2xl px-4 pt-10 sm:px-6 sm:pt-14">
      <form
        className="grid gap-8"
        onSubmit={(event) => {
          event.preventDefault();
          publish("asked");
        }}
      >
        <header className="grid gap-2">
          <h1 className="text-4xl">{story ? composerText.editTitle : composerText.newTitle}</h1>
          <p className="text-soft">{composerText.lead}</p>
        </header>
        {/* Nothing may change while a story is published: what is sent is what was reviewed. */}
        <fieldset disabled={isPublishing} className="grid min-w-0 gap-8">
          <TitleAndBody fields={fields} onChange={change} />
          <section aria-label={composerText.photos} className="grid gap-4">
            <h2 className="font-sans text-sm font-medium">{composerText.photos}</h2>
            <ExistingPhotos images={existing} onChange={changeExisting} />
            <PhotoCards photos={photos} dispatch={dispatch} onReview={setUnderReview} onStop={stopSearch} />
            <AddPhotos
              room={maxPhotosPerStory - photos.length - existing.length}
              isPaused={isPublishing}
              onFiles={add}
            />
          </section>
          {photos.length > 0 && (
            <KeepOriginals
              isOn={fields.keepsOriginals}
              onChange={(keepsOriginals) => {
                change({ keepsOriginals });
                dispatch({ kind: "originals_changed" });
              }}
            />
          )}
        </fieldset>
        <PublishResultNotice
          result={publishing.result}
          canPublish={missing === null}
          onSkip={() => publish("skipped")}
        />
        <PublishBar
          step={publishing.step}
          missing={missing}
          label={story ? composerText.save : composerText.publish}
          onCancel={publishing.cancel}
        >
          <DraftStatus state={draft.state} onDiscard={() => void discard()} />
        </PublishBar>
      </form>
      {story && <StoryActions story={story} onDeleted={draft.end} />}
      <OpenReview photos={photos} dispatch={dispatch} openKey={underReview} onClose={() => setUnderReview(null)} />
    </div>
  );
}

/** The review of one photo, loaded when the first is opened. */
function OpenReview({
  photos,
  dispatch,
  openKey,
  onClose,
}: {
  photos: readonly ComposedPhoto[];
  dispatch: PhotosDispatch;
  openKey: string | null;
  onClose: () => void;
}) {
  const index = photos.findIndex(({ key }) => key === openKey);
  const photo = photos[index];
  if (!photo) return null;
  const { key } = photo;
  return (
    <Suspense>
      <Review
        key={key}
        photo={photo}
        place={{ number: index + 1, of: photos.length }}
        onHistory={(history) => dispatch({ kind: "regions_changed", key, history })}
        onChange={(change) => dispatch({ kind: "changed", key, change })}
        onAnswer={(id, answer) => dispatch({ kind: "face_answered", key, id, answer })}
        onRetry={() => dispatch({ kind: "retried", key })}
        onDone={() => {
          dispatch({ kind: "reviewed", key });
          onClose();
        }}
        onClose={onClose}
      />
    </Suspense>
  );
}

/** Returns what must still be done before the story can be published, in a sentence; null when nothing. */
function whatIsMissing(body: string, photos: readonly ComposedPhoto[]): string | null {
  if (!hasVisibleText(body)) return composerText.writeFirst;
  if (photos.some(({ stage }) => stage.kind === "refused")) return composerText.removeRefused;
  return areAllReviewed(photos) ? null : composerText.lookFirst;
}
