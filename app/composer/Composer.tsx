import { lazy, Suspense, useState, type FormEvent } from "react";
import { maxBodyLength, maxPhotosPerStory, maxTitleLength } from "~/contract/limits";
import type { Story } from "~/contract/story";
import { composerText } from "~/text/composer";
import { Button } from "~/ui/Button";
import { Field, TextField } from "~/ui/Field";
import { AddPhotos } from "./AddPhotos";
import { DraftLine } from "./DraftLine";
import { ExistingPhotos } from "./ExistingPhotos";
import { OutcomeNotice } from "./OutcomeNotice";
import { PhotoCards } from "./PhotoCards";
import { areAllReviewed, type ComposedPhoto } from "./photos";
import { StoryActs } from "./StoryActs";
import { useDraft } from "./use-draft";
import { usePhotos } from "./use-photos";
import { usePublish } from "./use-publish";
import { useWords } from "./use-words";

const Review = lazy(() => import("~/composer/review/Review"));

/**
 * Where a story is written and its photos are looked at.
 * @param story the one that is edited, null for a new one
 * @param author whose draft it is: another one on the same device does not get it
 */
export function Composer({ story, author }: { story: Story | null; author: string }) {
  const words = useWords(story);
  const [looking, setLooking] = useState<string | null>(null);
  const { photos, tell, add, restore, stopSearch } = usePhotos();
  const draft = useDraft(`${author}/${story?.id ?? "new"}`, {
    content: words.content,
    isChanged: words.isChanged || photos.length > 0,
    photos,
    onRestore: ({ photos: kept, ...content }) => {
      words.restore(content);
      restore(kept);
    },
  });
  const work = usePublish({ onPublished: draft.end, onDoubts: setLooking });
  const { title, body, keepsOriginals, existing } = words.content;
  const submit = (secondLook: "asked" | "skipped") =>
    void work.start({ title, body, keepsOriginals, existing, storyId: story?.id ?? null }, photos, {
      tell,
      secondLook,
    });
  const discard = async () => {
    await draft.discard();
    tell({ kind: "cleared" });
    words.reset();
  };

  const missing = whatIsMissing(body, photos);
  const index = photos.findIndex(({ key }) => key === looking);
  const looked = photos[index];
  return (
    <div className="mx-auto max-w-2xl px-4 pt-10 sm:px-6 sm:pt-14">
      <form
        className="grid gap-8"
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          submit("asked");
        }}
      >
        <header className="grid gap-2">
          <h1 className="text-4xl">{story ? composerText.editTitle : composerText.newTitle}</h1>
          <p className="text-soft">{composerText.lead}</p>
        </header>
        {/* While it is published nothing may change: what is sent is what was looked at. */}
        <fieldset disabled={work.step !== null} className="grid min-w-0 gap-8">
          <Field
            label={composerText.title}
            hint={composerText.titleHint}
            value={title}
            maxLength={maxTitleLength}
            onChange={({ target }) => words.change({ title: target.value })}
          />
          <TextField
            label={composerText.body}
            placeholder={composerText.bodyPlaceholder}
            className="story-text min-h-56"
            value={body}
            maxLength={maxBodyLength}
            onChange={({ target }) => words.change({ body: target.value })}
          />
          <section aria-label={composerText.photos} className="grid gap-4">
            <h2 className="font-sans text-sm font-medium">{composerText.photos}</h2>
            <ExistingPhotos images={words.existing} onChange={words.changeExisting} />
            <PhotoCards photos={photos} tell={tell} onLook={setLooking} onStop={stopSearch} />
            <AddPhotos
              room={maxPhotosPerStory - photos.length - existing.length}
              isPaused={work.step !== null}
              onFiles={add}
            />
          </section>
          {photos.length > 0 && (
            <KeepOriginals
              isOn={keepsOriginals}
              onChange={(isOn) => {
                words.change({ keepsOriginals: isOn });
                tell({ kind: "originals_changed" });
              }}
            />
          )}
        </fieldset>
        <OutcomeNotice outcome={work.outcome} canPublish={missing === null} onSkip={() => submit("skipped")} />
        <footer className="sticky bottom-0 -mx-4 grid gap-1 border-t border-line bg-paper/95 px-4 pt-2 pb-[max(0.5rem,env(safe-area-inset-bottom))] backdrop-blur sm:mx-0 sm:px-0">
          <p role="status" className="text-sm text-soft empty:hidden">
            {work.step ?? missing}
          </p>
          <div className="flex flex-wrap items-center justify-between gap-x-3">
            {work.step === null && <DraftLine state={draft.state} onDiscard={discard} />}
            {/* Two elements by their keys: one that became the other while it is clicked would cancel, and publish anew. */}
            {work.step ? (
              <Button key="cancel" look="quiet" className="ml-auto" onClick={work.cancel}>
                {composerText.cancel}
              </Button>
            ) : (
              <Button key="publish" type="submit" className="ml-auto" disabled={missing !== null}>
                {story ? composerText.save : composerText.publish}
              </Button>
            )}
          </div>
        </footer>
      </form>
      {story && <StoryActs story={story} onDeleted={draft.end} />}
      {looked && (
        <Suspense>
          <Review
            key={looked.key}
            photo={looked}
            place={{ number: index + 1, of: photos.length }}
            onHistory={(history) => tell({ kind: "marked", key: looked.key, history })}
            onChange={(change) => tell({ kind: "changed", key: looked.key, change })}
            onCopyAgain={() => tell({ kind: "tried_again", key: looked.key })}
            onDone={() => {
              tell({ kind: "reviewed", key: looked.key });
              setLooking(null);
            }}
            onClose={() => setLooking(null)}
          />
        </Suspense>
      )}
    </div>
  );
}

/** What must still be done before the story can be published, in a sentence; null when nothing. */
function whatIsMissing(body: string, photos: readonly ComposedPhoto[]): string | null {
  if (body.trim() === "") return composerText.writeFirst;
  if (photos.some(({ stage }) => stage.kind === "refused")) return composerText.removeRefused;
  return areAllReviewed(photos) ? null : composerText.lookFirst;
}

function KeepOriginals({ isOn, onChange }: { isOn: boolean; onChange: (isOn: boolean) => void }) {
  return (
    <label className="flex items-start gap-3 rounded-2xl bg-sunk px-4 py-3">
      <input
        type="checkbox"
        className="mt-0.5 size-5 shrink-0 accent-accent"
        checked={isOn}
        onChange={({ target }) => onChange(target.checked)}
      />
      <span>
        {composerText.keep}
        <span className="block text-sm text-soft">{composerText.keepHint}</span>
      </span>
    </label>
  );
}
