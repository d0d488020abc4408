import type { GraphModel } from "@tensorflow/tfjs-converter";
import { dispose, type Tensor, type Tensor4D } from "@tensorflow/tfjs-core";
import type { Pixels } from "~/contract/photo";
import { type Band, bandsOf, rowsOf, type Stem } from "./bands";
import { type Encoding, encodePixels } from "./model-input";
import { UnfinishedTensor, valuesOf } from "./unfinished-tensor";

/** The name of each model's only output: see scripts/models. */
const output = "faces";

interface How {
  encoding: Encoding;
  /** Null when the model has none, or is for small inputs only. */
  stem: Stem | null;
}

/** Returns a model's raw output for an input, whose first layers read it in bands when it is large. */
export async function runModel(model: GraphModel, pixels: Pixels, { encoding, stem }: How): Promise<Float32Array> {
  const fed = stem
    ? await feedByStem(model, pixels, { encoding, stem })
    : { [inputOf(model)]: encoded(pixels, encoding) };
  let faces: Tensor | null = null;
  try {
    faces = model.execute(fed, output) as Tensor; // one name, one tensor
    return await faces.data<"float32">();
  } finally {
    dispose(fed);
    faces?.dispose();
  }
}

/** Returns what the layers after the stem read, by its name: the input itself when one band sees it all. */
async function feedByStem(
  model: GraphModel,
  pixels: Pixels,
  { encoding, stem }: How & { stem: Stem },
): Promise<Record<string, Tensor>> {
  const bands = bandsOf(pixels, stem);
  if (bands.length === 1) return { [inputOf(model)]: encoded(pixels, encoding) };
  // Before the bands' own memory, which is free afterwards: in one piece, as the layers after the stem need it.
  const wholes = stem.outputs.map(
    ({ stride, channels }) => new UnfinishedTensor([1, pixels.height / stride, pixels.width / stride, channels]),
  );
  for (const band of bands) {
    const seen = executeStem(model, encoded(rowsOf(pixels, band.seenTop, band.seenBottom), encoding), stem);
    for (const [i, { stride }] of stem.outputs.entries()) {
      const [part, whole] = [seen[i], wholes[i]] as [Tensor4D, UnfinishedTensor]; // one of each for each output
      await addOwnRows(part, whole, { band, stride });
    }
    dispose(seen);
  }
  return Object.fromEntries(stem.outputs.map(({ name }, i) => [name, wholes[i]?.finish() as Tensor]));
}

/** Returns the stem's outputs for the rows that a band sees. The input is gone afterwards. */
function executeStem(model: GraphModel, input: Tensor, { outputs }: Stem): Tensor4D[] {
  const names = outputs.map(({ name }) => name);
  try {
    const found = model.execute({ [inputOf(model)]: input }, names) as Tensor4D | Tensor4D[];
    return Array.isArray(found) ? found : [found];
  } finally {
    input.dispose();
  }
}

/** Writes the rows that a band answers for: slices and a join of TensorFlow.js would hold all rows three times. */
async function addOwnRows(
  seen: Tensor4D,
  whole: UnfinishedTensor,
  { band: { top, bottom, seenTop }, stride }: { band: Band; stride: number },
): Promise<void> {
  const [, , columns, channels] = seen.shape;
  const at = (row: number) => (row / stride) * columns * channels;
  const values = await valuesOf(seen);
  whole.values.set(values.subarray(at(top - seenTop), at(bottom - seenTop)), at(top));
}

function encoded({ width, height, data }: Pixels, encoding: Encoding): Tensor {
  const input = new UnfinishedTensor([1, height, width, 3]);
  encodePixels(data, encoding, input.values);
  return input.finish();
}

function inputOf({ inputs }: GraphModel): string {
  const [input] = inputs;
  if (!input) throw new Error("The model has no input.");
  return input.name;
}
