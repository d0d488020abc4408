import type { Region, Size } from "~/contract/photo";
import { logit, sigmoid } from "./calibrate-score";
import { type Crop, type Detection, toPhotoPixels } from "./detection";

/** Sides of the square anchors of each grid, in pixels of the input, and the one that follows the last grid's. */
const sidesPx = [102.4, 179.2, 256, 332.8, 409.6, 486.4, 512] as const;

/** A cell of the finest grid; each further grid has cells twice as large. */
const finestStridePx = 16;

/** Numbers per anchor: the score's logit, the box's centre (down, across) and the logarithm of its size (down, across). */
const valuesPerAnchor = 5;

/** The model's centres are in tenths of the anchor's size, its logarithms in fifths. */
const tenth = 0.1;
const fifth = 0.2;

/** The model's boxes are tighter than faces as people draw them, by this on both sides. */
const boxToFace = 1.1;

/** A grid of anchors: one cell every `stridePx` pixels of the input, one anchor of each size in it. */
interface AnchorGrid {
  stridePx: number;
  sizes: readonly Size[];
}

const grids: readonly AnchorGrid[] = sidesPx.slice(0, -1).map((side, grid) => ({
  stridePx: finestStridePx * 2 ** grid,
  sizes:
    grid === 0
      ? [anchorOf(side / 2, 1), anchorOf(side, 2), anchorOf(side, 1 / 2)]
      : [
          anchorOf(side, 1),
          anchorOf(Math.sqrt(side * (sidesPx[grid + 1] ?? side)), 1),
          ...[2, 1 / 2, 3, 1 / 3].map((ratio) => anchorOf(side, ratio)),
        ],
}));

/** An anchor of the area of a square, `ratio` times as wide as high. */
function anchorOf(side: number, ratio: number): Size {
  return { width: side * Math.sqrt(ratio), height: side / Math.sqrt(ratio) };
}

/**
 * Returns the faces in the raw output of SSD MobileNet whose score is at least `minScore`. A face is seen from several
 * anchors, so it comes several times.
 * Source: https://arxiv.org/abs/1512.02325, with the anchors of TensorFlow's object detection API.
 * @param values `[anchors, 5]`, row-major, the finest grid first; see scripts/models/convert-ssd.mjs
 */
export function decodeSsd(values: ArrayLike<number>, crop: Crop, { minScore }: { minScore: number }): Detection[] {
  const detections: Detection[] = [];
  const minLogit = logit(minScore);
  let offset = 0;
  for (const { stridePx, sizes } of grids) {
    const columns = Math.ceil(crop.width / stridePx);
    const anchors = columns * Math.ceil(crop.height / stridePx) * sizes.length;
    for (let anchor = 0; anchor < anchors; anchor++, offset += valuesPerAnchor) {
      const score = values[offset] ?? 0;
      if (score < minLogit) continue;
      const cell = Math.floor(anchor / sizes.length);
      const size = sizes[anchor % sizes.length] as Size; // the index is less than the length
      const centre = { x: ((cell % columns) + 0.5) * stridePx, y: (Math.floor(cell / columns) + 0.5) * stridePx };
      const box = boxAt({ ...size, ...centre }, values, offset);
      detections.push({ ...toPhotoPixels(box, crop), score: sigmoid(score), model: "ssd", crop });
    }
  }
  return detections;
}

/** The box at an anchor whose `x` and `y` are its centre. */
function boxAt(anchor: Region, values: ArrayLike<number>, offset: number): Region {
  const at = (index: number) => values[offset + index] ?? 0;
  const width = boxToFace * Math.exp(at(4) * fifth) * anchor.width;
  const height = boxToFace * Math.exp(at(3) * fifth) * anchor.height;
  const x = anchor.x + at(2) * tenth * anchor.width - width / 2;
  const y = anchor.y + at(1) * tenth * anchor.height - height / 2;
  return { x, y, width, height };
}
