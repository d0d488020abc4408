import { useSyncExternalStore } from "react";
import type { Story } from "~/contract/story";
import { useKeepComposer } from "./use-keep-composer";
import { hasVisibleText } from "~/contract/text";
import { composerText } from "~/text/composer";
import { discardDraft } from "./draft/discard-draft";
import { useDraft } from "./draft/use-draft";
import { areAllReviewed, type ComposedPhoto } from "./photos/composed-photo";
import type { PhotosDispatch } from "./photos/photos-reducer";
import { usePhotos } from "./photos/use-photos";
import { publications } from "./publish/device-publications";
import { photoToPublish } from "./publish/publication";
import type { PhotoDoubts } from "./publish/publish";
import { usePublication } from "./publish/use-publication";
import { useReviewHistory } from "./review/use-review-history";
import { readOriginalsChoice, rememberOriginalsChoice } from "./story/originals-memory";
import { useStoryFields, type OriginalsChoice } from "./story/use-story-fields";

/**
 * The story in the making: its words, its photos, its draft, and the way to publish it.
 * @param story the one that is edited, null for a new one
 * @param author whose draft it is: another one on the same device does not get it
 */
export function useComposer(story: Story | null, author: string) {
  useKeepComposer();
  const written = useStoryFields(story);
  const review = useReviewHistory();
  const work = usePhotos();
  const { fields } = written;
  const { photos, dispatch } = work;
  const originals = useOriginals(author, fields.originals, (choice) => {
    written.change({ originals: choice });
    dispatch({ kind: "originals_changed" });
  });
  const draftKey = `${author}/${story?.id ?? "new"}`;
  const draft = useComposerDraft(draftKey, written, work);
  const publication = usePublication(draftKey, {
    dispatch,
    isReady: draft.state !== "restoring",
    onDoubts: (doubts) => {
      const first = askAbout(doubts, dispatch);
      if (first !== null) review.open(first);
    },
    onPublished: draft.end,
  });
  const publish = () => {
    const { title, body, existing } = fields;
    const options = { keepsOriginals: originals.choice === "keep" };
    void publications.start({
      ...{ draftKey, author, secondLook: "asked", storyKey: null },
      story: { title, body, existing, storyId: story?.id ?? null },
      photos: photos.map((photo) => photoToPublish(photo, options)),
    });
  };
  return {
    ...{ draftKey, written, work, originals, publication, publish },
    draft,
    review,
    /** The keys of photos without a description: their author is reminded, never held up. */
    undescribed: photos.filter(({ alt }) => alt.trim() === "").map(({ key }) => key),
    missing: whatIsMissing(fields.body, photos, originals.choice),
  };
}

export type ComposerState = ReturnType<typeof useComposer>;

/** The draft of the words and the photos, and the way to discard all of it. */
function useComposerDraft(
  draftKey: string,
  written: ReturnType<typeof useStoryFields>,
  work: ReturnType<typeof usePhotos>,
) {
  const draft = useDraft(draftKey, {
    fields: written.fields,
    photos: work.photos,
    isChanged: written.isChanged || work.photos.length > 0,
    onRestore: ({ photos: saved, ...savedFields }) => {
      written.restore(savedFields);
      work.restore(saved);
    },
  });
  const discard = () =>
    discardDraft(draft.discard, () => {
      work.dispatch({ kind: "cleared" });
      written.reset();
    });
  return { ...draft, discard };
}

/** Returns the choice for this story, or else that of the last time. */
function useOriginals(author: string, chosen: OriginalsChoice, onChange: (choice: "keep" | "leave") => void) {
  const remembered = useSyncExternalStore(
    neverChanges,
    () => readOriginalsChoice(author),
    () => null,
  );
  const choose = (choice: "keep" | "leave") => {
    rememberOriginalsChoice(author, choice);
    onChange(choice);
  };
  return { choice: chosen ?? remembered, choose };
}

const neverChanges = () => () => undefined;

/** Brings what the second look found to the photos. Returns the key of the first. */
function askAbout(doubts: readonly PhotoDoubts[], dispatch: PhotosDispatch): string | null {
  for (const { key, faces } of doubts) {
    dispatch({ kind: "second_look_found", key, faces, note: composerText.doubts(faces.length) });
  }
  return doubts[0]?.key ?? null;
}

/** Returns what must still be done before the story can be published, in a sentence; null when nothing. */
function whatIsMissing(body: string, photos: readonly ComposedPhoto[], originals: OriginalsChoice): string | null {
  if (!hasVisibleText(body)) return composerText.writeFirst;
  if (photos.some(({ stage }) => stage.kind === "refused")) return composerText.removeRefused;
  if (!areAllReviewed(photos)) return composerText.lookFirst;
  return photos.length > 0 && originals === null ? composerText.chooseOriginals : null;
}
