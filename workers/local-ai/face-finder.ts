/** The short-range BlazeFace (MediaPipe) on TFJS's CPU backend, which runs in workerd: about 0.2 s for 128 x 128. */
import { loadGraphModel, setBackend, tensor4d, tidy, type GraphModel, type Tensor3D } from "@tensorflow/tfjs";
import type { Pixels, Region, Size } from "../../app/contract/photo";
import { decodeBlazeFaceBoxes } from "../../app/imaging/blazeface";
import { intersectionOverUnion } from "../../app/imaging/geometry";
import modelJson from "../../public/models/short-range/model.json";
import weights from "../../public/models/short-range/weights.bin";

/** Longest sides, in pixels, at which the whole picture is read: near faces, and those of a group. */
const passes = [128, 320];

/** The network's coarser stride: inputs are whole multiples of it. */
const stride = 16;

/** A box with less is no face. */
const minScore = 0.6;

/** Two boxes that share this much of their union are one face. */
const sameFace = 0.3;

let model: Promise<GraphModel> | undefined;

/** Faces in a picture, in its pixels, most certain first. */
export async function findFaces(picture: Pixels): Promise<Region[]> {
  model ??= load();
  const network = await model;
  const found = passes.flatMap((side) => readAt(network, picture, side));
  return withoutRepeats(found.sort((a, b) => (b.confidence ?? 0) - (a.confidence ?? 0)));
}

async function load(): Promise<GraphModel> {
  // Else TensorFlow.js tries WebGL first, which workerd lacks.
  await setBackend("cpu");
  const { modelTopology, weightsManifest } = modelJson;
  const weightSpecs = weightsManifest.flatMap((group) => group.weights) as never[]; // a built file's type is wider than the converter's own
  return loadGraphModel({ load: async () => ({ modelTopology, weightSpecs, weightData: weights }) });
}

function readAt(network: GraphModel, picture: Pixels, longest: number): Region[] {
  const scale = longest / Math.max(picture.width, picture.height);
  const size = { width: upTo(picture.width * scale), height: upTo(picture.height * scale) };
  const values = tidy(() => {
    const input = tensor4d(shrunk(picture, size, scale), [1, size.height, size.width, 3]);
    return (network.predict(input) as Tensor3D).dataSync(); // one output: [1, anchors, 17]
  });
  return decodeBlazeFaceBoxes(values, size, { model: "short-range", minScore }).map((box) => ({
    x: (box.centreX - box.width / 2) / scale,
    y: (box.centreY - box.height / 2) / scale,
    width: box.width / scale,
    height: box.height / scale,
    confidence: box.score,
  }));
}

function upTo(length: number): number {
  return Math.max(stride, Math.ceil(length / stride) * stride);
}

/** RGB in -1..1 at another size, averaged over the pixels that each falls on; black beyond the picture. */
function shrunk(picture: Pixels, size: Size, scale: number): Float32Array {
  const values = new Float32Array(size.width * size.height * 3).fill(-1);
  for (let y = 0; y < Math.min(size.height, Math.floor(picture.height * scale)); y++) {
    for (let x = 0; x < Math.min(size.width, Math.floor(picture.width * scale)); x++) {
      const box = { left: x / scale, top: y / scale, right: (x + 1) / scale, bottom: (y + 1) / scale };
      values.set(averageOf(picture, box), (y * size.width + x) * 3);
    }
  }
  return values;
}

function averageOf(
  { data, width, height }: Pixels,
  { left, top, right, bottom }: { left: number; top: number; right: number; bottom: number },
): [number, number, number] {
  const sums: [number, number, number] = [0, 0, 0];
  let count = 0;
  for (let y = Math.floor(top); y < Math.min(height, Math.max(Math.floor(top) + 1, Math.floor(bottom))); y++) {
    for (let x = Math.floor(left); x < Math.min(width, Math.max(Math.floor(left) + 1, Math.floor(right))); x++) {
      const at = (y * width + x) * 4;
      sums[0] += data[at] ?? 0;
      sums[1] += data[at + 1] ?? 0;
      sums[2] += data[at + 2] ?? 0;
      count++;
    }
  }
  const level = (sum: number) => sum / Math.max(1, count) / 127.5 - 1;
  return [level(sums[0]), level(sums[1]), level(sums[2])];
}

function withoutRepeats(sorted: Region[]): Region[] {
  const kept: Region[] = [];
  for (const box of sorted) if (!kept.some((other) => intersectionOverUnion(box, other) > sameFace)) kept.push(box);
  return kept;
}
