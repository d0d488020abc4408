import type { Pixels, Size } from "~/contract/photo";
import type { ModelName } from "./detection";

/**
 * A model's first layers. They are the largest by far, and each of their values depends on a few rows around it, so a large
 * input is read by them in bands, and by the layers after them as a whole. All comes out to the same bits.
 */
export interface Stem {
  /** What all later layers depend on alone: names in the model's graph, and the pixels of the input, down and across, to one of theirs. */
  outputs: readonly { name: string; stride: number; channels: number }[];
  /** Rows that a band sees beyond its own, above and below: as many as its own values depend on. */
  marginRows: number;
}

/** The SSD and BlazeFace's package read small inputs only. */
export const stems: Partial<Record<ModelName, Stem>> = {
  "full-range": {
    outputs: [
      { name: "activation_12", stride: 8, channels: 96 },
      { name: "conv2d_44", stride: 4, channels: 48 },
    ],
    marginRows: 48,
  },
  "back-camera": {
    outputs: [{ name: "StatefulPartitionedCall/functional_1/re_lu_7/Relu", stride: 4, channels: 24 }],
    marginRows: 24,
  },
  yunet: { outputs: [{ name: "yunet/233", stride: 8, channels: 64 }], marginRows: 24 },
};

/** Rows of an input: those that a band answers for, and those that it sees. */
export interface Band {
  top: number;
  bottom: number;
  seenTop: number;
  seenBottom: number;
}

/** Pixels that a band sees at most, where it can: a layer of its half size and 32 channels then takes 17 MB. */
const maxBandPx = 512 * 1024;

/** Layers halve the rows up to three times before a stem ends: bands begin where all those begin anew. */
const alignedRows = 8;

/**
 * Returns the bands of an input, which see equally many rows each: layers are made ready for one size.
 * @param input a multiple of `alignedRows` in height
 */
export function bandsOf({ width, height }: Size, { marginRows }: Stem): Band[] {
  const mostRows = Math.max(alignedRows, Math.floor(maxBandPx / width) - 2 * marginRows);
  if (width * height <= maxBandPx) return [{ top: 0, bottom: height, seenTop: 0, seenBottom: height }];
  const count = Math.ceil(height / mostRows);
  const rows = Math.ceil(height / count / alignedRows) * alignedRows;
  const seenRows = Math.min(height, rows + 2 * marginRows);
  return Array.from({ length: Math.ceil(height / rows) }, (_, band) => {
    const top = band * rows;
    const seenTop = Math.max(0, Math.min(top - marginRows, height - seenRows));
    return { top, bottom: Math.min(height, top + rows), seenTop, seenBottom: seenTop + seenRows };
  });
}

/** Returns rows of pixels: a view, not a copy. */
export function rowsOf({ width, data }: Pixels, from: number, to: number): Pixels {
  return { width, height: to - from, data: data.subarray(from * width * 4, to * width * 4) };
}
