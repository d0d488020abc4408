/** The sentences about notifications. */
export const notificationText = {
  off: "This server sends no notifications.",
  refused: {
    endpoint: "The endpoint is not the address of a push service.",
    keys: "The key is no point of the curve P-256.",
  },
} as const;
