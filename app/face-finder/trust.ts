import { type Candidate, isFramed } from "./candidate";

/** Pixels of the input up to which a face's height tells nothing against it. */
const plainHeight = 20;

/** How much, as a logit, each doubling of the height beyond that takes away. */
const perDoubling = 0.7;

/**
 * The score that a candidate deserves. A face that is large in a large input was there to be found in the smaller inputs
 * too; the false ones are nearly all of this kind (measured: below 27 pixels 1 in 100 is false at a score of 0.4, above
 * 60 pixels 1 in 2), so such a candidate needs a higher score, or others that agree. A framed look is for large faces.
 */
export function trust({ score, height, window }: Candidate): number {
  if (isFramed(window)) return score;
  const doublings = Math.max(0, Math.log2((height * window.scale) / plainHeight));
  return probability(logit(score) - perDoubling * doublings);
}

/** The inverse of `probability`. */
export function logit(score: number): number {
  return Math.log(score / (1 - score));
}

/** From any number to 0 to 1. */
export function probability(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
