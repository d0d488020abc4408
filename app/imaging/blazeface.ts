import type { Candidate, ModelName, Window } from "~/face-finder/candidate";

/** The grids of anchors of a model: one point each `stride` pixels of the input, `perCell` anchors on each point. */
interface Grid {
  stride: number;
  perCell: number;
}

/** As in MediaPipe's graphs of these names (SsdAnchorsCalculatorOptions). */
const grids: Record<Exclude<ModelName, "yunet">, readonly Grid[]> = {
  "short-range": [
    { stride: 8, perCell: 2 },
    { stride: 16, perCell: 6 },
  ],
  "full-range": [{ stride: 4, perCell: 1 }],
  "back-camera": [
    { stride: 16, perCell: 2 },
    { stride: 32, perCell: 6 },
  ],
};

/** Numbers of one anchor: the score's logit, the box's centre and size, six key points. */
const valuesPerAnchor = 17;

/**
 * BlazeFace's boxes reach from the brows to the chin, and are narrow: measured on other photos, 0.95 of the width, 1.2 of
 * the height and 0.07 of the height up is the face as people draw it.
 */
const faceOfBox = { width: 0.95, height: 1.2, up: 0.07 };

/**
 * The faces in a BlazeFace's raw answer, those with at least `minScore`.
 * @param values `[anchors, 17]`, row-major, offsets and sizes in pixels of the input
 */
export function decodeBlazeFace(
  values: ArrayLike<number>,
  window: Window,
  { model, minScore }: { model: keyof typeof grids; minScore: number },
): Candidate[] {
  const found: Candidate[] = [];
  const minLogit = Math.log(minScore / (1 - minScore));
  let at = 0;
  for (const { stride, perCell } of grids[model]) {
    const columns = window.width / stride;
    const anchors = columns * (window.height / stride) * perCell;
    for (let i = 0; i < anchors; i++, at += valuesPerAnchor) {
      const logit = values[at] as number;
      if (logit < minLogit) continue;
      const cell = Math.floor(i / perCell);
      const centreX = (values[at + 1] as number) + ((cell % columns) + 0.5) * stride;
      const centreY = (values[at + 2] as number) + (Math.floor(cell / columns) + 0.5) * stride;
      const box = { centreX, centreY, width: values[at + 3] as number, height: values[at + 4] as number };
      if (box.width <= 0 || box.height <= 0) continue;
      found.push({ ...faceIn(box, window), score: 1 / (1 + Math.exp(-logit)), model, window });
    }
  }
  return found;
}

interface Box {
  centreX: number;
  centreY: number;
  width: number;
  height: number;
}

/** The face that BlazeFace's box stands for, in pixels of the photo. */
function faceIn(box: Box, { x, y, scale }: Window) {
  const width = (box.width * faceOfBox.width) / scale;
  const height = (box.height * faceOfBox.height) / scale;
  const centreX = x + box.centreX / scale;
  const centreY = y + (box.centreY - faceOfBox.up * box.height) / scale;
  return { x: centreX - width / 2, y: centreY - height / 2, width, height };
}
