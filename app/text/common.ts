/** Sentences that stand on every page. */
export const common = {
  name: "Heartfelt",
  tagline: "True stories, without a face given away.",
  main: "Main",
  menu: "Menu",
  pages: "Pages",
  loading: "Loading",
  skip: "Skip to content",
  stories: "Stories",
  toStories: "Back to stories",
  mine: "Your stories",
  connections: "Connections",
  inbox: "Inbox",
  moderation: "Moderation",
  openReports: (count: number) => (count === 1 ? "1 open report" : `${count} open reports`),
  how: "How it works",
  share: "Share a story",
  api: "API for developers",
  privacy: "Privacy",
  signIn: "Sign in",
  signUp: "Join",
  signOut: "Sign out",
  settings: "Your account",
  requestId: "If you contact us about this, mention this reference:",
  theme: { system: "System", light: "Light", dark: "Dark", label: "Theme" },
  footer:
    "Faces are covered on the author's device before anything is uploaded. If you can still make out a face, please report the photo.",
} as const;

/** In place of a page whose data did not arrive; apart from the other words of being offline, which every page would load. */
export const noConnectionText = {
  title: "No connection",
  body: "Heartfelt couldn't be reached. Nothing of yours is lost: what you wrote is kept on this device.",
  tryAgain: "Try again",
} as const;

/** The sentences of an error page, by status. */
export function errorText(status: number): { title: string; body: string } {
  if (status === 404)
    return { title: "Page not found", body: "This page doesn't exist, was deleted, or isn't yours to see." };
  if (status === 400 || status === 422)
    return {
      title: "This link isn't right",
      body: "Part of the address is missing or wrong. Start again from the stories.",
    };
  if (status === 401 || status === 403)
    return { title: "You don't have access", body: "Sign in with an account that can see this page." };
  if (status === 429)
    return {
      title: "Slow down a little",
      body: "There were too many requests from here. Wait a moment, then try again.",
    };
  if (status === 503)
    return {
      title: "Not available right now",
      body: "Part of Heartfelt isn't responding. Nothing of yours is lost. Try again in a moment.",
    };
  return {
    title: "Something went wrong on our side",
    body: "Nothing of yours is lost. Try again, or come back later if it keeps happening.",
  };
}
