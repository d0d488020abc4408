import { useNavigate } from "@remix-run/react";
import { ImagePlus } from "lucide-react";
import {
  lazy,
  Suspense,
  useCallback,
  useRef,
  useState,
  type ClipboardEvent,
  type DragEvent,
  type FormEvent,
} from "react";
import { maxBodyLength, maxPhotosPerStory, maxTitleLength } from "~/contract/limits";
import type { Story } from "~/contract/story";
import { composerText } from "~/text/composer";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { Field, TextField } from "~/ui/Field";
import { Notice } from "~/ui/Notice";
import { ExistingPhotos } from "./ExistingPhotos";
import { PhotoCard } from "./PhotoCard";
import { areAllReviewed } from "./photos";
import { publish, type PublishOutcome } from "./publish";
import { useDraft, type DraftState } from "./use-draft";
import { usePhotos } from "./use-photos";

const Review = lazy(() => import("../editor/Review"));

/** Where a story is written and its photos are looked at. `story` is the one that is edited, null for a new one. */
export function Composer({ story }: { story: Story | null }) {
  const [title, setTitle] = useState(story?.title ?? "");
  const [body, setBody] = useState(story?.body ?? "");
  const [keepsOriginals, setKeepsOriginals] = useState(true);
  const [existing, setExisting] = useState(story?.images ?? []);
  const [looking, setLooking] = useState<string | null>(null);
  const { photos, tell, add, restore, stopSearch } = usePhotos();
  const draft = useDraft(story?.id ?? "new", { title, body, keepsOriginals, photos }, (saved) => {
    setTitle(saved.title);
    setBody(saved.body);
    setKeepsOriginals(saved.keepsOriginals);
    restore(saved.photos);
  });
  const work = usePublish({ onPublished: draft.end });
  const room = maxPhotosPerStory - photos.length - existing.length;
  const [isOverfull, setIsOverfull] = useState(false);
  const take = useCallback(
    (files: Iterable<File>) => {
      const chosen = [...files];
      setIsOverfull(chosen.length > room);
      if (room > 0) add(chosen.slice(0, room));
    },
    [add, room],
  );

  const submit = (secondLook: "asked" | "skipped") => {
    const text = { title, body, keepsOriginals, storyId: story?.id ?? null, existing };
    void work.start((steps) => publish(text, photos, { ...steps, tell, secondLook }));
  };
  const discard = async () => {
    await draft.discard();
    tell({ kind: "cleared" });
    setTitle(story?.title ?? "");
    setBody(story?.body ?? "");
  };

  const isWritten = body.trim() !== "";
  const areReady = areAllReviewed(photos);
  const index = photos.findIndex(({ key }) => key === looking);
  const looked = photos[index];
  return (
    <form
      className="mx-auto grid max-w-2xl gap-8 px-4 pt-10 sm:px-6 sm:pt-14"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        submit("asked");
      }}
      onPaste={(event: ClipboardEvent) => {
        if (event.clipboardData.files.length > 0) take(event.clipboardData.files);
      }}
    >
      <header className="grid gap-2">
        <h1 className="text-4xl">{story ? composerText.editTitle : composerText.newTitle}</h1>
        <p className="text-soft">{composerText.lead}</p>
      </header>
      <Field
        label={composerText.title}
        hint={composerText.titleHint}
        value={title}
        maxLength={maxTitleLength}
        onChange={({ target }) => setTitle(target.value)}
      />
      <TextField
        label={composerText.body}
        placeholder={composerText.bodyPlaceholder}
        className="story-text min-h-56"
        value={body}
        maxLength={maxBodyLength}
        onChange={({ target }) => setBody(target.value)}
      />
      <fieldset className="grid gap-4">
        <legend className="mb-2 text-sm font-medium">{composerText.photos}</legend>
        <ExistingPhotos images={existing} onChange={setExisting} />
        {photos.length > 0 && (
          <ol className="grid gap-4 sm:grid-cols-2">
            {photos.map((photo, at) => (
              <PhotoCard
                key={photo.key}
                photo={photo}
                place={{ number: at + 1, of: photos.length }}
                onLook={() => setLooking(photo.key)}
                onStop={() => stopSearch(photo.key)}
                onRemove={() => {
                  stopSearch(photo.key);
                  tell({ kind: "removed", key: photo.key });
                }}
                onMove={(by) => tell({ kind: "moved", key: photo.key, by })}
              />
            ))}
          </ol>
        )}
        {room > 0 && <DropZone onFiles={take} />}
        {isOverfull && <Notice>{composerText.tooMany}</Notice>}
      </fieldset>
      {photos.length > 0 && (
        <label className="flex items-start gap-3 rounded-2xl bg-sunk px-4 py-3">
          <input
            type="checkbox"
            className="mt-1 size-5 accent-accent"
            checked={keepsOriginals}
            onChange={({ target }) => setKeepsOriginals(target.checked)}
          />
          <span>
            {composerText.keep}
            <span className="block text-sm text-soft">{composerText.keepHint}</span>
          </span>
        </label>
      )}
      <OutcomeNotice outcome={work.outcome} onSkip={() => submit("skipped")} canSkip={areReady} />
      <footer className="sticky bottom-0 -mx-4 flex flex-wrap items-center gap-3 border-t border-line bg-paper/95 px-4 py-3 backdrop-blur sm:mx-0 sm:px-0">
        <DraftLine state={draft.state} onDiscard={discard} />
        <span className="ml-auto flex items-center gap-3">
          {work.step ? (
            <>
              <span role="status" className="text-sm text-soft">
                {work.step}
              </span>
              <Button look="quiet" onClick={work.cancel}>
                {composerText.cancel}
              </Button>
            </>
          ) : (
            <>
              <span className="hidden text-sm text-soft sm:inline">
                {!isWritten ? composerText.writeFirst : !areReady && composerText.lookFirst}
              </span>
              <Button type="submit" disabled={!isWritten || !areReady}>
                {story ? composerText.save : composerText.publish}
              </Button>
            </>
          )}
        </span>
      </footer>
      {looked && (
        <Suspense>
          <Review
            key={looked.key}
            photo={looked}
            place={{ number: index + 1, of: photos.length }}
            onHistory={(history) => tell({ kind: "marked", key: looked.key, history })}
            onChange={(change) => tell({ kind: "changed", key: looked.key, change })}
            onDone={() => {
              tell({ kind: "reviewed", key: looked.key });
              setLooking(null);
            }}
            onClose={() => setLooking(null)}
          />
        </Suspense>
      )}
    </form>
  );
}

type Steps = Pick<Parameters<typeof publish>[2], "onStep" | "signal">;

/** Runs the publishing, with its steps in words and its cancel. */
function usePublish({ onPublished }: { onPublished: () => Promise<void> }) {
  const [step, setStep] = useState<string | null>(null);
  const [outcome, setOutcome] = useState<PublishOutcome | null>(null);
  const abort = useRef<AbortController | null>(null);
  const navigate = useNavigate();
  const start = async (run: (steps: Steps) => Promise<PublishOutcome>) => {
    abort.current = new AbortController();
    setOutcome(null);
    setStep(composerText.publishing);
    const ended = await run({
      signal: abort.current.signal,
      onStep: (next) =>
        setStep(next.kind === "checking" ? composerText.checking : composerText.uploading(next.number, next.of)),
    });
    setStep(null);
    setOutcome(ended);
    if (ended.kind !== "published") return;
    await onPublished();
    navigate(`/stories/${ended.storyId}`);
  };
  return { step, outcome, start, cancel: () => abort.current?.abort(new DOMException("Cancelled.", "AbortError")) };
}

function OutcomeNotice({
  outcome,
  onSkip,
  canSkip,
}: {
  outcome: PublishOutcome | null;
  onSkip: () => void;
  canSkip: boolean;
}) {
  if (outcome?.kind === "failed") return <Notice look="wrong">{outcome.why}</Notice>;
  if (outcome?.kind === "doubts") return <Notice look="warm">{composerText.doubts(outcome.count)}</Notice>;
  if (outcome?.kind !== "no_second_look") return null;
  return (
    <Notice look="warm">
      <p className="mb-3">{composerText.secondLookFailed}</p>
      <Button look="quiet" onClick={onSkip} disabled={!canSkip}>
        {composerText.publishAnyway}
      </Button>
    </Notice>
  );
}

function DropZone({ onFiles }: { onFiles: (files: FileList) => void }) {
  const [isOver, setIsOver] = useState(false);
  return (
    <label
      className={`grid cursor-pointer justify-items-center gap-3 rounded-2xl border border-dashed px-6 py-10 text-center transition-colors hover:border-accent has-focus-visible:outline-2 has-focus-visible:outline-accent ${isOver ? "border-accent bg-blush" : "border-soft/50"}`}
      onDragOver={(event: DragEvent) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event: DragEvent) => {
        event.preventDefault();
        setIsOver(false);
        onFiles(event.dataTransfer.files);
      }}
    >
      <ImagePlus size={28} className="text-accent" aria-hidden="true" />
      <span className="font-medium">{composerText.choose}</span>
      <span className="max-w-sm text-sm text-soft">{composerText.drop}</span>
      <input
        type="file"
        multiple
        accept="image/*"
        className="sr-only"
        onChange={({ target }) => {
          if (target.files) onFiles(target.files);
          target.value = "";
        }}
      />
    </label>
  );
}

function DraftLine({ state, onDiscard }: { state: DraftState; onDiscard: () => void }) {
  const [isAsking, setIsAsking] = useState(false);
  if (state === "restoring" || state === "none") return null;
  const said = { saving: composerText.saving, saved: composerText.saved, not_saved: composerText.notSaved }[state];
  return (
    <p className="flex flex-wrap items-center text-sm text-soft">
      <span role="status">{said}</span>
      <Button look="plain" onClick={() => setIsAsking(true)}>
        {composerText.discard}
      </Button>
      <Dialog title={composerText.discardTitle} isOpen={isAsking} onClose={() => setIsAsking(false)}>
        <p className="mb-6 text-base text-soft">{composerText.discardBody}</p>
        <div className="flex flex-wrap justify-end gap-2">
          <Button look="quiet" onClick={() => setIsAsking(false)}>
            {composerText.keepDraft}
          </Button>
          <Button
            look="danger"
            onClick={() => {
              setIsAsking(false);
              onDiscard();
            }}
          >
            {composerText.discardYes}
          </Button>
        </div>
      </Dialog>
    </p>
  );
}
