/** The sentences of signing in and up. */
export const accountText = {
  signIn: {
    title: "Welcome back",
    lead: "Sign in to share a story or continue one.",
    submit: "Sign in",
    other: "New here?",
    otherLink: "Create an account",
  },
  signUp: {
    title: "Share something true",
    lead: "You need an account to share. Readers see the name you choose and nothing else.",
    submit: "Create account",
    other: "Already have an account?",
    otherLink: "Sign in",
  },
  email: "E-mail address",
  emailHint: "Never shown to anyone.",
  password: "Password",
  passwordHint: "At least 8 characters. A short phrase that only you would think of works well.",
  showPassword: "Show password",
  name: "Display name",
  nameHint: "Readers see this. It doesn't have to be your real name: leave it empty and we'll choose a gentle one.",
  suspended:
    "This account is suspended because it broke the rules. You can sign in again once our staff lift the suspension.",
  wrong: "The e-mail address or password is wrong.",
  taken: "There is already an account with this address. Sign in instead.",
  captcha: {
    loading: "Checking that you're human…",
    refused: "We couldn't confirm that you're human. Wait until the check below is done, then try again.",
    unavailable: "The check that you're human isn't responding. What you typed is still here: try again in a moment.",
    blocked:
      "The check that you're human didn't load. Allow challenges.cloudflare.com in your browser or its extensions, then reload the page.",
    needsScripts: "Turn on JavaScript to create an account: we check that you're human.",
  },
  limited: (seconds: number) =>
    `Too many attempts. Wait ${seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`}, then try again.`,
} as const;
