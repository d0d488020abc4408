import type { Region } from "~/contract/photo";
import type { Candidate, Window } from "./candidate";
import { logit, probability, trust } from "./trust";

/** A face on which candidates agree: their weighted mean box, tight, in pixels of the upright photo. */
export interface Face extends Region {
  score: number;
}

/** Boxes that share this much of their union are the same face. */
const sameFace = 0.35;

/** How much, as a logit, a further pass that is sure of the same face adds. */
const agreement = 2;

/**
 * Joins what several passes saw of the same face: the box is the mean of theirs, weighted by score, and the more passes
 * agree the higher is its score. A small sure box inside a much larger one deletes nothing: both stay. Most certain first.
 * Source: weighted boxes fusion, https://arxiv.org/abs/1910.13302
 */
export function fuse(candidates: readonly Candidate[]): Face[] {
  const clusters: Cluster[] = [];
  const trusted = candidates.map((candidate) => ({ ...candidate, score: trust(candidate) }));
  for (const candidate of trusted.sort((a, b) => b.score - a.score)) {
    const cluster = clusters.find(({ box }) => overlap(box, candidate) >= sameFace);
    if (cluster) join(cluster, candidate);
    else clusters.push(startOf(candidate));
  }
  return clusters.map(faceOf).sort((a, b) => b.score - a.score);
}

interface Cluster {
  box: Region;
  weight: number;
  /** The best score of each pass. */
  scores: Map<Window, number>;
}

function startOf(candidate: Candidate): Cluster {
  const { x, y, width, height, score, window } = candidate;
  return { box: { x, y, width, height }, weight: score * score, scores: new Map([[window, score]]) };
}

/** The score is squared as a weight: ten neighbours that half see a face do not outvote the one that sees it. */
function join(cluster: Cluster, candidate: Candidate): void {
  const { box, scores } = cluster;
  const weight = candidate.score * candidate.score;
  const share = weight / (cluster.weight + weight);
  for (const side of ["x", "y", "width", "height"] as const) box[side] += (candidate[side] - box[side]) * share;
  cluster.weight += weight;
  scores.set(candidate.window, Math.max(scores.get(candidate.window) ?? 0, candidate.score));
}

function faceOf({ box, scores }: Cluster): Face {
  const [best = 0, ...others] = [...scores.values()].sort((a, b) => b - a);
  const support = others.reduce((sum, score) => sum + score, 0);
  return { ...box, score: probability(logit(best) + agreement * support) };
}

/** Area in both over area in either. */
function overlap(a: Region, b: Region): number {
  const both = intersection(a, b);
  return both === 0 ? 0 : both / (a.width * a.height + b.width * b.height - both);
}

/** Area that two boxes share. */
function intersection(a: Region, b: Region): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
}
