import type { CoverStyle, Pixels, Region, Size } from "~/contract/photo";
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

type Method = CoverStyle | "blur" | "mosaic";

/** The number of faces that are still recognised, of those that are recognised when nothing is hidden. */
export interface AttackReport {
  faces: number;
  recognised: number;
  hits: Partial<Record<Method, Hits>>;
}

/** The numbers of faces that were matched under a region as large as a face, and as a head. */
export interface HeadsReport {
  faces: number;
  face: number;
  head: number;
}

interface Hits {
  plainGallery: number;
  sameGallery: number;
}

/** One face to recognise. */
interface Face {
  photo: Pixels;
  box: Region;
  others: Region[];
}

/** @param styles the looks to attack; beside them, what is made of the face itself */
export async function attack(photos: readonly LabelledPhoto[], styles: readonly CoverStyle[]): Promise<AttackReport> {
  const faces = await facesOf(photos);
  const scenes = faces.map((face, i) => sceneOf(face, hostOf(faces, i)));
  const plain = await describe(scenes.map((scene) => cropOf(scene.photo, scene.box)));
  const open = hitsOf(await describe(probesOf(faces, "none")), plain);
  const hits = new Map<Method, Hits>();
  for (const method of [...styles, "blur", "mosaic"] as const) {
    const probes = await describe(probesOf(faces, method));
    const same = await describe(probesOf(scenes, method));
    hits.set(method, {
      plainGallery: common(hitsOf(probes, plain), open),
      sameGallery: common(hitsOf(probes, same), open),
    });
  }
  return { faces: faces.length, recognised: open.size, hits: Object.fromEntries(hits) };
}

/**
 * The same with an attacker whose picture shows hair and ears, too: of faces redacted as faces, and as whole heads. Both the
 * probe and the gallery are redacted in style soft, and the recogniser sees the whole head's place.
 */
export async function attackHeads(photos: readonly LabelledPhoto[]): Promise<HeadsReport> {
  const faces = await facesOf(photos);
  const scenes = faces.map((face, i) => sceneOf(face, hostOf(faces, i), regionAroundHead));
  const hitsWith = async (grow: (face: Region) => Region) => {
    const copies = new Map<Pixels, Pixels>();
    const probes = await describe(faces.map((face) => headOf(face, grow, copies)));
    const gallery = await describe(scenes.map((scene) => headOf(scene, grow, copies)));
    return hitsOf(probes, gallery).size;
  };
  return { faces: faces.length, face: await hitsWith(regionAroundFace), head: await hitsWith(regionAroundHead) };
}

async function facesOf(photos: readonly LabelledPhoto[]): Promise<Face[]> {
  const faces: Face[] = [];
  for (const { file, faces: boxes } of photos.filter((photo) => photo.faces.length > 0)) {
    const photo = await pixelsOf(file);
    for (const box of boxes) faces.push({ photo, box, others: boxes });
  }
  return faces;
}

function headOf(
  { photo, box, others }: Face,
  grow: (face: Region) => Region,
  copies: Map<Pixels, Pixels>,
): OffscreenCanvas {
  const copy = copies.get(photo) ?? published(photo, others.map(grow), "soft").pixels;
  copies.set(photo, copy);
  return cropOf(copy, scaled(regionAroundHead(box), copy.width / photo.width));
}

/** As the review grows it. */
function regionAroundHead({ x, y, width, height }: Region): Region {
  return { x: x - 0.45 * width, y: y - 0.6 * height, width: 1.9 * width, height: 1.85 * height };
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
    case "blur":
      return blurred(photo, faces);
    case "mosaic":
      return mosaic(photo, faces);
    default:
      return published(photo, faces.map(regionAroundFace), method).pixels;
  }
}

function published(photo: Pixels, regions: readonly Region[], style: CoverStyle): PublicPixels {
  const { width, height, data } = photo;
  const rows = (top: number, count: number) => data.slice(top * width * 4, (top + count) * width * 4);
  return publicPixelsOf({ width, height, rows }, regions, { style });
}

function scaled(box: Region, by: number): Region {
  return { x: box.x * by, y: box.y * by, width: box.width * by, height: box.height * by };
}

/** Side in pixels of a gallery picture. */
const sceneSide = 320;

/**
 * The face of every gallery picture, in its pixels, whatever the face's own proportions. How wide a region is for its height is
 * public: a cover shows its own outline. Were it the same in probe and gallery, some would match by it and not by the face.
 * Measured over five choices of surroundings, of 22 faces: tiles 3.2, heads 3.4, hearts 6.2 matches on average with each
 * face's own proportions; 0.2, 0.8 and 1.2 with these.
 */
const sceneFace: Size = { width: 84, height: 107 };

/** A face in the middle of the mirrored surroundings of another, stretched to the one size that all have there. */
function sceneOf(face: Face, host: Face, grow = regionAroundFace): Face {
  const context = contextOf({ width: sceneSide, height: sceneSide });
  const centred = grow({ x: 0, y: 0, ...sceneFace });
  const region = { ...centred, x: (sceneSide - centred.width) / 2, y: (sceneSide - centred.height) / 2 };
  const around = grow(host.box);
  const hostScale = region.height / around.height;
  context.setTransform(-hostScale, 0, 0, hostScale, sceneSide, 0);
  const middle = sceneSide / 2 / hostScale;
  context.drawImage(drawingOf(host.photo), middle - around.x - around.width / 2, middle - around.y - around.height / 2);
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.filter = "brightness(0.9) contrast(1.1)";
  context.beginPath();
  context.ellipse(sceneSide / 2, sceneSide / 2, region.width / 2, region.height / 2, 0, 0, 2 * Math.PI);
  context.clip();
  const box = { x: region.x - centred.x, y: region.y - centred.y, ...sceneFace };
  context.setTransform(box.width / face.box.width, 0, 0, box.height / face.box.height, box.x, box.y);
  context.drawImage(drawingOf(face.photo), -face.box.x, -face.box.y);
  return { photo: context.getImageData(0, 0, sceneSide, sceneSide), box, others: [box] };
}

/** The face as the recogniser takes it: 150 x 150 pixels. */
function cropOf(picture: Pixels, box: Region): OffscreenCanvas {
  const context = contextOf({ width: 150, height: 150 });
  context.imageSmoothingQuality = "high";
  context.drawImage(drawingOf(picture), box.x, box.y, box.width, box.height, 0, 0, 150, 150);
  return context.canvas;
}

const drawings = new WeakMap<Pixels, OffscreenCanvas>();

/** The canvas of a picture, made once for all its faces: for a large photo that takes longer than to recognise one. */
function drawingOf(picture: Pixels): OffscreenCanvas {
  const drawing = drawings.get(picture) ?? canvasOf(picture);
  drawings.set(picture, drawing);
  return drawing;
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
