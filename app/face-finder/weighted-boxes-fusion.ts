import type { Region } from "~/contract/photo";
import { intersectionOverUnion } from "~/imaging/geometry";
import { calibrateScore, logit, sigmoid } from "./calibrate-score";
import type { Crop, Detection } from "./detection";

/** A face on which detections agree: their weighted mean box, tight, in pixels of the upright photo. */
export interface Face extends Region {
  /** 0 to 1. */
  score: number;
  /** The inputs of the passes that saw it. */
  passes: ReadonlySet<Crop>;
}

/** Boxes with at least this intersection over union are the same face. */
const minIou = 0.35;

/** The amount that a further pass that is certain of the same face adds to the score's logit. */
const logitPerAgreement = 2;

/**
 * Returns the faces that the detections of several passes stand for, highest score first: each box is the mean of its
 * detections weighted by score, and each further pass that agrees raises the score. Unlike non-maximum suppression this
 * deletes nothing: a small confident box inside a much larger one leaves both.
 * Source: weighted boxes fusion, https://arxiv.org/abs/1910.13302
 */
export function fuseBoxes(detections: readonly Detection[]): Face[] {
  const clusters: Cluster[] = [];
  const calibrated = detections.map((detection) => ({ ...detection, score: calibrateScore(detection) }));
  for (const detection of calibrated.sort((a, b) => b.score - a.score)) {
    const cluster = clusters.find(({ box }) => intersectionOverUnion(box, detection) >= minIou);
    if (cluster) addTo(cluster, detection);
    else clusters.push(clusterOf(detection));
  }
  return clusters.map(toFace).sort((a, b) => b.score - a.score);
}

interface Cluster {
  box: Region;
  weight: number;
  /** The best score of each pass. */
  scores: Map<Crop, number>;
}

function clusterOf({ x, y, width, height, score, crop }: Detection): Cluster {
  return { box: { x, y, width, height }, weight: score * score, scores: new Map([[crop, score]]) };
}

/** Weights are squared scores: ten neighbours that half see a face do not outvote the one that sees it. */
function addTo(cluster: Cluster, detection: Detection): void {
  const { box, scores } = cluster;
  const weight = detection.score * detection.score;
  const share = weight / (cluster.weight + weight);
  for (const side of ["x", "y", "width", "height"] as const) box[side] += (detection[side] - box[side]) * share;
  cluster.weight += weight;
  scores.set(detection.crop, Math.max(scores.get(detection.crop) ?? 0, detection.score));
}

function toFace({ box, scores }: Cluster): Face {
  const [best = 0, ...others] = [...scores.values()].sort((a, b) => b - a);
  const agreement = others.reduce((sum, score) => sum + score, 0);
  return { ...box, score: sigmoid(logit(best) + logitPerAgreement * agreement), passes: new Set(scores.keys()) };
}
