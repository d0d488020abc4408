import { useState } from "react";
import type { Story, StoryImage } from "~/contract/story";

/** The fields that an author writes, and the photos that the story has already, in their order. */
export interface StoryFields {
  title: string;
  body: string;
  keepsOriginals: boolean;
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
    restore: (saved: StoryFields) => setCurrent(saved),
    reset: () => setCurrent(initial),
  };
}

/** Returns the fields that an editor starts with. */
export function fieldsOf(story: Story | null): StoryFields {
  return {
    title: story?.title ?? "",
    body: story?.body ?? "",
    keepsOriginals: true,
    existing: story?.images.map(({ id, alt }) => ({ id, alt })) ?? [],
  };
}

/** Returns the story's photos that the author keeps, described as in the fields. A draft may name one that is gone. */
export function existingPhotos(story: Story | null, { existing }: StoryFields): StoryImage[] {
  return existing.flatMap(({ id, alt }) => {
    const image = story?.images.find((each) => each.id === id);
    return image ? [{ ...image, alt }] : [];
  });
}
