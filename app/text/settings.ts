/** What the page of an account's settings says. */
export const settingsText = {
  title: "Your account",
  description: "Your name, how you sign in, and where.",
  name: {
    title: "Name",
    body: "All that readers see of you.",
    submit: "Change the name",
    done: "Your name is changed.",
  },
  password: {
    title: "Password",
    body: "Changing it signs you out everywhere but here.",
    current: "Password now",
    next: "New password",
    submit: "Change the password",
    done: "Your password is changed. You are signed out everywhere but here.",
    wrong: "That is not your password.",
    missing: "Type your password.",
    firstBody:
      "You have none: passkeys alone sign you in. With a password you get in where your devices are not. Choosing one works within ten minutes of signing in, and signs you out everywhere but here.",
    first: "Choose a password",
    signInAgain: "Sign out and in again with your passkey, then choose a password within ten minutes.",
  },
  sessions: {
    title: "Where you are signed in",
    body: "If you do not know one of them, sign it out and change your password.",
    here: "here",
    since: "Signed in",
    used: "last used",
    end: "Sign out there",
    endName: (browser: string, since: string) => `Sign out ${browser}, signed in ${since}`,
    done: "Signed out there.",
    gone: "It was signed out before.",
    everywhere: "Sign out everywhere",
    older: "Older ones",
  },
  data: {
    title: "A copy of everything",
    body: "Your stories, photos with the originals that you kept, connections and conversations, in one ZIP file with a page that explains it. It shows faces and words that are yours alone: mind where you keep it.",
    download: "Download everything of mine",
    hint: "It may take a few minutes when there are many photos. Your browser shows how far it is.",
  },
} as const;

/** A moment, as a list of sessions tells it: UTC, so that server and browser agree. */
export function momentOf(iso: string): string {
  const form = { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" } as const;
  return `${new Intl.DateTimeFormat("en-GB", form).format(new Date(iso))} UTC`;
}
