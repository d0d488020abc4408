import type { Region } from "~/contract/photo";
import type { Candidate } from "./candidate";

/** A face on which candidates agree: their weighted mean box, tight, in pixels of the upright photo. */
export interface Face extends Region {
  score: number;
}

/** Boxes that share this much of their union are the same face. */
const sameFace = 0.35;

/**
 * Joins what several passes saw of the same face: the box is the mean of theirs, weighted by score. A small sure box inside
 * a much larger one deletes nothing: both stay. Most certain first.
 * Source: weighted boxes fusion, https://arxiv.org/abs/1910.13302
 */
export function fuse(candidates: readonly Candidate[]): Face[] {
  const clusters: Cluster[] = [];
  for (const candidate of [...candidates].sort((a, b) => b.score - a.score)) {
    const cluster = clusters.find(({ face }) => overlap(face, candidate) >= sameFace);
    if (cluster) join(cluster, candidate);
    else clusters.push(startOf(candidate));
  }
  return clusters.map(({ face }) => face).sort((a, b) => b.score - a.score);
}

interface Cluster {
  face: Face;
  weight: number;
}

function startOf({ x, y, width, height, score }: Candidate): Cluster {
  return { face: { x, y, width, height, score }, weight: score * score };
}

/** The score is squared as a weight: ten neighbours that half see a face do not outvote the one that sees it. */
function join(cluster: Cluster, candidate: Candidate): void {
  const { face } = cluster;
  const weight = candidate.score * candidate.score;
  const share = weight / (cluster.weight + weight);
  for (const side of ["x", "y", "width", "height"] as const) face[side] += (candidate[side] - face[side]) * share;
  cluster.weight += weight;
}

/** Area in both over area in either. */
export function overlap(a: Region, b: Region): number {
  const both = intersection(a, b);
  return both === 0 ? 0 : both / (a.width * a.height + b.width * b.height - both);
}

/** Area that two boxes share. */
export function intersection(a: Region, b: Region): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
}
