import type { ReportReason, ReportSubject } from "~/contract/report";

/** What the dialog of a report says. */
export const reportText = {
  button: { story: "Report this story", photo: "Report this photo", ask: "Report", message: "Report this message" },
  title: {
    story: "Report this story",
    photo: "Report this photo",
    ask: "Report this ask",
    message: "Report this message",
  } satisfies Record<ReportSubject["kind"], string>,
  lead: "Tell the people who look after Heartfelt. Whoever it is about is not told that you did.",
  legend: "What is wrong?",
  reasons: {
    face_visible: "A face can be made out",
    harassment: "It attacks or threatens somebody",
    private_information: "It gives away something private",
    spam: "It is advertising or a scam",
    other: "Something else",
  } satisfies Record<ReportReason, string>,
  note: "Anything that helps (optional)",
  send: "Send the report",
  again: "Try again",
  cancel: "Cancel",
  close: "Close",
  thanks: "Thank you. Somebody will look at it, and at what was to be seen just now, even if it is changed.",
  failed: "The report could not be sent. Look at your connection, then try again.",
  signIn: "Sign in to report",
} as const;

/** What the pages of staff say. */
export const moderationText = {
  title: "Reports",
  description: "What people reported.",
  open: "Open",
  closed: "Closed",
  empty: { open: "Nothing waits", closed: "Nothing was closed yet" },
  emptyBody: {
    open: "No report is open. New ones come here by themselves.",
    closed: "Reports that somebody decided on are listed here.",
  },
  older: "Older reports",
  back: "All reports",
  kinds: { story: "Story", photo: "Photo", ask: "Ask", message: "Message" },
  about: (name: string | null) => (name === null ? "Its account is gone." : `By ${name}`),
  toStory: "To the story as it is now",
  noteTitle: "What the reporter adds",
  evidenceTitle: "As it was when it was reported",
  noNote: "The ask came without a note.",
  swept: "The evidence was deleted, 90 days after the report was closed.",
  reported: "Reported person",
  reporter: "Reporter",
  actsTitle: "Decide",
  reason: "Reason",
  reasonHint: "Written to the log for good. The author of a story that is held reads it.",
  acts: {
    dismiss: "Dismiss",
    hold: "Hold the story",
    release: "Release the story",
    suspend: "Suspend the account",
    lift: "Lift the suspension",
  },
  notNow: "That was done already, or is not possible (any more): look at the page as it is now.",
  logTitle: "What was done about this person",
  goneStaff: "Somebody who has left",
  logEmpty: "Nothing yet.",
  did: {
    dismiss: "dismissed a report",
    hold: "held a story",
    release: "released a story",
    suspend: "suspended the account",
    lift: "lifted the suspension",
  },
} as const;

/** "23 Nov 2026, 15:04 UTC": staff in several places read the same. */
export function logTime(iso: string): string {
  const time = new Date(iso).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });
  return `${time} UTC`;
}
