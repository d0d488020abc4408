/** The short-range BlazeFace (MediaPipe) on TFJS's CPU backend, which runs in workerd: about 0.2 s for 128 x 128. */
import { loadGraphModel, setBackend, tensor4d, tidy, type GraphModel, type Tensor3D } from "@tensorflow/tfjs";
import type { Pixels, Region, Size } from "../../app/contract/photo";
import modelJson from "../../public/models/short-range/model.json";
import weights from "../../public/models/short-range/weights.bin";

/** Longest sides, in pixels, at which the whole picture is read: near faces, and those of a group. */
const passes = [128, 320];

/** The network's coarser stride: inputs are whole multiples of it. */
const stride = 16;

/** Anchors per cell: two at stride 8, six at stride 16 (MediaPipe's ssd_anchors_calculator for this model). */
const layers = [
  { stride: 8, anchors: 2 },
  { stride: 16, anchors: 6 },
];

/** Boxes are in pixels of the 128 x 128 input that the network was trained on. */
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
  const weightSpecs = weightsManifest.flatMap((group) => group.weights) as never[]; // the converter's own format
  return loadGraphModel({ load: async () => ({ modelTopology, weightSpecs, weightData: weights }) });
}

function readAt(network: GraphModel, picture: Pixels, longest: number): Region[] {
  const scale = longest / Math.max(picture.width, picture.height);
  const size = { width: upTo(picture.width * scale), height: upTo(picture.height * scale) };
  const values = tidy(() => {
    const input = tensor4d(shrunk(picture, size, scale), [1, size.height, size.width, 3]);
    return (network.predict(input) as Tensor3D).dataSync(); // one output: [1, anchors, 17]
  });
  return boxesIn(values, size).map(({ x, y, width, height, confidence }) => ({
    x: x / scale,
    y: y / scale,
    width: width / scale,
    height: height / scale,
    confidence,
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

/** Each row: a logit, then the box's middle (from its anchor's) and size, then six points that are not needed. */
function boxesIn(values: ArrayLike<number>, size: Size): Required<Region>[] {
  const boxes: Required<Region>[] = [];
  let row = 0;
  for (const layer of layers) {
    for (let cellY = 0; cellY < size.height / layer.stride; cellY++) {
      for (let cellX = 0; cellX < size.width / layer.stride; cellX++) {
        for (let anchor = 0; anchor < layer.anchors; anchor++, row++) {
          const at = row * 17;
          const confidence = 1 / (1 + Math.exp(-(values[at] ?? -100)));
          if (confidence < minScore) continue;
          const [width, height] = [values[at + 3] ?? 0, values[at + 4] ?? 0];
          const x = (cellX + 0.5) * layer.stride + (values[at + 1] ?? 0) - width / 2;
          const y = (cellY + 0.5) * layer.stride + (values[at + 2] ?? 0) - height / 2;
          boxes.push({ x, y, width, height, confidence });
        }
      }
    }
  }
  return boxes;
}

function withoutRepeats(sorted: Region[]): Region[] {
  const kept: Region[] = [];
  for (const box of sorted) if (!kept.some((other) => overlap(box, other) > sameFace)) kept.push(box);
  return kept;
}

function overlap(a: Region, b: Region): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  return (width * height) / (a.width * a.height + b.width * b.height - width * height);
}
