import { useState } from "react";
import type { Story } from "~/contract/story";
import { hasVisibleText } from "~/contract/text";
import { composerText } from "~/text/composer";
import { useDraft } from "./draft/use-draft";
import { areAllReviewed, type ComposedPhoto } from "./photos/composed-photo";
import { usePhotos } from "./photos/use-photos";
import { usePublish } from "./publish/use-publish";
import { useStoryFields } from "./story/use-story-fields";

/**
 * The story in the making: its words, its photos, its draft, and the way to publish it.
 * @param story the one that is edited, null for a new one
 * @param author whose draft it is: another one on the same device does not get it
 */
export function useComposer(story: Story | null, author: string) {
  const written = useStoryFields(story);
  const [underReview, setUnderReview] = useState<string | null>(null);
  const work = usePhotos();
  const { fields } = written;
  const { photos, dispatch } = work;
  const draft = useDraft(`${author}/${story?.id ?? "new"}`, {
    fields,
    photos,
    isChanged: written.isChanged || photos.length > 0,
    onRestore: ({ photos: saved, ...savedFields }) => {
      written.restore(savedFields);
      work.restore(saved);
    },
  });
  const publishing = usePublish({ onPublished: draft.end, onDoubts: setUnderReview });
  const discard = async () => {
    await draft.discard();
    dispatch({ kind: "cleared" });
    written.reset();
  };
  return {
    written,
    work,
    draft: { ...draft, discard },
    review: { openKey: underReview, open: setUnderReview, close: () => setUnderReview(null) },
    publishing,
    publish: (secondLook: "asked" | "skipped") =>
      void publishing.start({ ...fields, storyId: story?.id ?? null }, photos, { dispatch, secondLook }),
    missing: whatIsMissing(fields.body, photos),
  };
}

export type ComposerState = ReturnType<typeof useComposer>;

/** Returns what must still be done before the story can be published, in a sentence; null when nothing. */
function whatIsMissing(body: string, photos: readonly ComposedPhoto[]): string | null {
  if (!hasVisibleText(body)) return composerText.writeFirst;
  if (photos.some(({ stage }) => stage.kind === "refused")) return composerText.removeRefused;
  return areAllReviewed(photos) ? null : composerText.lookFirst;
}
