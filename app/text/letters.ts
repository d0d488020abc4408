import type { Letter, LetterText } from "~/contract/letter";

/** Returns the sentences of a letter. The subject has no words of people. */
export function letterText(letter: Letter): LetterText {
  switch (letter.kind) {
    case "reset_password":
      return {
        subject: "Choose a new password for Heartfelt",
        paragraphs: [
          `Hello ${letter.name},`,
          "Somebody asked to set a new password for your account. If it was you, choose it on this page within 30 minutes. The link works once.",
        ],
        action: { label: "Choose a new password", path: letter.path },
        footer: "If you didn't ask for this, ignore this mail: your password stays as it is.",
      };
    case "password_was_reset":
      return {
        subject: "Your Heartfelt password was changed",
        paragraphs: [
          `Hello ${letter.name},`,
          "A new password was set for your account by a link that we had mailed to you. You were signed out on all devices.",
        ],
        action: { label: "Sign in", path: letter.path },
        footer:
          "If it wasn't you, somebody can read your mail: secure your mailbox first, then ask for a new password again.",
      };
    default:
      return letter satisfies never;
  }
}

/** The sentences of the pages around mails. */
export const mailText = {
  forgot: {
    link: "Forgot your password?",
    title: "Forgot your password?",
    lead: "Type the address of your account. We'll mail you a link that lets you choose a new password.",
    submit: "Send the link",
    sentTitle: "Look into your mailbox",
    sent: "If this address has an account, a link is on its way. It works once, for 30 minutes. If nothing arrives, look into your spam folder, or check the address and try again.",
    limited: "Too many requests from here. Wait a minute, then try again.",
  },
  reset: {
    title: "Choose a new password",
    lead: "You'll be signed out everywhere, and can then sign in with the new password.",
    submit: "Set the password",
    doneTitle: "Your password is set",
    done: "You were signed out on all devices. Sign in with your new password.",
    refusedTitle: "This link no longer works",
    expired: "It was good for 30 minutes. Ask for a new one.",
    used: "It was used already, and each link works once. If it wasn't you, ask for a new one now.",
    unknown: "It isn't complete, or never was one of ours. Open it again from the mail, or ask for a new one.",
    again: "Ask for a new link",
  },
  dev: {
    title: "Local mailbox",
    lead: "What this app mailed, newest first. It stays on this machine.",
    none: "Nothing was mailed yet.",
    to: "To",
  },
} as const;
