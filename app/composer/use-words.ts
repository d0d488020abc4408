import { useState } from "react";
import type { Story, StoryImage } from "~/contract/story";

/** What an author writes, and the photos that the story has already, in their order. */
export interface Words {
  title: string;
  body: string;
  keepsOriginals: boolean;
  existing: { id: string; alt: string }[];
}

/** The words of a story in the making. `story` is the one that is edited, null for a new one. */
export function useWords(story: Story | null) {
  const [start] = useState(() => wordsOf(story));
  const [content, setContent] = useState(start);
  const change = (part: Partial<Words>) => setContent((before) => ({ ...before, ...part }));
  const existing = content.existing.flatMap(({ id, alt }): StoryImage[] => {
    const image = story?.images.find((one) => one.id === id);
    return image ? [{ ...image, alt }] : [];
  });
  return {
    content: { ...content, existing: existing.map(({ id, alt }) => ({ id, alt })) },
    existing,
    isChanged: JSON.stringify(content) !== JSON.stringify(start),
    change,
    changeExisting: (images: StoryImage[]) => change({ existing: images.map(({ id, alt }) => ({ id, alt })) }),
    restore: (saved: Words) => setContent(saved),
    reset: () => setContent(start),
  };
}

function wordsOf(story: Story | null): Words {
  return {
    title: story?.title ?? "",
    body: story?.body ?? "",
    keepsOriginals: true,
    existing: story?.images.map(({ id, alt }) => ({ id, alt })) ?? [],
  };
}
