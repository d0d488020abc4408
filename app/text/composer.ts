/** What the composer says. */
export const composerText = {
  newTitle: "Share a story",
  editTitle: "Edit your story",
  lead: "Nothing leaves this device before you press publish.",
  title: "Title",
  titleHint: "You may leave it out.",
  body: "Your story",
  bodyPlaceholder: "It was a Sunday in …",
  photos: "Photos",
  choose: "Add photos",
  drop: "Drop photos here, paste them, or choose up to six. Faces are looked for at once, on this device.",
  tooMany: "A story has at most six photos: the others were not added.",
  opening: "Opening …",
  finding: "Looking for faces …",
  byHand: "Mark by hand",
  toReview: (n: number) =>
    n === 0
      ? "No face found. Look for yourself."
      : n === 1
        ? "1 face found. Look at it."
        : `${n} faces found. Look at them.`,
  reviewed: "You have looked at it.",
  look: "Look at it",
  lookAgain: "Look again",
  remove: "Remove",
  earlier: "Move earlier",
  later: "Move later",
  finderFailed: "The finder does not work on this device. Mark the faces by hand: tap each one.",
  keep: "Keep the originals on Heartfelt, for me alone",
  keepHint: "Only you can see them, and you can delete them at any time. Switched off, they never leave this device.",
  publish: "Publish",
  save: "Save",
  publishing: "Publishing …",
  cancel: "Cancel",
  lookFirst: "Look at each photo first: it shows you exactly what others will see.",
  writeFirst: "Write your story first.",
  uploading: (n: number, of: number) => `Uploading photo ${n} of ${of}`,
  checking: "A second look for people …",
  secondLookFailed:
    "The second look for people is not available right now. Look at your photos once more; then you can publish without it.",
  publishAnyway: "I have looked again: publish",
  doubts: (n: number) =>
    `We think there ${n === 1 ? "is a face" : `are ${n} faces`} that nothing covers. Look at the new marks, which are not certain: keep them, move them, or remove them.`,
  saved: "Draft saved on this device",
  saving: "Saving the draft …",
  notSaved: "The draft cannot be saved in this browser: publish before you leave the page.",
  discard: "Discard the draft",
  discardTitle: "Discard this draft?",
  discardBody: "What you wrote and the photos you added here are forgotten. The photos on your device stay.",
  discardYes: "Discard it",
  keepDraft: "Keep it",
  existing: "Photos in your story",
} as const;
