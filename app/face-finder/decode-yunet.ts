import type { Candidate, Window } from "./candidate";

/** YuNet looks from one point in each cell of these strides, in pixels of the input. */
const strides = [8, 16, 32];

/** Numbers of one point: class score, objectness, the box's centre and size. */
const valuesPerPoint = 6;

/**
 * The faces in YuNet's raw answer, those with at least `minScore`.
 * @param values `[points, 6]`, row-major, the finest stride first; see scripts/models/convert-yunet.mjs
 */
export function decodeYunet(
  values: ArrayLike<number>,
  window: Window,
  { minScore }: { minScore: number },
): Candidate[] {
  const found: Candidate[] = [];
  let at = 0;
  for (const stride of strides) {
    const columns = window.width / stride;
    const points = columns * (window.height / stride);
    for (let i = 0; i < points; i++, at += valuesPerPoint) {
      const score = Math.sqrt((values[at] as number) * (values[at + 1] as number));
      if (score < minScore) continue;
      const [acrossBy, downBy, logWidth, logHeight] = [2, 3, 4, 5].map((k) => values[at + k] as number) as Four;
      const width = (Math.exp(logWidth) * stride) / window.scale;
      const height = (Math.exp(logHeight) * stride) / window.scale;
      const x = window.x + (((i % columns) + acrossBy) * stride) / window.scale - width / 2;
      const y = window.y + ((Math.floor(i / columns) + downBy) * stride) / window.scale - height / 2;
      found.push({ x, y, width, height, score, model: "yunet", window });
    }
  }
  return found;
}

type Four = [number, number, number, number];
