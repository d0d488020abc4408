/** Words per minute of an unhurried reader (Brysbaert 2019: 238 for non-fiction). */
const wordsPerMinute = 230;

/** "3 min read": how long a text takes, at least a minute. */
export function readingTime(body: string): string {
  const words = body.split(/\s+/).filter(Boolean).length;
  return `${Math.max(1, Math.round(words / wordsPerMinute))} min read`;
}

/** The start of a text, cut at a word, with an ellipsis when something is left out. */
export function excerpt(body: string, length: number): string {
  const line = body.replace(/\s+/g, " ").trim();
  if (line.length <= length) return line;
  const cut = line.slice(0, length + 1);
  const atWord = cut.lastIndexOf(" ");
  return `${[...cut.slice(0, atWord > length / 2 ? atWord : length)].join("").replace(/[\s,.;:–-]+$/, "")} …`;
}

/** Stands in place of a missing title: the story's first words. */
export function titleOf(story: { title: string | null; body: string }): string {
  return story.title ?? excerpt(story.body, 60);
}

/** A text's paragraphs: what blank lines part. */
export function paragraphs(body: string): string[] {
  return body.trim().split(/\s*\n[^\S\n]*\n\s*/);
}

export const storyText = {
  feedTitle: "True stories, without a face given away.",
  feedLead:
    "People share what happened to them, with photos. Every face was made unrecognisable on the author's own device, before anything was uploaded.",
  emptyTitle: "No stories yet",
  emptyBody: "Be the first: share something true, with photos that don't show a face.",
  endTitle: "You've reached the end",
  endBody: "There are no older stories. Go back to the newest, or share your own.",
  incomplete: "Some stories can't be shown right now. Try again in a moment.",
  older: "Older stories",
  newest: "Back to the newest",
  more: "More stories",
  notPublished: "Not published",
  unpublished: "Not published. Only you can see it.",
  heldTitle: "On hold. Only you can see it",
  held: (reason: string) => `Our staff have hidden this story for now. Their reason: ${reason}`,
  showOriginal: "Show the original",
  showCopy: "Show what others see",
  edit: "Edit",
  mineTitle: "Your stories",
  mineEmpty: "Your stories appear here, published or not.",
  unpublish: "Unpublish",
  publish: "Publish again",
  publishRefused: "It couldn't be published yet: its photos need another look.",
  publishRefusedLink: "Look at them and publish",
  delete: "Delete",
  deleteTitle: "Delete this story?",
  deleteBody: "The story, its photos and their originals will be deleted permanently. You can't undo this.",
  deleteYes: "Delete permanently",
  cancel: "Keep story",
  facesCovered: (n: number) => (n === 1 ? "1 face covered" : `${n} faces covered`),
} as const;
