import { maxPasskeys } from "~/contract/limits";
import type { ProblemCode } from "~/contract/problem";
import { accountText } from "./account";
import { settingsText } from "./settings";

const refusals: Partial<Record<ProblemCode, string>> = {
  email_taken: accountText.taken,
  forbidden: accountText.suspended,
  passkey_refused: "The passkey was not accepted. Try again.",
  turnstile_refused: accountText.captcha.refused,
  not_signed_in: "You were signed out. Sign in, and try again.",
  sign_in_again: "Sign out, sign in again with your passkey, then add another within ten minutes.",
  conflict: `You already have ${maxPasskeys} passkeys. Remove one first.`,
};

/** The sentences about passkeys. */
export const passkeyText = {
  or: "or",
  signIn: "Sign in with a passkey",
  signUp: "Join with a passkey",
  signUpHint:
    "No password needed: your device asks for your fingerprint, face or PIN. Uses the name and address above.",
  waiting: "Follow the prompt on your device.",
  title: "Passkeys",
  body: "A passkey is a key on your device, unlocked by your fingerprint, face or PIN. It signs you in without a password, and it can't be guessed or phished.",
  none: "You don't have any yet.",
  added: "Added",
  used: "last used",
  notUsed: "not used yet",
  remove: "Remove",
  removeName: (name: string, added: string) => `Remove ${name}, added ${added}`,
  removed: "Passkey removed. It can no longer be used to sign in. You can delete it from your device too.",
  gone: "It has already been removed.",
  lastWayIn: "This is your only way to sign in. Add another passkey or set a password before you remove it.",
  name: "Name for the new passkey",
  nameHint: "For example, the device it is on. Leave it empty to use your browser's name.",
  add: "Add a passkey",
  done: "Passkey added.",
  needsScripts: "Turn on JavaScript in your browser to add one.",
  freshOnly: "You don't have a password, so this works within ten minutes of signing in with a passkey.",
  unsupported: "This browser can't use passkeys here. Use a password or try another browser.",
  cancelled: "Nothing was changed. Try again when you're ready.",
  knownHere: "This device already has a passkey for your account.",
  notAccepted:
    "This passkey doesn't match an account here, or it took too long. Try again or sign in with your password.",
  wrongPassword: settingsText.password.wrong,
  failed: "That didn't work. Try again in a moment.",
  noAnswer: "No response. Check your connection and try again.",
  limited: accountText.limited,
  refusals,
} as const;
