import type { DigestCounts, Letter, LetterText } from "~/contract/letter";

/** One letter of a kind, but for what it says to whom and where its link leads. The subject has no words of people. */
interface LetterWords {
  subject: string;
  body: string;
  label: string;
  footer: string;
}

/** Returns the sentences of a letter. */
export function letterText(letter: Letter): LetterText {
  if (letter.kind === "digest") return digestText(letter);
  const { kind, name, path } = letter;
  const { subject, body, label, footer } = letterWords[kind];
  return { subject, paragraphs: [`Hello ${name},`, body], action: { label, path }, footer };
}

/** The mail says how much waits, but never from whom or about what: others may read a mailbox. */
function digestText({ counts, path, unsubscribe }: Letter & { kind: "digest" }): LetterText {
  return {
    subject: "Something is waiting for you on Heartfelt",
    paragraphs: ["Hello,", `Since you were last here, this has waited for you for more than a day: ${listed(counts)}.`],
    action: { label: "See what's waiting", path },
    footer: "You get this at most once a day, and only while something new is waiting.",
    unsubscribe: { label: "Stop these mails", path: unsubscribe },
  };
}

function listed({ messages, requests, others }: DigestCounts): string {
  const parts = [
    ...(messages > 0 ? [counted(messages, "unread message")] : []),
    ...(requests > 0 ? [counted(requests, "request to connect", "requests to connect")] : []),
    ...(others > 0 ? [counted(others, "other piece of news", "other pieces of news")] : []),
  ];
  return new Intl.ListFormat("en").format(parts);
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

const letterWords: Record<Exclude<Letter["kind"], "digest">, LetterWords> = {
  reset_password: {
    subject: "Choose a new password for Heartfelt",
    body: "Somebody asked to set a new password for your account. If it was you, choose it on this page within 30 minutes. The link works once.",
    label: "Choose a new password",
    footer: "If you didn't ask for this, ignore this mail: your password stays as it is.",
  },
  password_was_reset: {
    subject: "Your Heartfelt password was changed",
    body: "A new password was set for your account by a link that we had mailed to you. You were signed out on all devices.",
    label: "Sign in",
    footer:
      "If it wasn't you, somebody can read your mail: secure your mailbox first, then ask for a new password again.",
  },
  recovery_code_used: {
    subject: "A recovery code of your Heartfelt account was used",
    body: "Somebody signed in to your account with one of its recovery codes. That code no longer works.",
    label: "Look at your account",
    footer: "If it wasn't you, sign in, sign out all other devices, and make new codes: that voids the old ones.",
  },
  verify_email: {
    subject: "Confirm your address for Heartfelt",
    body: "Your account is ready. Confirm that this is your address, and you can share and connect without a daily limit. The link works for a day.",
    label: "Confirm my address",
    footer: "If you have no account at Heartfelt, somebody typed your address by mistake: ignore this mail.",
  },
  change_email: {
    subject: "Confirm your new address for Heartfelt",
    body: "You asked to use this address for your account. Confirm it, and the change is made. The link works for a day.",
    label: "Confirm my new address",
    footer: "If you have no account at Heartfelt, somebody typed your address by mistake: ignore this mail.",
  },
  email_was_changed: {
    subject: "The address of your Heartfelt account was changed",
    body: "Your account has another address now, and mails no longer come here. If it wasn't you, undo it within 7 days: your account gets this address back, and all devices are signed out.",
    label: "Undo the change",
    footer: "If it was you, there is nothing to do.",
  },
  finish_sign_up: {
    subject: "Finish signing up for Heartfelt",
    body: "One step is left: open this page and type the password that you chose. The link works for a day.",
    label: "Finish signing up",
    footer: "If you didn't sign up, ignore this mail: there is no account for this address, and none will be made.",
  },
  already_member: {
    subject: "You already have a Heartfelt account",
    body: "Somebody signed up with your address. You have an account already, so nothing was changed: just sign in. If you forgot your password, the sign-in page has a link for a new one.",
    label: "Sign in",
    footer: "If it wasn't you, ignore this mail. Whoever it was learned nothing about you.",
  },
};

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
  verify: {
    title: "Confirm your address",
    lead: (email: string) =>
      `Confirm that ${email} is yours, and that the Heartfelt account with this address is, too.`,
    submit: "Confirm this address",
    doneTitle: "Your address is confirmed",
    done: "Thank you. The daily limits of new accounts no longer hold for you.",
    refusedTitle: "This link no longer works",
    expired: "It was good for a day. Sign in and have it sent again.",
    used: "It was used already, or the account has another address by now.",
    unknown: "It isn't complete, or never was one of ours. Open it again from the mail, or have it sent again.",
    toSettings: "Go to your account",
  },
  change: {
    title: "E-mail address",
    body: (email: string) =>
      `It's ${email}, and never shown to anyone. A new one is used once you open the link that we mail to it; then the old one can undo that for 7 days.`,
    stoppedTitle: "Our mails don't reach you",
    stopped: {
      bounced: "Mails to this address come back, so we send none. Set another address here, and mails go there.",
      complained:
        "A mail from us was marked as spam in this mailbox, so we send none. To get mails again, such as the link for a new password, set another address here.",
    },
    unconfirmed: "It is not confirmed yet.",
    next: "New address",
    submit: "Change address",
    asked: "Open the link that we mailed to the new address. Until then nothing changes.",
    signInAgain: "Sign out, sign in again with your passkey, then change the address within ten minutes.",
  },
  undo: {
    title: "Undo the change of address",
    lead: (email: string) =>
      `Your account gets ${email} back, and all devices are signed out. Then choose a new password: whoever changed the address may know the old one.`,
    submit: "Undo the change",
    doneTitle: "Your account has its address back",
    done: "All devices were signed out. Choose a new password now, and look at your passkeys after signing in.",
    newPassword: "Choose a new password",
    refusedTitle: "This link no longer works",
    expired: "It was good for 7 days.",
    used: "It was used already, or an earlier change was undone.",
    unknown: "It isn't complete, or never was one of ours. Open it again from the mail.",
  },
  signUp: {
    sentTitle: "Look into your mailbox",
    sent: "We mailed you how to go on. If nothing arrives within some minutes, look into your spam folder, or check the address and sign up again.",
  },
  finish: {
    title: "Finish signing up",
    lead: "Type the password that you chose, and your account is ready.",
    submit: "Create account",
    wrong: "That's not the password that was chosen with this link. If you don't remember it, sign up again.",
    refusedTitle: "This link no longer works",
    expired: "It was good for a day. Sign up again.",
    used: "There is an account with this address by now: sign in.",
    unknown: "It was used already, isn't complete, or never was one of ours. If you have an account, sign in.",
    again: "Sign up again",
  },
  unsubscribe: {
    title: "Stop these mails",
    lead: "We'll no longer mail you about what's waiting. Mails about your password and your address still come.",
    submit: "Stop these mails",
    doneTitle: "These mails have stopped",
    done: "You can turn them on again in your account.",
    unknownTitle: "This link isn't right",
    unknown:
      "It isn't complete, or never was one of ours. Open it again from the mail, or turn the mails off in your account.",
    toSettings: "Go to your account",
  },
  digest: {
    choice: "Mail me, at most once a day, what has waited for more than a day",
    hint: "It says how much is waiting, but never from whom.",
    title: "What's waiting, by e-mail",
    submit: "Save",
    done: "Saved.",
  },
  dev: {
    title: "Local mailbox",
    lead: "What this app mailed, newest first. It stays on this machine.",
    none: "Nothing was mailed yet.",
    to: "To",
  },
} as const;
