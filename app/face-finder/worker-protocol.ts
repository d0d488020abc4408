import type { Pixels, Region } from "~/contract/photo";

/** A face grown to the region that would cover it, in pixels of the upright photo. It may reach beyond the photo. */
export interface FaceRegion extends Region {
  /** 0 to 1. */
  confidence: number;
  /** Whether it may well be a false positive: it is covered all the same, and shown differently. */
  isDoubtful: boolean;
}

export interface FinderProgress {
  /** Passes that have run, of `total`. */
  done: number;
  total: number;
  /** All faces found so far, highest confidence first. */
  regions: FaceRegion[];
}

export interface FinderReport {
  /** Highest confidence first. */
  regions: FaceRegion[];
  /** The weights that were used: those from npm, or stronger ones that the operator added. */
  tier: "built-in" | "strong";
  /** TensorFlow.js' backend: wasm, webgl or cpu. */
  backend: string;
  durationMs: number;
}

/** From the page to the worker. */
export type FinderRequest = { kind: "find"; id: number; photo: Pixels } | { kind: "cancel"; id: number };

/** From the worker to the page: progress after each pass, then one of the others. Nothing after a cancel. */
export type FinderResponse =
  | ({ kind: "progress"; id: number } & FinderProgress)
  | { kind: "found"; id: number; report: FinderReport }
  | { kind: "failed"; id: number; message: string };
