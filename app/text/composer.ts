/** The sentences of the composer. */
export const composerText = {
  newTitle: "Share a story",
  editTitle: "Edit your story",
  lead: "Nothing leaves this device until you press Publish.",
  title: "Title",
  titleHint: "Optional",
  body: "Your story",
  bodyPlaceholder: "It was a Sunday in …",
  photos: "Photos",
  choose: "Add photos",
  drop: "Choose, drop or paste up to six photos. Faces are found right here, on this device.",
  camera: "Take a photo",
  alt: ({ number, of }: { number: number; of: number }) =>
    of === 1
      ? "Describe the photo for people who can't see it"
      : `Describe photo ${number} for people who can't see it`,
  altPlaceholder: "What matters for your story, without naming anyone",
  noAlt: (n: number) => (n === 1 ? "One photo has no description yet." : `${n} photos have no description yet.`),
  addAlt: "Add one",
  photoNumber: (n: number) => `Photo ${n}`,
  sending: "Upload",
  tryAgain: "Try again",
  refusedFile: (name: string) => (name === "" ? "This file" : name),
  tooMany: "A story can have up to six photos. The others weren't added.",
  opening: "Opening …",
  openingFailed: "This photo couldn't be opened. Close other tabs or apps to free memory, then try again.",
  finding: "Looking for faces …",
  byHand: "Add regions by hand",
  toReview: (n: number) =>
    n === 0
      ? "No faces found. Check it yourself."
      : n === 1
        ? "1 face found. Review it."
        : `${n} faces found. Review them.`,
  changed: "Changed. Review it again.",
  reviewed: "Reviewed",
  look: "Review",
  lookAgain: "Review again",
  remove: "Remove photo",
  earlier: "Move earlier: photo",
  later: "Move later: photo",
  finderFailed: "The face finder doesn't work on this device. Tap each face to cover it.",
  originals: {
    question: "Keep the original photos on Heartfelt?",
    lead: "Readers only ever get the covered photos. We'll remember your answer on this device.",
    keep: "Keep them",
    leave: "Don't keep them",
    hints: {
      keep: "Seen by you, and by those you reveal them to in a conversation. Technically, whoever runs Heartfelt could see them too.",
      leave: "They never leave this device. You can't reveal them to anyone later.",
    },
    chosen: {
      keep: "The originals will be kept, for you and those you reveal them to.",
      leave: "The originals stay on this device.",
    },
    change: "Change",
  },
  publish: "Publish",
  save: "Save",
  lookFirst: "Review each photo first. You'll see exactly what others will see.",
  writeFirst: "Write your story first.",
  chooseOriginals: "Choose whether the originals are kept.",
  removeRefused: "One of the photos can't be used. Remove it, then publish.",
  signedOut: "You were signed out. Sign in in another tab, then try again. Your work is kept.",
  badAnswer: "Heartfelt didn't respond as it should. Try again in a moment. Your work is kept.",
  noNetwork: "No response. Check your connection and try again. Your work is kept.",
  doubts: (n: number) =>
    n === 1
      ? "We think there is an uncovered face. Decide about it, then publish again."
      : `We think there are ${n} uncovered faces. Decide about each, then publish again.`,
  saved: "Draft saved",
  saving: "Saving …",
  wordsSaved: "Your words are saved on this device. The photos aren't: a reload would lose them.",
  notSaved: "This browser can't save a draft: a reload would lose what is here.",
  discard: "Discard",
  discardTitle: "Discard this draft?",
  discardBody: "Your text and the photos you added here will be removed. The photos on your device stay.",
  discardYes: "Discard draft",
  keepDraft: "Keep draft",
  theStory: "Story settings",
  republish: {
    title: "Faces that may be uncovered",
    question: (n: number, of: number) =>
      `${of === 1 ? "" : `${n} of ${of}: `}We think the outlined spot is a face that nothing covers. Leave it only if it isn't one, or if this person agrees to be seen. To cover it, take the photo out and add it again.`,
    leave: "Leave it as it is",
    remove: "Take the photo out",
    unchecked:
      "The automatic check for people isn't available right now. Look at your photos once more; then you can publish. We'll check them as soon as we can, and hide the story if we find someone uncovered.",
    checked: "I've checked again. Publish",
  },
  isPublished: "This story is published. Everyone can read it.",
  isUnpublished: "This story is not published. Only you can see it.",
  existing: "Photos already in this story",
} as const;
