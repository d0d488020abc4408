import type { Size } from "~/contract/photo";
import type { Finding } from "./messages";
import { clampRegion, regionAroundFace } from "../regions";
import type { Candidate, ModelName, Window } from "./candidate";
import { decodeBlazeFace } from "./decode-blazeface";
import { decodeYunet } from "./decode-yunet";
import { fuse } from "./fuse";
import { passesOver, type Pass, type Tier } from "./passes";

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
const faceScores: Record<Tier, number> = { "built-in": 0.68, strong: 0.6 };

/** A face with less is shown as doubtful. */
const sureScore = 0.85;

/** Searches a photo pass by pass; after each it yields how far it is and all findings so far, most certain first. */
export async function* searchFaces({ photo, tier, run }: Search) {
  const passes = passesOver(photo, tier);
  const candidates: Candidate[] = [];
  for (const [done, pass] of passes.entries()) {
    const values = await run(pass.model, pass.window);
    candidates.push(...decode(values, pass).map((candidate) => unmirrored(candidate, photo)));
    yield { done: done + 1, total: passes.length, findings: findingsOf(candidates, { photo, tier }) };
  }
}

function decode(values: Float32Array, { model, window }: Pass): Candidate[] {
  if (model === "yunet") return decodeYunet(values, window, { minScore: candidateScore });
  return decodeBlazeFace(values, window, { model, minScore: candidateScore });
}

/** Where a candidate of a mirror image is in the photo. */
function unmirrored(candidate: Candidate, photo: Size): Candidate {
  return candidate.window.mirrored ? { ...candidate, x: photo.width - candidate.x - candidate.width } : candidate;
}

/** What would be covered: each face grown to a region, cut at the photo's edge when it lies in it at all. */
function findingsOf(candidates: readonly Candidate[], { photo, tier }: Pick<Search, "photo" | "tier">): Finding[] {
  return fuse(candidates)
    .filter((face) => face.score >= faceScores[tier] && clampRegion(face, photo) !== null)
    .map(({ score, ...face }) => ({ ...regionAroundFace(face), confidence: score, doubtful: score < sureScore }));
}
