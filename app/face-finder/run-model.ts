import type { GraphModel } from "@tensorflow/tfjs-converter";
import { concat, dispose, slice, type Tensor, type Tensor4D, tensor4d } from "@tensorflow/tfjs-core";
import type { Pixels } from "~/contract/photo";
import { type Band, bandsOf, rowsOf, type Stem } from "./bands";
import { type Encoding, encodePixels } from "./model-input";

/** The name of each model's only output: see scripts/models. */
const output = "faces";

interface How {
  encoding: Encoding;
  /** Null when the model has none, or is for small inputs only. */
  stem: Stem | null;
}

/** Returns a model's raw output for an input, whose first layers read it in bands when it is large. */
export async function runModel(model: GraphModel, pixels: Pixels, { encoding, stem }: How): Promise<Float32Array> {
  const fed = stem ? feedByStem(model, pixels, { encoding, stem }) : { [inputOf(model)]: encoded(pixels, encoding) };
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
function feedByStem(
  model: GraphModel,
  pixels: Pixels,
  { encoding, stem }: How & { stem: Stem },
): Record<string, Tensor> {
  const [first, ...others] = bandsOf(pixels, stem);
  if (!first || others.length === 0) return { [inputOf(model)]: encoded(pixels, encoding) };
  return runStem([first, ...others], stem, ({ seenTop, seenBottom }) => {
    const input = encoded(rowsOf(pixels, seenTop, seenBottom), encoding);
    try {
      return executeStem(model, input, stem);
    } finally {
      input.dispose();
    }
  });
}

/** Returns the stem's outputs for the whole input, by their names. */
function runStem(
  bands: readonly Band[],
  { outputs }: Stem,
  execute: (band: Band) => Tensor4D[],
): Record<string, Tensor> {
  const parts: Tensor4D[][] = outputs.map(() => []);
  try {
    for (const band of bands) {
      const seen = execute(band);
      outputs.forEach(({ strideRows }, i) => parts[i]?.push(ownRows(seen[i] as Tensor4D, band, strideRows)));
      dispose(seen);
    }
    return Object.fromEntries(outputs.map(({ name }, i) => [name, joined(parts[i] ?? [])]));
  } finally {
    dispose(parts.flat());
  }
}

/** Returns the stem's outputs for the rows that a band sees. */
function executeStem(model: GraphModel, input: Tensor, { outputs }: Stem): Tensor4D[] {
  const names = outputs.map(({ name }) => name);
  const found = model.execute({ [inputOf(model)]: input }, names) as Tensor4D | Tensor4D[];
  return Array.isArray(found) ? found : [found];
}

function ownRows(seen: Tensor4D, { top, bottom, seenTop }: Band, strideRows: number): Tensor4D {
  return slice(seen, [0, (top - seenTop) / strideRows, 0, 0], [1, (bottom - top) / strideRows, -1, -1]);
}

/** The parts are gone afterwards: beside the whole, the next layer's would not fit. */
function joined(parts: Tensor4D[]): Tensor {
  const whole = concat(parts, 1);
  dispose(parts.splice(0));
  return whole;
}

function encoded({ width, height, data }: Pixels, encoding: Encoding): Tensor {
  return tensor4d(encodePixels(data, encoding), [1, height, width, 3]);
}

function inputOf({ inputs }: GraphModel): string {
  const [input] = inputs;
  if (!input) throw new Error("The model has no input.");
  return input.name;
}
