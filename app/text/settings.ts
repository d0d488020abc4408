/** The sentences of an account's settings page. */
export const settingsText = {
  title: "Your account",
  description: "Your name, how you sign in, and your devices.",
  name: {
    title: "Name",
    body: "This is all readers see of you.",
    submit: "Change name",
    done: "Name changed.",
  },
  password: {
    title: "Password",
    body: "Changing it signs you out everywhere else.",
    current: "Current password",
    next: "New password",
    submit: "Change password",
    done: "Password changed. You're signed out everywhere else.",
    wrong: "That's not your current password.",
    missing: "Enter your password.",
    firstBody:
      "You don't have a password: you sign in with passkeys only. A password lets you sign in without your devices. You can set one within ten minutes of signing in; it signs you out everywhere else.",
    first: "Set a password",
    signInAgain: "Sign out, sign in again with your passkey, then set a password within ten minutes.",
  },
  sessions: {
    title: "Where you're signed in",
    body: "If you don't recognise one, sign it out and change your password.",
    here: "this device",
    since: "Signed in",
    used: "last used",
    end: "Sign out",
    endName: (browser: string, since: string) => `Sign out ${browser}, signed in ${since}`,
    done: "Signed out on that device.",
    gone: "It's already signed out.",
    everywhere: "Sign out everywhere",
    older: "Show older",
  },
  data: {
    title: "Your data",
    body: "Your stories, photos with any originals you kept, connections and conversations in one ZIP file, with a page that explains it. It contains faces and private words, so keep it somewhere safe.",
    download: "Download my data",
    hint: "This can take a few minutes if you have many photos. Your browser shows the progress.",
  },
} as const;
