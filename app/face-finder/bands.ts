import type { Pixels, Region } from "~/contract/photo";
import type { Crop, Detection } from "./detection";

/** A part of a model's input, from one row to another, and the photo's rows whose faces it answers for. */
export interface Band {
  crop: Crop;
  pixels: Pixels;
  /** In pixels of the photo: a face belongs to the band in which its centre lies. */
  fromY: number;
  toY: number;
}

/** A larger input is read in two: the layers of the full-range model alone take 270 MB for 1536 x 1152 pixels. */
const maxInputPx = 1024 * 1024;

/** Rows that a band sees beyond its own: more than a face for which such inputs are. */
const marginRows = 128;

/** The coarsest stride of all models: a band that begins at a multiple of it has its anchors where the whole has them. */
const alignedRows = 64;

/**
 * Returns the bands of a model's input, one when it is small.
 * @param pixels of the crop
 */
export function bandsOf(pixels: Pixels, crop: Crop): Band[] {
  const { width, height } = pixels;
  const middle = Math.round(height / 2 / alignedRows) * alignedRows;
  if (width * height <= maxInputPx || middle <= marginRows) return [bandOf(pixels, crop, { top: 0, bottom: height })];
  const middleY = crop.y + middle / crop.scale;
  return [
    { ...bandOf(pixels, crop, { top: 0, bottom: middle + marginRows }), toY: middleY },
    { ...bandOf(pixels, crop, { top: middle - marginRows, bottom: height }), fromY: middleY },
  ];
}

function bandOf({ width, data }: Pixels, crop: Crop, { top, bottom }: { top: number; bottom: number }): Band {
  const height = bottom - top;
  return {
    crop: { ...crop, y: crop.y + top / crop.scale, height },
    pixels: { width, height, data: data.subarray(top * width * 4, bottom * width * 4) },
    fromY: -Infinity,
    toY: Infinity,
  };
}

/** Returns the faces that a band answers for, as seen in the whole input. */
export function facesOfBand(faces: readonly Detection[], { fromY, toY }: Band, whole: Crop): Detection[] {
  const isOwn = ({ y, height }: Region) => y + height / 2 >= fromY && y + height / 2 < toY;
  return faces.filter(isOwn).map((face) => ({ ...face, crop: whole }));
}
