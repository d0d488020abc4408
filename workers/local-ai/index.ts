/**
 * A stand-in for Workers AI, which needs an account: for local use and tests only. It is called like Workers AI and answers
 * in DETR's format, but it is no DETR: it looks for faces with the short-range BlazeFace and says where their people are.
 */
import { WorkerEntrypoint } from "cloudflare:workers";
import type { Detection } from "../../app/imaging/face-boxes";
import { inspect } from "../../app/imaging/formats/inspect";
import { decodePicture } from "../pictures";
import { findFaces } from "./face-finder";
import { imageIn } from "./image-input";
import { personAround } from "./person";
import { createResultCache } from "./result-cache";

const detr = "@cf/facebook/detr-resnet-50";

/** Pixels of one picture: decoded, 8 megapixels take 32 MB of a Worker's 128. */
const maxPixels = 8_000_000;

/** Searching a picture takes a second, on a busy machine many: tests and demos send the same few again and again. */
const withCache = createResultCache<Detection[]>(100);

export default class LocalAi extends WorkerEntrypoint {
  /** `env.AI.run(model, inputs)`. Rejects, as Workers AI does, for a model it does not have or a picture it cannot read. */
  async run(model: string, inputs: { image: number[] }): Promise<Detection[]> {
    if (model !== detr)
      throw new Error(`5007: No such model ${model} (this is the local stand-in: it has ${detr} only)`);
    const bytes = imageIn(inputs);
    const seen = inspect(bytes);
    if (seen.kind === "refused") throw new Error(`3010: Invalid or incomplete image: ${seen.code}`);
    if (seen.coding !== "plain") throw new Error(`3010: Invalid or incomplete image: ${seen.coding}`);
    if (seen.width * seen.height > maxPixels) throw new Error("3006: The image is too large for the local stand-in.");
    return withCache(bytes, async () => {
      const pixels = await decodePicture(bytes, seen.type);
      const faces = await findFaces(pixels);
      return faces.map((face) => personAround(face, pixels));
    });
  }

  /** It has no pages. */
  override fetch(): Response {
    return new Response("heartfelt-local-ai stands in for Workers AI on this machine.", { status: 404 });
  }
}
