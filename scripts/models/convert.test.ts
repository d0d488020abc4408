import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs";
import { loadGraphModel } from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { convertSsd } from "./convert-ssd.mjs";
import { convertTflite } from "./convert-tflite.mjs";
import { convertYunet } from "./convert-yunet.mjs";
import type { GraphModel } from "./graph-model.mjs";
import { openGraphModel } from "./open-graph-model.mjs";
import { backCamera, builtIn, ssd, strong } from "./sources.mjs";

const root = new URL("../../", import.meta.url);
const yunet = new URL("../shared/models/yunet_n_dynamic.onnx", root);

function read(file: string | URL): Uint8Array {
  return new Uint8Array(readFileSync(new URL(file, root)));
}

function hashesOf({ json, weights }: GraphModel) {
  const hash = (bytes: string | Uint8Array) => createHash("sha256").update(bytes).digest("hex");
  return { json: hash(json), weights: hash(weights) };
}

/** Runs a converted model on a blank picture and returns the shape of its output. */
async function shapeFor({ json, weights }: GraphModel, height: number, width: number): Promise<number[]> {
  const { modelTopology, weightsManifest } = JSON.parse(json);
  const weightSpecs = weightsManifest[0].weights;
  const model = await loadGraphModel({
    load: async () => ({ modelTopology, weightSpecs, weightData: weights.slice().buffer }),
  });
  const output = tf.tidy(() => model.execute(tf.zeros([1, height, width, 3])) as tf.Tensor);
  expect((await output.data()).every(Number.isFinite)).toBe(true);
  return output.shape;
}

test("the built-in weights convert to the bytes that were measured", () => {
  for (const { file, converted } of builtIn) {
    expect(hashesOf(convertTflite(read(file), file.replace("node_modules/", "")))).toEqual(converted);
  }
  for (const { source, convert } of [
    { source: backCamera, convert: openGraphModel },
    { source: ssd, convert: convertSsd },
  ]) {
    const text = new TextDecoder().decode(read(source.json.file));
    expect(hashesOf(convert(text, read(source.weights.file)))).toEqual(source.converted);
  }
});

test("the short-range model has 896 anchors at the size it was trained for, and more for larger inputs", async () => {
  const [shortRange] = builtIn;
  const model = convertTflite(read(shortRange.file), shortRange.name);
  expect(await shapeFor(model, 128, 128)).toEqual([1, 896, 17]);
  expect(await shapeFor(model, 128, 256)).toEqual([1, 1792, 17]);
});

test("the full-range model takes inputs of any shape", async () => {
  const [, fullRange] = builtIn;
  const model = convertTflite(read(fullRange.file), fullRange.name);
  expect(await shapeFor(model, 192, 192)).toEqual([1, 2304, 17]);
  expect(await shapeFor(model, 96, 160)).toEqual([1, 960, 17]);
});

// At the size that it was trained for its six maps have 5,118: a look of that size takes half a minute here.
test("the SSD answers for each anchor of its six maps, whatever the shape of its input", async () => {
  const model = convertSsd(new TextDecoder().decode(read(ssd.json.file)), read(ssd.weights.file));
  expect(await shapeFor(model, 128, 128)).toEqual([1, 330, 5]);
  expect(await shapeFor(model, 96, 128)).toEqual([1, 258, 5]);
});

test("weights that are shorter than their list says are refused", () => {
  const text = new TextDecoder().decode(read(ssd.json.file));
  expect(() => convertSsd(text, read(ssd.weights.file).subarray(1))).toThrow("not as long as their list");
});

test("a file that is no TFLite model is refused with a clear error", () => {
  expect(() => convertTflite(new TextEncoder().encode("not a model at all"), "x")).toThrow(
    "This is not a TFLite file.",
  );
});

// YuNet is not on npm: it is tested where a copy lies beside the checkout.
test.skipIf(!existsSync(yunet))("YuNet converts to the bytes that were measured, and takes any size", async () => {
  const model = convertYunet(read(fileURLToPath(yunet)));
  expect(hashesOf(model)).toEqual(strong.converted);
  expect(await shapeFor(model, 64, 96)).toEqual([1, 8 * 12 + 4 * 6 + 2 * 3, 6]);
});
