import type { Pixels } from "~/contract/photo";
import type { Detection } from "./detection";
import type { Pass } from "./passes";

/** From the finder's worker to the second one: a pass, and the pixels of its crop. */
export interface PassRequest {
  id: number;
  pass: Pass;
  pixels: Pixels;
}

/** From the second worker, one for each request. */
export type PassResponse = { id: number; found: Detection[] } | { id: number; failure: string };
