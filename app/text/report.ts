import type { AutomaticReason, ReportReason, ReportSubject } from "~/contract/report";

/** The sentences of the report dialog. */
export const reportText = {
  button: { story: "Report this story", photo: "Report this photo", ask: "Report" },
  title: {
    story: "Report this story",
    photo: "Report this photo",
    ask: "Report this request",
    message: "Report this message",
  } satisfies Record<ReportSubject["kind"], string>,
  lead: "Our staff will look at it. The person you report won't be told.",
  legend: "What is wrong?",
  reasons: {
    face_visible: "A face is recognisable",
    harassment: "Harassment or threats",
    private_information: "Private information",
    spam: "Spam or a scam",
    other: "Something else",
  } satisfies Record<ReportReason, string>,
  note: "Details (optional)",
  send: "Send report",
  again: "Try again",
  cancel: "Cancel",
  close: "Close",
  thanks: "Thank you. We'll look at it as it is now, even if it's changed later.",
  failed: "The report couldn't be sent. Check your connection and try again.",
  notLoaded: "The form didn't load. Reload the page, then try again.",
  signIn: "Sign in to report",
} as const;

/** The sentences of the moderation pages. */
export const moderationText = {
  reasons: {
    ...reportText.reasons,
    face_left_uncovered: "The author left a face uncovered (automatic report)",
    face_found_later: "A face was found after publishing (automatic report)",
  } satisfies Record<ReportReason | AutomaticReason, string>,
  foundFaces: (n: number, score: number) =>
    `The check found ${n === 1 ? "1 face" : `${n} faces`} that nothing covers, ${Math.round(100 * score)}% sure. Outlined on the photo.`,
  title: "Reports",
  description: "Reports from members.",
  open: "Open",
  closed: "Closed",
  empty: { open: "Nothing to review", closed: "No closed reports" },
  emptyBody: {
    open: "There are no open reports. New ones appear here.",
    closed: "Reports you have decided on appear here.",
  },
  older: "Older reports",
  back: "All reports",
  kinds: { story: "Story", photo: "Photo", ask: "Request", message: "Message" },
  about: (name: string | null) => (name === null ? "The account no longer exists." : `By ${name}`),
  toStory: "View the story as it is now",
  noteTitle: "Reporter's note",
  evidenceTitle: "As reported",
  beforeEdit: "Before it was edited:",
  withPhotos: (n: number) => (n === 1 ? "With a photo" : `With ${n} photos`),
  noNote: "The request had no note.",
  swept: "The evidence was deleted 90 days after the report was closed.",
  reported: "Reported person",
  reporter: "Reporter",
  actsTitle: "Decide",
  reason: "Reason",
  reasonHint: "Kept in the log permanently. The author of a held story can read it.",
  acts: {
    dismiss: "Dismiss",
    hold: "Hold the story",
    release: "Release the story",
    suspend: "Suspend the account",
    lift: "Lift the suspension",
  },
  notNow: "This was already done or is no longer possible. Reload the page to see the current state.",
  logTitle: "Actions on this person",
  goneStaff: "A former staff member",
  logEmpty: "No actions yet.",
  did: {
    dismiss: "dismissed a report",
    hold: "held a story",
    release: "released a story",
    suspend: "suspended the account",
    lift: "lifted the suspension",
  },
} as const;
