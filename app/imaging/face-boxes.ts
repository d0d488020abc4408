/** From the people that the person-finder saw to the faces that they must have. Pure. */
import type { Region, Size } from "~/contract/photo";

/** One thing that a detector saw, in the form of DETR's answers: its box in pixels of the picture that was searched. */
export interface Detection {
  /** 0 to 1. */
  score: number;
  /** A class of COCO, such as "person". */
  label: string;
  box: { xmin: number; ymin: number; xmax: number; ymax: number };
}

/** Below this score DETR's persons are mostly none (its authors report their figures at 0.7). */
const minScore = 0.7;

/** A standing adult is 7 to 8 heads tall (the canon of figure drawing): the least that a head has of a person's height. */
const headsPerHeight = 7.5;

/**
 * Of a person's width, the height of the head. Standing with the arms down a person is 2 to 2.5 head heights wide, whether
 * the box goes to the feet or is cut off at the chest; with the arms out more, which is what the next number bounds.
 */
const headPerWidth = 0.45;

/** Of a box's height the most that a head has, but in a close-up: the head and a neck. */
const mostOfHeight = 0.6;

/** A box at least this wide for its height shows a head and shoulders, or a face alone: there the head is most of it. */
const closeUpAspect = 0.75;

/** A head is about this much taller than it is wide. */
const headAspect = 1.3;

/** The share of a face that a region must cover. */
const coveredShare = 0.6;

/** Points across and down at which a face is asked whether it is covered. */
const grid = 8;

/** Returns a face for each person, at the top of the person's box; pixels of the picture that was searched. */
export function personsToFaces(detections: readonly Detection[], picture: Size): Region[] {
  return detections
    .filter(({ label, score }) => label === "person" && score >= minScore)
    .map((detection) => faceOf(detection, picture))
    .filter((face) => face.width >= 1 && face.height >= 1);
}

function faceOf({ box, score }: Detection, picture: Size): Region {
  const left = Math.max(0, box.xmin);
  const top = Math.max(0, box.ymin);
  const width = Math.min(picture.width, box.xmax) - left;
  const height = Math.min(picture.height, box.ymax) - top;
  const headHeight = headHeightOf(width, height);
  const headWidth = Math.min(width, headHeight / headAspect);
  return {
    x: left + (width - headWidth) / 2,
    y: top,
    width: headWidth,
    height: headHeight,
    confidence: Math.min(1, score),
  };
}

function headHeightOf(width: number, height: number): number {
  const byWidth = width * headPerWidth;
  if (width / height < closeUpAspect)
    return Math.max(height / headsPerHeight, Math.min(byWidth, height * mostOfHeight));
  // A face alone is about as wide as its box; the wider a box, the more of it is shoulders.
  return Math.min(height, Math.max(byWidth, height * mostOfHeight));
}

/** Returns the faces that no region covers: a person whose head lies under a region is safe, whatever its exact place. */
export function uncoveredFaces(faces: readonly Region[], regions: readonly Region[]): Region[] {
  return faces.filter(
    (face) => shareCovered(face, regions) < coveredShare && !regions.some((region) => holdsCentre(region, face)),
  );
}

function shareCovered(face: Region, regions: readonly Region[]): number {
  let covered = 0;
  for (let row = 0; row < grid; row++) {
    for (let column = 0; column < grid; column++) {
      const x = face.x + ((column + 0.5) / grid) * face.width;
      const y = face.y + ((row + 0.5) / grid) * face.height;
      if (regions.some((region) => isIn(region, x, y))) covered++;
    }
  }
  return covered / (grid * grid);
}

/** The guess of a head from a body is rough: a region on its middle that is as large as half of it is that head's. */
function holdsCentre(region: Region, face: Region): boolean {
  const isLargeEnough = region.width >= face.width / 2 && region.height >= face.height / 2;
  return isLargeEnough && isIn(region, face.x + face.width / 2, face.y + face.height / 2);
}

function isIn(region: Region, x: number, y: number): boolean {
  return x >= region.x && x <= region.x + region.width && y >= region.y && y <= region.y + region.height;
}
