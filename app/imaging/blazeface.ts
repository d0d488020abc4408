/** BlazeFace's raw output, in pixels of the model input. Pure. Source: https://arxiv.org/abs/1907.05047 */
import type { Region, Size } from "~/contract/photo";

/** A grid of anchors: one cell every `stridePx` pixels of the input, `perCell` anchors in each. */
interface AnchorGrid {
  stridePx: number;
  perCell: number;
}

/** As in MediaPipe's graphs of these names (SsdAnchorsCalculatorOptions). */
const anchorGrids = {
  "short-range": [
    { stridePx: 8, perCell: 2 },
    { stridePx: 16, perCell: 6 },
  ],
  "full-range": [{ stridePx: 4, perCell: 1 }],
  "back-camera": [
    { stridePx: 16, perCell: 2 },
    { stridePx: 32, perCell: 6 },
  ],
} as const satisfies Record<string, readonly AnchorGrid[]>;

export type BlazeFaceModelName = keyof typeof anchorGrids;

/** Numbers per anchor: the score's logit, the box's centre and size, six key points. */
const valuesPerAnchor = 17;

/**
 * BlazeFace's boxes reach from the brows to the chin, and are narrow: measured on other photos, 0.95 of the width, 1.2 of
 * the height and 0.07 of the height up is the face as people draw it.
 */
const boxToFace = { width: 0.95, height: 1.2, up: 0.07 };

/** BlazeFace's own box, in pixels of the input. */
export interface BlazeFaceBox {
  centreX: number;
  centreY: number;
  width: number;
  height: number;
}

export interface ScoredFace extends Region {
  /** 0 to 1. */
  score: number;
}

interface Output {
  model: BlazeFaceModelName;
  /** Boxes with a lower score are left out; above 0 and below 1. */
  minScore: number;
}

/**
 * Returns the faces in a BlazeFace model's raw output whose score is at least `minScore`, in pixels of the input. A face is
 * seen from several anchors, so it comes several times.
 * @param values `[anchors, 17]`, row-major, offsets and sizes in pixels of the input
 * @param input the size of the model input
 */
export function decodeBlazeFace(values: ArrayLike<number>, input: Size, output: Output): ScoredFace[] {
  return decodeBlazeFaceBoxes(values, input, output).map(({ score, ...box }) => ({ ...faceInBox(box), score }));
}

/** Returns BlazeFace's own boxes; all else as `decodeBlazeFace`. */
export function decodeBlazeFaceBoxes(
  values: ArrayLike<number>,
  input: Size,
  { model, minScore }: Output,
): (BlazeFaceBox & { score: number })[] {
  const boxes: (BlazeFaceBox & { score: number })[] = [];
  const minLogit = Math.log(minScore / (1 - minScore));
  const at = (index: number) => values[index] ?? 0;
  let offset = 0;
  for (const { stridePx, perCell } of anchorGrids[model]) {
    const columns = input.width / stridePx;
    const anchors = columns * (input.height / stridePx) * perCell;
    for (let anchor = 0; anchor < anchors; anchor++, offset += valuesPerAnchor) {
      const logit = at(offset);
      const [width, height] = [at(offset + 3), at(offset + 4)];
      if (logit < minLogit || width <= 0 || height <= 0) continue;
      const cell = Math.floor(anchor / perCell);
      const centreX = at(offset + 1) + ((cell % columns) + 0.5) * stridePx;
      const centreY = at(offset + 2) + (Math.floor(cell / columns) + 0.5) * stridePx;
      boxes.push({ centreX, centreY, width, height, score: 1 / (1 + Math.exp(-logit)) });
    }
  }
  return boxes;
}

/** Returns the face that BlazeFace's box stands for, in the same pixels: larger and higher than the box. */
export function faceInBox(box: BlazeFaceBox): Region {
  const width = box.width * boxToFace.width;
  const height = box.height * boxToFace.height;
  return { x: box.centreX - width / 2, y: box.centreY - boxToFace.up * box.height - height / 2, width, height };
}
