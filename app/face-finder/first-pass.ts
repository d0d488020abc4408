/**
 * The finder's first pass: BlazeFace by its own package, with weights that this site serves. It squashes what it sees to
 * 128 x 128 pixels, which finds the large faces within milliseconds; the passes after it find the others.
 */
import { type BlazeFaceModel, load, type NormalizedFace } from "@tensorflow-models/blazeface";
import { type io, tensor3d } from "@tensorflow/tfjs-core";
import type { Pixels } from "~/contract/photo";
import { faceInBox } from "~/imaging/blazeface";
import { type Crop, type Detection, toPhotoPixels } from "./detection";
import { encodePixels } from "./model-input";

/** More faces than 128 x 128 pixels can show. */
const maxFaces = 100;

/** Loads the package with our weights; `scoreThreshold` is the least score, 0 to 1, of a face that it answers with. */
export function loadBlazeFace(weights: io.IOHandler, scoreThreshold: number): Promise<BlazeFaceModel> {
  return load({ modelUrl: weights, maxFaces, scoreThreshold });
}

/**
 * Returns the faces that BlazeFace's package finds.
 * @param pixels of the crop, a square: the package treats width and height as one
 */
export async function detectFirst(model: BlazeFaceModel, pixels: Pixels, crop: Crop): Promise<Detection[]> {
  const image = tensor3d(encodePixels(pixels.data, "rgb-bytes"), [pixels.height, pixels.width, 3]);
  try {
    const faces = await model.estimateFaces(image);
    return faces.map((face) => toDetection(face, crop));
  } finally {
    image.dispose();
  }
}

/** Returns the face that the package's box stands for, its geometry corrected like any BlazeFace box. */
export function toDetection({ topLeft, bottomRight, probability }: NormalizedFace, crop: Crop): Detection {
  // Without `returnTensors` these are plain numbers; the probability is an array of one.
  const [left, top] = topLeft as [number, number];
  const [right, bottom] = bottomRight as [number, number];
  const box = { centreX: (left + right) / 2, centreY: (top + bottom) / 2, width: right - left, height: bottom - top };
  return { ...toPhotoPixels(faceInBox(box), crop), score: Number(probability), model: "short-range", crop };
}
