/** The agreement between the regions of two engines' finders. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Two regions of at least this intersection over union are the same one. */
const sameFrom = 0.8;

/** Regions that both have, and all there are: each of one engine takes the best of the other's that is left. */
export interface Agreement {
  same: number;
  all: number;
}

/** Returns how far the regions of one photo agree. */
export function agreementOf(ours: readonly Box[], theirs: readonly Box[]): Agreement {
  const left = new Set(theirs);
  let same = 0;
  for (const box of ours) {
    const [best] = [...left].toSorted((one, other) => overlap(box, other) - overlap(box, one));
    if (best === undefined || overlap(box, best) < sameFrom) continue;
    left.delete(best);
    same++;
  }
  return { same, all: ours.length + theirs.length - same };
}

/** Returns the intersection over union of two boxes, 0 to 1. */
function overlap(one: Box, other: Box): number {
  const width = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
  const height = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
  if (width <= 0 || height <= 0) return 0;
  return (width * height) / (one.width * one.height + other.width * other.height - width * height);
}
