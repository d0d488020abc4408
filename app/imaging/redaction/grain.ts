/** The most that grain changes a colour, in levels of 255: enough against banding, too little to be seen as a pattern. */
export const maxGrain = 3;

/**
 * Returns the grain of one pixel: a number between -maxGrain and maxGrain, zero in the mean, small ones more often. It depends on
 * where the pixel is and on the seed, on nothing in the picture. The mixing is MurmurHash3's finalizer.
 */
export function grainAt(x: number, y: number, seed: number): number {
  let hash = Math.imul(x, 0x9e3779b1) ^ Math.imul(y, 0x85ebca77) ^ Math.imul(seed, 0xc2b2ae3d);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  hash ^= hash >>> 16;
  const one = (hash & 0xffff) / 0xffff;
  const other = (hash >>> 16) / 0xffff;
  return (one + other - 1) * maxGrain;
}
