/** The sentences of a device without a network, and of a new version. */
export const offlineText = {
  label: "Connection",
  title: "You're offline",
  body: "This page isn't kept on this device. It will be here once you're connected again.",
  tryAgain: "Try again",
  kept: "Kept on this device",
  stories: "Stories",
  compose: "Share a story",
  /** On a page that was loaded or kept. */
  bar: "You're offline. What you write stays on this device until you're back.",
  update: {
    label: "Update",
    ready: "A new version is ready.",
    reload: "Reload",
    later: "Later",
  },
} as const;
