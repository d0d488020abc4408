/** What the pages of accounts say. */
export const accountText = {
  signIn: {
    title: "Welcome back",
    lead: "Sign in to share a story or to go on with one.",
    submit: "Sign in",
    other: "New here?",
    otherLink: "Make an account",
  },
  signUp: {
    title: "Share something true",
    lead: "An account is needed to share. Readers see the name that you choose and nothing else.",
    submit: "Make my account",
    other: "You have an account?",
    otherLink: "Sign in",
  },
  email: "E-mail address",
  emailHint: "Never shown to anybody.",
  password: "Password",
  passwordHint: "At least 8 characters. A few words that belong together only for you are good.",
  showPassword: "Show the password",
  name: "Name that readers see",
  nameHint: "It need not be your own. Leave it empty, and we choose a gentle one.",
  suspended:
    "This account is suspended: staff found that it broke the rules. Nobody can sign in with it until they lift that.",
  wrong: "The e-mail address or the password is wrong.",
  taken: "This address has an account: sign in instead.",
  limited: (seconds: number) =>
    `Too many tries. Wait ${seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`}, then try again.`,
} as const;
