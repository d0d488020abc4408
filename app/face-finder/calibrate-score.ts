import { type Detection, isPadded } from "./detection";

/** Height of a face in pixels of the model input up to which its score is taken as it is. */
const calibratedHeightPx = 20;

/** The amount that each doubling of the height beyond that subtracts from the score's logit. */
const logitPerDoubling = 0.7;

/** The amount that is added to the logit of SSD MobileNet's scores: a face that it alone sees counts from 0.4 on. */
const ssdLogit = 1.5;

/**
 * Returns the detection's score, lowered for faces that are large in the model input: they should have been detected at a
 * smaller input size too. Nearly all false positives are of this kind (measured at a score of 0.4: 1 in 100 below 27 pixels
 * is false, 1 in 2 above 60 pixels). Padded passes exist for large faces, so theirs stays.
 */
export function calibrateScore({ score, height, model, crop }: Detection): number {
  if (model === "ssd") return sigmoid(logit(score) + ssdLogit);
  if (isPadded(crop)) return score;
  const doublings = Math.max(0, Math.log2((height * crop.scale) / calibratedHeightPx));
  return sigmoid(logit(score) - logitPerDoubling * doublings);
}

/** Returns the log-odds of a probability: the inverse of `sigmoid`. */
export function logit(probability: number): number {
  return Math.log(probability / (1 - probability));
}

/** Returns the probability, 0 to 1, for log-odds. */
export function sigmoid(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}
