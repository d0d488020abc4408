import type { GraphModel } from "@tensorflow/tfjs-converter";
import { dispose, getBackend, type Tensor, type Tensor4D, tensor4d } from "@tensorflow/tfjs-core";
import type { Pixels } from "~/contract/photo";
import { type Band, bandsOf, rowsOf, type Stem } from "./bands";
import { freeArray } from "./free-array";
import { type Encoding, encodePixels, inputLength } from "./model-input";

/** The name of each model's only output: see scripts/models. */
const output = "faces";

interface How {
  encoding: Encoding;
  /** Null when the model has none, or is for small inputs only. */
  stem: Stem | null;
}

/** Returns a model's raw output for an input, whose first layers read it in bands when it is large. */
export async function runModel(model: GraphModel, pixels: Pixels, { encoding, stem }: How): Promise<Float32Array> {
  const encoder = new InputEncoder(encoding);
  let fed: Record<string, Tensor> = {};
  let faces: Tensor | null = null;
  try {
    fed = stem ? await feedByStem(model, pixels, { encoder, stem }) : { [inputOf(model)]: encoder.encode(pixels) };
    faces = model.execute(fed, output) as Tensor; // one name, one tensor
    return await faces.data<"float32">();
  } finally {
    dispose(fed);
    faces?.dispose();
    encoder.free();
  }
}

/** Encodes inputs of one size, each in the memory of the one before it, whose tensor is gone by then. */
class InputEncoder {
  readonly #encoding: Encoding;
  #values: Float32Array | null = null;

  constructor(encoding: Encoding) {
    this.#encoding = encoding;
  }

  encode({ width, height, data }: Pixels): Tensor {
    this.#values ??= new Float32Array(inputLength(data));
    return tensor4d(encodePixels(data, this.#encoding, this.#values), [1, height, width, 3]);
  }

  free(): void {
    if (this.#values) freeArray(this.#values);
  }
}

/** Returns what the layers after the stem read, by its name: the input itself when one band sees it all. */
async function feedByStem(
  model: GraphModel,
  pixels: Pixels,
  { encoder, stem }: { encoder: InputEncoder; stem: Stem },
): Promise<Record<string, Tensor>> {
  const bands = bandsOf(pixels, stem);
  if (bands.length === 1) return { [inputOf(model)]: encoder.encode(pixels) };
  const wholes = stem.outputs.map(({ strideRows }) => new JoinedRows(pixels.height / strideRows));
  for (const band of bands) {
    const seen = executeStem(model, encoder.encode(rowsOf(pixels, band.seenTop, band.seenBottom)), stem);
    for (const [i, { strideRows }] of stem.outputs.entries())
      await wholes[i]?.add(seen[i] as Tensor4D, band, strideRows);
  }
  return Object.fromEntries(stem.outputs.map(({ name }, i) => [name, wholes[i]?.toTensor() as Tensor]));
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

/**
 * One of a stem's outputs, put together from bands. It is outside of TensorFlow.js until it is whole: its own slices and
 * joins would hold it three times, and WebAssembly never gives back what it took.
 */
class JoinedRows {
  readonly #rows: number;
  #values = new Float32Array();
  #rowShape: [columns: number, channels: number] = [0, 0];

  constructor(rows: number) {
    this.#rows = rows;
  }

  /** Adds the rows that a band answers for, and disposes of what it saw. */
  async add(seen: Tensor4D, { top, bottom, seenTop }: Band, strideRows: number): Promise<void> {
    const [, , columns, channels] = seen.shape;
    const row = columns * channels;
    if (this.#values.length === 0) this.#values = new Float32Array(this.#rows * row);
    this.#rowShape = [columns, channels];
    const values = await seen.data<"float32">();
    seen.dispose();
    const [from, to] = [top - seenTop, bottom - seenTop].map((rows) => (rows / strideRows) * row);
    this.#values.set(values.subarray(from, to), (top / strideRows) * row);
    freeArray(values);
  }

  /** Returns all rows; they are gone here. */
  toTensor(): Tensor {
    const whole = tensor4d(this.#values, [1, this.#rows, ...this.#rowShape]);
    // WebAssembly has copied them. The other backends may refer to them as long as the tensor lives.
    if (getBackend() === "wasm") freeArray(this.#values);
    return whole;
  }
}

function inputOf({ inputs }: GraphModel): string {
  const [input] = inputs;
  if (!input) throw new Error("The model has no input.");
  return input.name;
}
