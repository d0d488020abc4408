import type { Region } from "~/contract/photo";

/** A region as it would be covered: a face grown to a region, in pixels of the upright photo. It may reach beyond it. */
export interface Finding extends Region {
  /** 0 to 1. */
  confidence: number;
  /** Whether it is about as likely none. It is covered all the same, and shown differently. */
  doubtful: boolean;
}

export interface FinderProgress {
  done: number;
  total: number;
  /** All that was found so far. */
  findings: Finding[];
}

export interface FinderReport {
  /** Most certain first. */
  findings: Finding[];
  /** The weights that were used: those from npm, or stronger ones that the operator added. */
  tier: "built-in" | "strong";
  /** Of TensorFlow.js: wasm, webgl or cpu. */
  backend: string;
  milliseconds: number;
}

/** What the worker is asked: search a photo, or stop doing so. */
export type FinderRequest = { kind: "find"; id: number; photo: ImageBitmap | Blob } | { kind: "stop"; id: number };

/** What it answers: progress after each pass, then one of the others. Nothing after a stop. */
export type FinderAnswer =
  | ({ kind: "progress"; id: number } & FinderProgress)
  | { kind: "found"; id: number; report: FinderReport }
  | { kind: "failed"; id: number; message: string };
