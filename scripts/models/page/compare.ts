/** Other finders to compare with: BlazeFace with its defaults, and face-api's SSD. */
import * as tf from "@tensorflow/tfjs";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { load as loadBlazeFace } from "@tensorflow-models/blazeface";
import type * as FaceApi from "@vladmandic/face-api";
import type { Region } from "~/contract/photo";
import { openPhoto } from "~/composer/intake/open-photo";
import { regionAroundFace, scaleRegion } from "~/imaging/geometry";

/** Returns faces in pixels of the canvas. */
type Finder = (canvas: HTMLCanvasElement) => Promise<Region[]>;

/** BlazeFace with all its defaults, but for the weights: those from npm, as models:build converts them. */
async function blazeFace(): Promise<Finder> {
  setWasmPaths("/wasm/");
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  await tf.setBackend("wasm");
  const model = await loadBlazeFace({ modelUrl: "/models/short-range/model.json" });
  return async (canvas) => {
    const faces = await model.estimateFaces(canvas, false);
    return faces.map(({ topLeft, bottomRight }) => {
      const [[x, y], [right, bottom]] = [topLeft, bottomRight] as [[number, number], [number, number]];
      return { x, y, width: right - x, height: bottom - y };
    });
  };
}

/** face-api's SSD over MobileNet from a score of 0.3 on, where it was measured to do best. */
async function ssd(): Promise<Finder> {
  const address = "/face-api/dist/face-api.esm.js";
  const api = (await import(/* @vite-ignore */ address)) as typeof FaceApi & {
    tf: typeof tf & { setWasmPaths: typeof setWasmPaths };
  };
  api.tf.setWasmPaths("/wasm/");
  await api.tf.setBackend("wasm");
  await api.nets.ssdMobilenetv1.loadFromUri("/face-api/model");
  const options = new api.SsdMobilenetv1Options({ minConfidence: 0.3, maxResults: 500 });
  return async (canvas) => {
    const faces = await api.detectAllFaces(canvas, options);
    return faces.map(({ box: { x, y, width, height } }) => ({ x, y, width, height }));
  };
}

const finders = { "default BlazeFace": blazeFace, "face-api SSD": ssd };
const loaded = new Map<string, Promise<Finder>>();

/**
 * Searches a photo with one of them.
 * @returns regions around its faces, in pixels of the upright photo, and the search's milliseconds
 */
async function compare(name: keyof typeof finders, address: string) {
  const finder = loaded.get(name) ?? finders[name]();
  loaded.set(name, finder);
  const search = await finder;
  const { pixels, size } = await openPhoto(await (await fetch(address)).blob());
  const canvas = document.createElement("canvas");
  canvas.width = pixels.width;
  canvas.height = pixels.height;
  canvas
    .getContext("2d")
    ?.putImageData(new ImageData(new Uint8ClampedArray(pixels.data), pixels.width, pixels.height), 0, 0);
  const start = performance.now();
  const faces = await search(canvas);
  const durationMs = performance.now() - start;
  return { regions: faces.map((face) => scaleRegion(regionAroundFace(face), pixels, size)), durationMs };
}

/** The function on the page, for the script that calls it. */
export type Compare = typeof compare;

Object.assign(window, { compare, compared: Object.keys(finders) });
