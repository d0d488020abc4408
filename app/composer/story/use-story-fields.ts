import { useState } from "react";
import type { Story, StoryImage } from "~/contract/story";

/** Whether the originals are kept on the server; null until their author has said. */
export type OriginalsChoice = "keep" | "leave" | null;

/** The fields that an author writes, and the photos that the story has already, in their order. */
export interface StoryFields {
  title: string;
  body: string;
  originals: OriginalsChoice;
  existing: { id: string; alt: string }[];
}

/** The fields of a story in the making. `story` is the one that is edited, null for a new one. */
export function useStoryFields(story: Story | null) {
  const [initial] = useState(() => fieldsOf(story));
  const [current, setCurrent] = useState(initial);
  const change = (part: Partial<StoryFields>) => setCurrent((before) => ({ ...before, ...part }));
  const existing = existingPhotos(story, current);
  return {
    fields: { ...current, existing: existing.map(({ id, alt }) => ({ id, alt })) },
    existing,
    isChanged: JSON.stringify(current) !== JSON.stringify(initial),
    change,
    changeExisting: (images: StoryImage[]) => change({ existing: images.map(({ id, alt }) => ({ id, alt })) }),
    restore: (saved: StoryFields) => setCurrent((now) => withTyped(saved, now, initial)),
    reset: () => setCurrent(initial),
  };
}

/** Returns the fields that an editor starts with. */
export function fieldsOf(story: Story | null): StoryFields {
  return {
    title: story?.title ?? "",
    body: story?.body ?? "",
    originals: null,
    existing: story?.images.map(({ id, alt }) => ({ id, alt })) ?? [],
  };
}

/** Returns a saved draft with what was typed before it had been read: no word of either is lost. */
export function withTyped(saved: StoryFields, now: StoryFields, initial: StoryFields): StoryFields {
  return {
    ...saved,
    title: now.title === initial.title ? saved.title : now.title,
    body: now.body === initial.body ? saved.body : joinTexts(saved.body, now.body),
    originals: now.originals ?? saved.originals,
  };
}

/** A browser may itself restore what was typed before a reload: then one holds the other. */
function joinTexts(saved: string, typed: string): string {
  if (saved.includes(typed)) return saved;
  return typed.includes(saved) ? typed : `${saved}\n\n${typed}`;
}

/** Returns the story's photos that the author keeps, described as in the fields. A draft may name one that is gone. */
export function existingPhotos(story: Story | null, { existing }: Pick<StoryFields, "existing">): StoryImage[] {
  return existing.flatMap(({ id, alt }) => {
    const image = story?.images.find((each) => each.id === id);
    return image ? [{ ...image, alt }] : [];
  });
}
