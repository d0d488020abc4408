import type { Pixels, Region } from "~/contract/photo";
import { type PublicPixels, publicPixelsOf } from "~/imaging/redaction/public-pixels";
import { regionAroundFace } from "~/imaging/geometry";
import { blurred, mosaic } from "./naive-redaction";
import { canvasOf, contextOf, pixelsOf } from "./pictures";
import { type Descriptor, describe, detect } from "./recognition";

/**
 * The attacker: has another picture of each person (the gallery) and a public copy, and asks a face recogniser who is in it.
 *
 * Probe: the face's place in the photo's public copy. Gallery: the same face taken out of its photo, a little darker and
 * sharper in contrast, set into another photo's surroundings. So what a probe and its own gallery picture have in common is
 * the inside of the region and nothing else: whatever is matched came through the redaction.
 */

/** A photo with the boxes of its faces, in its pixels. */
interface LabelledPhoto {
  file: Blob;
  faces: Region[];
}

const methods = ["soft", "solid", "blur", "mosaic"] as const;
type Method = (typeof methods)[number];

/** How many of the faces that are recognised when nothing is hidden are still recognised, of how many. */
export interface AttackReport {
  faces: number;
  recognised: number;
  hits: Record<Method, { plainGallery: number; sameGallery: number }>;
}

/** One face to recognise. */
interface Face {
  photo: Pixels;
  box: Region;
  others: Region[];
}

export async function attack(photos: readonly LabelledPhoto[]): Promise<AttackReport> {
  const faces: Face[] = [];
  for (const { file, faces: boxes } of photos) {
    const photo = await pixelsOf(file);
    for (const box of boxes) faces.push({ photo, box, others: boxes });
  }
  const scenes = faces.map((face, i) => sceneOf(face, hostOf(faces, i)));
  const plain = await describe(scenes.map((scene) => cropOf(scene.photo, scene.box)));
  const open = hitsOf(await describe(probesOf(faces, "none")), plain);
  const none = { plainGallery: 0, sameGallery: 0 };
  const hits = { soft: none, solid: none, blur: none, mosaic: none };
  for (const method of methods) {
    const probes = await describe(probesOf(faces, method));
    const same = await describe(probesOf(scenes, method));
    hits[method] = {
      plainGallery: common(hitsOf(probes, plain), open),
      sameGallery: common(hitsOf(probes, same), open),
    };
  }
  return { faces: faces.length, recognised: open.size, hits };
}

/** A face of another photo: a scene in the same room would be like its own photo without any face. */
function hostOf(faces: readonly Face[], i: number): Face {
  const face = faces[i] as Face;
  const others = [...faces.slice(i), ...faces.slice(0, i)].filter((other) => other.photo !== face.photo);
  return others[Math.floor(others.length / 2)] ?? face;
}

/** Finds the faces of photos that nobody labelled. */
export async function labelFaces(files: readonly Blob[]): Promise<LabelledPhoto[]> {
  const labelled: LabelledPhoto[] = [];
  for (const file of files) labelled.push({ file, faces: await detect(canvasOf(await pixelsOf(file))) });
  return labelled;
}

function probesOf(faces: readonly Face[], method: Method | "none"): OffscreenCanvas[] {
  const copies = new Map<Pixels, Pixels>();
  return faces.map(({ photo, box, others }) => {
    const copy = copies.get(photo) ?? hide(photo, others, method);
    copies.set(photo, copy);
    return cropOf(copy, scaled(box, copy.width / photo.width));
  });
}

function hide(photo: Pixels, faces: readonly Region[], method: Method | "none"): Pixels {
  switch (method) {
    case "none":
      return photo;
    case "soft":
    case "solid":
      return published(photo, faces, method).pixels;
    case "blur":
      return blurred(photo, faces);
    case "mosaic":
      return mosaic(photo, faces);
    default:
      return method satisfies never;
  }
}

function published(photo: Pixels, faces: readonly Region[], style: "soft" | "solid"): PublicPixels {
  const { width, height, data } = photo;
  const rows = (top: number, count: number) => data.slice(top * width * 4, (top + count) * width * 4);
  return publicPixelsOf({ width, height, rows }, faces.map(regionAroundFace), { style });
}

function scaled(box: Region, by: number): Region {
  return { x: box.x * by, y: box.y * by, width: box.width * by, height: box.height * by };
}

/** Sides in pixels of a gallery picture and of the region in it. */
const sceneSide = 320;
const sceneRegion = 160;

/** A face in the middle of the mirrored surroundings of another. */
function sceneOf(face: Face, host: Face): Face {
  const context = contextOf({ width: sceneSide, height: sceneSide });
  const region = regionAroundFace(face.box);
  const around = regionAroundFace(host.box);
  const hostScale = sceneRegion / around.height;
  context.setTransform(-hostScale, 0, 0, hostScale, sceneSide, 0);
  const [left, top] = [sceneSide / 2 / hostScale, sceneSide / 2 / hostScale];
  context.drawImage(canvasOf(host.photo), left - around.x - around.width / 2, top - around.y - around.height / 2);
  const scale = sceneRegion / region.height;
  context.setTransform(scale, 0, 0, scale, sceneSide / 2, sceneSide / 2);
  context.filter = "brightness(0.9) contrast(1.1)";
  context.beginPath();
  context.ellipse(0, 0, region.width / 2, region.height / 2, 0, 0, 2 * Math.PI);
  context.clip();
  context.drawImage(canvasOf(face.photo), -region.x - region.width / 2, -region.y - region.height / 2);
  const [width, height] = [face.box.width * scale, face.box.height * scale];
  const box = { x: (sceneSide - width) / 2, y: (sceneSide - height) / 2, width, height };
  return { photo: context.getImageData(0, 0, sceneSide, sceneSide), box, others: [box] };
}

/** The face as the recogniser takes it: 150 x 150 pixels. */
function cropOf(picture: Pixels, box: Region): OffscreenCanvas {
  const context = contextOf({ width: 150, height: 150 });
  context.imageSmoothingQuality = "high";
  context.drawImage(canvasOf(picture), box.x, box.y, box.width, box.height, 0, 0, 150, 150);
  return context.canvas;
}

/** The faces whose nearest picture in the gallery is their own: rank 1. */
function hitsOf(probes: readonly Descriptor[], gallery: readonly Descriptor[]): Set<number> {
  const hits = new Set<number>();
  probes.forEach((probe, i) => {
    const distances = gallery.map((picture) => distance(probe, picture));
    if (distances.indexOf(Math.min(...distances)) === i) hits.add(i);
  });
  return hits;
}

function distance(one: Descriptor, other: Descriptor): number {
  return one.reduce((sum, value, i) => sum + (value - (other[i] ?? 0)) ** 2, 0);
}

function common(one: ReadonlySet<number>, other: ReadonlySet<number>): number {
  return [...one].filter((face) => other.has(face)).length;
}
