import type * as FaceApi from "@vladmandic/face-api";
import type { Region } from "~/contract/photo";

/** The recogniser's descriptor of a face: 128 numbers, near each other for the same person. */
export type Descriptor = Float32Array;

let loading: Promise<typeof FaceApi> | undefined;

/** face-api as its package ships it, with its nets; served by the bench. */
function faceApi(): Promise<typeof FaceApi> {
  loading ??= load();
  return loading;
}

async function load(): Promise<typeof FaceApi> {
  const address = "/face-api/dist/face-api.esm.js";
  const api = (await import(/* @vite-ignore */ address)) as typeof FaceApi;
  // The package's types leave out what its bundle holds of TensorFlow.js.
  const tf = api.tf as unknown as { setWasmPaths(path: string): void; setBackend(name: string): Promise<boolean> };
  tf.setWasmPaths("/wasm/");
  await tf.setBackend("wasm");
  await api.nets.faceRecognitionNet.loadFromUri("/face-api/model");
  await api.nets.ssdMobilenetv1.loadFromUri("/face-api/model");
  return api;
}

/** @param crops 150 x 150 pixels, one face each */
export async function describe(crops: readonly OffscreenCanvas[]): Promise<Descriptor[]> {
  const api = await faceApi();
  const descriptors: Descriptor[] = [];
  for (const crop of crops) {
    const descriptor = await api.nets.faceRecognitionNet.computeFaceDescriptor(elementOf(crop));
    descriptors.push(descriptor as Descriptor);
  }
  return descriptors;
}

/** Boxes of the faces in a picture, in its pixels. */
export async function detect(picture: OffscreenCanvas): Promise<Region[]> {
  const api = await faceApi();
  const found = await api.detectAllFaces(elementOf(picture), new api.SsdMobilenetv1Options({ minConfidence: 0.5 }));
  return found.map(({ box: { x, y, width, height } }) => ({ x, y, width, height }));
}

/** face-api takes elements, not offscreen canvases. */
function elementOf(picture: OffscreenCanvas): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = picture.width;
  canvas.height = picture.height;
  canvas.getContext("2d", { willReadFrequently: true })?.drawImage(picture, 0, 0);
  return canvas;
}
