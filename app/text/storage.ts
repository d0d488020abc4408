import { maxStoredBytes } from "~/contract/limits";

const megabytes = (bytes: number) => `${Math.round(bytes / (1024 * 1024)).toLocaleString("en")} MB`;

/** The sentences about the space that a person's photos take. */
export const storageText = {
  used: (bytes: number) => `Your photos use ${megabytes(bytes)} of ${megabytes(maxStoredBytes)}.`,
  full: (bytes: number) =>
    `${storageText.used(bytes)} This one doesn't fit. Delete a story, or publish without keeping the original.`,
} as const;
