/** The sentences about recovery codes. */
export const recoveryText = {
  title: "Recovery codes",
  body: "If you lose all your passkeys, a code from this list signs you in, once each. Write them down, and keep them where nobody else looks.",
  left: (count: number) => (count === 1 ? "You have 1 code left." : `You have ${count} codes left.`),
  none: "You don't have any yet.",
  make: "Make recovery codes",
  replace: "Make new codes, and void the others",
  made: "These are your codes. We show them this once.",
  signInAgain: "Sign out, sign in again with your passkey, then make the codes within ten minutes.",
  link: "Lost your passkeys? Use a recovery code",
  pageTitle: "Use a recovery code",
  lead: "Each code works once. You're then signed in: add a passkey or set a password within ten minutes, in Your account.",
  code: "Recovery code",
  submit: "Sign in",
  wrong: "The address or the code is wrong, or the code was used already.",
} as const;
