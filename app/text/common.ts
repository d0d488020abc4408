/** Sentences that stand on every page. */
export const common = {
  name: "Heartfelt",
  tagline: "True stories, without a face given away.",
  main: "Main",
  menu: "Menu",
  pages: "Pages",
  loading: "Loading",
  skip: "Skip to the content",
  stories: "Stories",
  toStories: "To the stories",
  mine: "Your stories",
  connections: "Connections",
  how: "How it works",
  share: "Share a story",
  api: "For programs: the API.",
  signIn: "Sign in",
  signUp: "Join",
  signOut: "Sign out",
  settings: "Your account",
  requestId: "If you write to us about it, name this:",
  theme: { system: "As the system", light: "Light", dark: "Dark", label: "Colours" },
  footer:
    "Faces are covered on the author's device before anything is uploaded. Nobody is perfect: if you can make out a face, tell the author.",
} as const;

/** What an error page says, by status. */
export function errorText(status: number): { title: string; body: string } {
  if (status === 404)
    return { title: "There is nothing here", body: "The page is gone, was never there, or is not yours to see." };
  if (status === 400 || status === 422)
    return {
      title: "This address is not right",
      body: "A part of it is missing or was changed. Start again from the stories.",
    };
  if (status === 401 || status === 403)
    return { title: "This is not open to you", body: "Sign in with the account that may see it." };
  if (status === 429)
    return {
      title: "A little slower, please",
      body: "Too many requests came from here. Wait a moment, then try again.",
    };
  if (status === 503)
    return {
      title: "Not available right now",
      body: "A part of Heartfelt does not answer. Nothing of yours is lost: try again in a moment.",
    };
  return {
    title: "Something went wrong on our side",
    body: "Nothing of yours is lost. Try again; if it stays like this, come back later.",
  };
}
