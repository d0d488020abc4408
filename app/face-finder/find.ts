import type { Size } from "~/contract/photo";
import type { Finding } from "./messages";
import { clampRegion, regionAroundFace } from "~/imaging/geometry";
import { type Candidate, isFramed, type ModelName, type Window } from "./candidate";
import { inCompany } from "./company";
import { decodeBlazeFace } from "~/imaging/blazeface";
import { decodeYunet } from "./decode-yunet";
import { type Face, fuse } from "./fuse";
import { closeSide, passesOver, type Pass, type Tier } from "./passes";

/** Runs a model on a part of the photo; the raw numbers of its one output. */
type RunModel = (model: ModelName, window: Window) => Promise<Float32Array>;

export interface Search {
  photo: Size;
  tier: Tier;
  run: RunModel;
}

/** From this score on a model's answer is a candidate: others may agree with it. */
const candidateScore = 0.1;

/** A face with less is dropped. YuNet's scores are the truer ones. */
const faceScores: Record<Tier, number> = { "built-in": 0.74, strong: 0.6 };

/**
 * What hints at small faces: a score, and a height in pixels where the longest side is `closeSide`. On the dev photos this
 * spares a fifth of them the closest passes, and loses no face; a height of 30 spared a third, and lost one.
 */
const hintScore = 0.25;
const smallHeight = 40;

/** A face fills the photo when it is as high or wide as this part of the photo's shorter side. */
const fillingPart = 0.5;

/** A face with less is shown as doubtful. */
const sureScore = 0.85;

/**
 * Searches a photo pass by pass; after each it yields how far it is and all findings so far, most certain first. The total
 * shrinks when there is no hint of small faces.
 */
export async function* searchFaces({ photo, tier, run }: Search) {
  const candidates: Candidate[] = [];
  let passes = passesOver(photo, tier);
  for (let done = 0; done < passes.length; done++) {
    const pass = passes[done] as Pass;
    const values = await run(pass.model, pass.window);
    candidates.push(
      ...decode(values, pass)
        .filter((candidate) => isWorthALook(candidate, photo))
        .map((candidate) => unmirrored(candidate, photo)),
    );
    const faces = fuse(candidates);
    if (passes[done + 1]?.isForSmallFaces && !hasSmallFaces(faces, photo)) {
      passes = passes.filter(({ isForSmallFaces }) => !isForSmallFaces);
    }
    yield { done: done + 1, total: passes.length, findings: findingsOf(faces, { photo, tier }) };
  }
}

/** Whether there may be faces that are better seen closer. A weak hint is enough. */
function hasSmallFaces(faces: readonly Face[], photo: Size): boolean {
  const scale = closeSide / Math.max(photo.width, photo.height);
  return faces.some(({ score, height }) => score >= hintScore && height * scale < smallHeight);
}

function decode(values: Float32Array, { model, window }: Pass): Candidate[] {
  if (model === "yunet") return decodeYunet(values, window, { minScore: candidateScore });
  return decodeBlazeFace(values, window, { model, minScore: candidateScore });
}

/** A framed look is for faces that fill the photo: of others it sees fewer and worse. */
function isWorthALook({ width, height, window }: Candidate, photo: Size): boolean {
  return !isFramed(window) || Math.max(width, height) >= fillingPart * Math.min(photo.width, photo.height);
}

/** Where a candidate of a mirror image is in the photo. */
function unmirrored(candidate: Candidate, photo: Size): Candidate {
  return candidate.window.mirrored ? { ...candidate, x: photo.width - candidate.x - candidate.width } : candidate;
}

/** What would be covered: each face grown to a region, cut at the photo's edge when it lies in it at all. */
function findingsOf(faces: readonly Face[], { photo, tier }: Pick<Search, "photo" | "tier">): Finding[] {
  // YuNet sees the faces of a crowd by itself.
  const believed = tier === "strong" ? faces : inCompany(faces);
  return believed
    .filter((face) => face.score >= faceScores[tier] && clampRegion(face, photo) !== null)
    .map(({ score, ...face }) => ({ ...regionAroundFace(face), confidence: score, doubtful: score < sureScore }));
}
