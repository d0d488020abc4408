import { inject } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    howMany: HowMany;
  }
}

/** `npm test` runs the usual number of random tries, `npm run soak:properties` all of them. */
export type HowMany = "usual" | "full";

/**
 * Returns how many tries a long random test makes. The usual number still catches the faults that the test is about; the
 * full one is for what no one has thought of.
 */
export function runs(counts: Record<HowMany, number>): number {
  return counts[inject("howMany")];
}
