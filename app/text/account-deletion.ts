import { scheduledDeletionText } from "./scheduled-deletion";

/** The sentences about deleting an account, for its owner and for those who knew them. */
export const accountDeletionText = {
  title: scheduledDeletionText.title,
  body: "You have seven days to change your mind. Until then everything is kept, but nobody else can see it.",
  atOnce: "Right away",
  atOnceList: [
    "Your stories, photos, requests and name are hidden from everyone.",
    "Your conversations close for both people, and so do originals you revealed.",
    "You're signed out everywhere else.",
  ],
  after: "After seven days",
  afterList: [
    "Your account, stories, connections and requests are erased, with all photos and originals.",
    "Your conversations are erased completely, for the other person too.",
    "This can't be undone. Download your data first if you want to keep it.",
  ],
  stays: "We can't delete what we never had: photos on your devices, and what others saved for themselves.",
  password: "Your password",
  withoutPassword:
    "You don't have a password, so this works within ten minutes of signing in with your passkey. If it's been longer, sign out and sign in again first.",
  signInAgain: "Sign out, sign in again with your passkey, then delete your account within ten minutes.",
  submit: "Delete my account",
  left: "Your account is hidden and will be erased in seven days.",
  kept: "Welcome back. Everything is as it was.",
  closed: "Closed",
  closedTitle: "This conversation is closed",
  theyLeave:
    "The other person is deleting their account, so this conversation is closed. If they change their mind, it reopens; if not, it will be erased for both of you within a few days.",
  youLeave: "You are deleting your account. If you keep it, this conversation reopens.",
} as const;
