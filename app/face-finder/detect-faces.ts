import type { Size } from "~/contract/photo";
import { clampRegion, regionAroundFace } from "~/imaging/geometry";
import { applyCrowdPrior } from "./crowd-prior";
import { type Crop, type Detection, isPadded } from "./detection";
import { type Pass, planPasses, standardSidePx, type Tier } from "./passes";
import { applySecondOpinion } from "./second-opinion";
import { type Face, fuseBoxes } from "./weighted-boxes-fusion";
import type { FaceRegion, FinderProgress } from "./worker-protocol";

export interface DetectOptions {
  photo: Size;
  tier: Tier;
  passes: {
    /** Announces passes that will be run, in this order, so that they may begin; those that have begun count once. */
    begin(passes: readonly Pass[]): void;
    /** Runs one pass; boxes of a flipped pass are in pixels of the flipped photo. */
    run(pass: Pass): Promise<Detection[]>;
  };
}

/** Detections from this score on take part in the fusion: others may agree with them. */
export const minDetectionScore = 0.1;

/** Fused faces with a lower score are dropped. YuNet's scores are the truer ones. */
const minFaceScores: Record<Tier, number> = { "built-in": 0.74, strong: 0.6 };

/**
 * A face of at least this score and less than this height, in pixels where the photo's longest side is `standardSidePx`,
 * hints at small faces. On the dev photos this spares a fifth of them the passes at the highest resolution, and loses no
 * face; a height of 30 spared a third, and lost one.
 */
const hintScore = 0.25;
const smallHeightPx = 40;

/** A face fills the photo when its longer side has at least this share of the photo's shorter side. */
const fillingShare = 0.5;

/** A face with a lower score is shown as doubtful. */
const confidentScore = 0.85;

/**
 * Detects faces pass by pass and yields after each: how many passes have run, and all regions so far, highest confidence
 * first. The total shrinks when nothing hints at small faces.
 */
export async function* detectFaces({ photo, tier, passes }: DetectOptions): AsyncGenerator<FinderProgress> {
  const detections: Detection[] = [];
  const queue = planPasses(photo, tier);
  let secondOpinion: Crop | null = null;
  for (let done = 1; queue.length > 0; done++) {
    const pass = queue.shift() as Pass; // the queue is not empty
    const found = pass.model === "ssd" ? await withoutFailing(passes.run(pass)) : await passes.run(pass);
    if (found && pass.model === "ssd") secondOpinion = pass.crop;
    detections.push(...(found ?? []).filter((face) => isInRange(face, photo)).map((face) => unflipped(face, photo)));
    const fused = fuseBoxes(detections);
    const faces = secondOpinion ? applySecondOpinion(fused, secondOpinion) : fused;
    if (queue[0]?.isForSmallFaces && !hasSmallFaces(faces, photo)) queue.length = 0;
    yield { done, total: done + queue.length, regions: toRegions(faces, { photo, tier }) };
    passes.begin(queue.filter(({ isForSmallFaces }) => isForSmallFaces === queue[0]?.isForSmallFaces));
  }
}

/** Null when a pass fails that the search can do without: its weights are the largest, and may not arrive. */
function withoutFailing(found: Promise<Detection[]>): Promise<Detection[] | null> {
  return found.catch(() => null);
}

/** Whether there may be faces that a higher resolution shows better. A weak hint is enough. */
function hasSmallFaces(faces: readonly Face[], photo: Size): boolean {
  const scale = standardSidePx / Math.max(photo.width, photo.height);
  return faces.some(({ score, height }) => score >= hintScore && height * scale < smallHeightPx);
}

/** A padded pass is for faces that fill the photo: it detects others less often and less exactly. */
function isInRange({ width, height, crop }: Detection, photo: Size): boolean {
  return !isPadded(crop) || Math.max(width, height) >= fillingShare * Math.min(photo.width, photo.height);
}

function unflipped(detection: Detection, photo: Size): Detection {
  return detection.crop.flipped ? { ...detection, x: photo.width - detection.x - detection.width } : detection;
}

/** Each face grown to the region that covers it, without those that lie outside the photo. */
function toRegions(faces: readonly Face[], { photo, tier }: { photo: Size; tier: Tier }): FaceRegion[] {
  // YuNet detects the faces of a crowd by itself.
  const scored = tier === "strong" ? faces : applyCrowdPrior(faces);
  return scored
    .filter((face) => face.score >= minFaceScores[tier] && clampRegion(face, photo) !== null)
    .map(({ score, x, y, width, height }) => ({
      ...regionAroundFace({ x, y, width, height }),
      confidence: score,
      isDoubtful: score < confidentScore,
    }));
}
