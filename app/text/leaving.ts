/** "30 November 2026, 14:05 UTC": the same for server and browser. */
export function leavingDate(iso: string): string {
  const form = { dateStyle: "long", timeStyle: "short", timeZone: "UTC" } as const;
  return `${new Intl.DateTimeFormat("en-GB", form).format(new Date(iso)).replace(" at ", ", ")} UTC`;
}

/** What is said around deleting an account, to who leaves and to those who knew them. */
export const leavingText = {
  title: "Delete your account",
  body: "You have seven days to change your mind. Until then all of it is kept, but nobody else sees it.",
  atOnce: "At once",
  atOnceList: [
    "Your stories, their photos, your asks and your name are hidden from everybody.",
    "Your conversations close for both sides, and originals that you revealed close too.",
    "You are signed out everywhere but here.",
  ],
  after: "After seven days",
  afterList: [
    "Your account, stories, connections and asks are erased, with all photos and originals.",
    "Your conversations are erased whole, also the other side’s copy of them.",
    "It cannot be undone. Download everything of yours before, if you want to keep it.",
  ],
  stays: "What stays is what we never had: photos on your devices, and what others saved for themselves.",
  password: "Your password",
  withoutPassword:
    "You have no password here, so this works within ten minutes of signing in with your passkey. If it is longer ago, sign out and in again first.",
  signInAgain: "Sign out and in again with your passkey, then delete your account within ten minutes.",
  submit: "Delete my account",
  left: "Your account is hidden now, and will be erased in seven days.",
  kept: "You are staying. Everything is as it was.",
  banner: "Your account is hidden, and will be erased on",
  keep: "Keep my account",
  closed: "Closed",
  closedTitle: "This conversation is closed",
  theyLeave:
    "The other person is deleting their account. Nobody can read or write here now. If they stay after all, it opens again as it was; if not, it is erased for both of you within a few days.",
  youLeave: "You are deleting your account. If you keep it, the conversation opens again as it was.",
} as const;
