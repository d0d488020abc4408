import { z } from "zod";
import type { PersonFinder } from "~/domain/ports";

/** The model that finds people: DETR, trained on COCO. */
const detr = "@cf/facebook/detr-resnet-50";

/** One thing that DETR saw: its box in pixels of the picture it was given. */
const Detection = z.object({
  score: z.number(),
  label: z.string(),
  box: z.object({ xmin: z.number(), ymin: z.number(), xmax: z.number(), ymax: z.number() }),
});
interface AiBinding {
  run(model: string, inputs: { image: number[] }): Promise<unknown>;
}

/** How long a person waits for the second look before it is called failed, in milliseconds. */
const patience = 20_000;

/** The person-finder behind the binding `AI`: Workers AI when deployed, `heartfelt-local-ai` on one machine. */
export function personFinder(ai: unknown): PersonFinder {
  return async (picture) => {
    if (!isAi(ai)) {
      return { kind: "unavailable", reason: "The binding AI is missing: add [ai] to wrangler.toml." };
    }
    try {
      const answer = await within(patience, ai.run(detr, { image: Array.from(picture) }));
      const detections = z.array(Detection).safeParse(answer);
      if (!detections.success) return { kind: "unavailable", reason: "The person-finder's answer is not DETR's." };
      return { kind: "found", detections: detections.data };
    } catch (error) {
      return { kind: "unavailable", reason: error instanceof Error ? error.message : "The person-finder failed." };
    }
  };
}

function isAi(ai: unknown): ai is AiBinding {
  return (typeof ai === "object" || typeof ai === "function") && ai !== null && "run" in ai;
}

function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("The person-finder did not answer in time.")), milliseconds);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
