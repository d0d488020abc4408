import { maxPasskeys } from "~/contract/limits";
import type { ProblemCode } from "~/contract/problem";
import { accountText } from "./account";
import { settingsText } from "./settings";

const refusals: Partial<Record<ProblemCode, string>> = {
  email_taken: accountText.taken,
  forbidden: accountText.suspended,
  passkey_refused: "The passkey was not accepted. Try again.",
  not_signed_in: "You were signed out. Sign in, and try again.",
  sign_in_again: "Sign out and in again with your passkey, then add another within ten minutes.",
  conflict: `There are ${maxPasskeys} passkeys already: remove one first.`,
};

/** What is said of passkeys. */
export const passkeyText = {
  or: "or",
  signIn: "Sign in with a passkey",
  signUp: "Join with a passkey",
  signUpHint: "Without a password: your device asks for your finger, face or PIN, with the name and address above.",
  waiting: "Your device asks you now.",
  title: "Passkeys",
  body: "A passkey is a key on your device, opened by your finger, face or PIN. It signs you in without a password, and nobody can guess it or trick you out of it.",
  none: "You have none yet.",
  added: "Added",
  used: "last used",
  notUsed: "not used yet",
  remove: "Remove",
  removeName: (name: string, added: string) => `Remove ${name}, added ${added}`,
  removed: "The passkey is removed: it leads in no more. You can delete it on your device, too.",
  gone: "It was removed before.",
  lastWayIn: "It is your only way in: add another passkey or choose a password before you remove it.",
  name: "Name of a new passkey",
  nameHint: "Such as the device that keeps it. Leave it empty, and it is called after your browser.",
  add: "Add a passkey",
  done: "The passkey is added.",
  needsScripts: "To add one, switch JavaScript on in your browser.",
  freshOnly: "You have no password here, so this works within ten minutes of signing in with a passkey.",
  unsupported: "This browser cannot use passkeys here. Use a password, or try another browser.",
  cancelled: "Nothing was changed. Try again when you are ready.",
  knownHere: "This device holds a passkey for your account already.",
  notAccepted:
    "This passkey does not open an account here, or it took too long. Try again, or sign in with your password.",
  wrongPassword: settingsText.password.wrong,
  failed: "It did not work. Try again in a moment.",
  noAnswer: "No answer came: check the network and try again.",
  limited: accountText.limited,
  refusals,
} as const;
