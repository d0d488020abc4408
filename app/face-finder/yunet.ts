import { type Crop, type Detection, toPhotoPixels } from "./detection";

/** YuNet predicts one box per cell of these strides, in pixels of the input. */
const stridesPx = [8, 16, 32];

/** Numbers per cell: class score, objectness, the box's centre and the logarithm of its size, both in strides. */
const valuesPerCell = 6;

/**
 * Returns the faces in YuNet's raw output whose score is at least `minScore`.
 * Source: https://github.com/ShiqiYu/libfacedetection.train (anchor-free head; the score is the geometric mean of both).
 * @param values `[cells, 6]`, row-major, the finest stride first; see scripts/models/convert-yunet.mjs
 */
export function decodeYunet(values: ArrayLike<number>, crop: Crop, { minScore }: { minScore: number }): Detection[] {
  const detections: Detection[] = [];
  const at = (index: number) => values[index] ?? 0;
  let offset = 0;
  for (const stride of stridesPx) {
    const columns = crop.width / stride;
    const cells = columns * (crop.height / stride);
    for (let cell = 0; cell < cells; cell++, offset += valuesPerCell) {
      const score = Math.sqrt(at(offset) * at(offset + 1));
      if (score < minScore) continue;
      const centreX = ((cell % columns) + at(offset + 2)) * stride;
      const centreY = (Math.floor(cell / columns) + at(offset + 3)) * stride;
      const [width, height] = [Math.exp(at(offset + 4)) * stride, Math.exp(at(offset + 5)) * stride];
      const box = { x: centreX - width / 2, y: centreY - height / 2, width, height };
      detections.push({ ...toPhotoPixels(box, crop), score, model: "yunet", crop });
    }
  }
  return detections;
}
