/** The sentences for an account that is to be deleted: in a file of their own, because every page may show them. */
export const scheduledDeletionText = {
  title: "Delete your account",
  banner: "Your account is hidden and will be erased on",
  keep: "Keep my account",
};
