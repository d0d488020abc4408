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

/** The binding sends its inputs as JSON, where a typed array would be an object: a picture is an array of its bytes. */
interface AiBinding {
  run(model: string, inputs: { image: number[] }): Promise<unknown>;
}

/** A person waits this long for the second look before it counts as failed. */
const timeoutMs = 20_000;

/** The person finder behind the binding `AI`: Workers AI when deployed, `heartfelt-local-ai` on one machine. */
export function personFinder(ai: unknown): PersonFinder {
  return async (picture) => {
    if (!isAi(ai)) return { kind: "unavailable", reason: "not_configured" };
    try {
      const answer = await within(timeoutMs, ai.run(detr, { image: Array.from(picture) }));
      if (answer === timedOut) return { kind: "unavailable", reason: "no_answer_in_time" };
      const detections = z.array(Detection).safeParse(answer);
      if (!detections.success) return { kind: "unavailable", reason: "bad_answer" };
      return { kind: "found", detections: detections.data };
    } catch (error) {
      // Workers AI's messages are its own words about the model, never a person's.
      const shown = error instanceof Error ? error.message.slice(0, 200) : typeof error;
      return { kind: "unavailable", reason: "failed", error: shown };
    }
  };
}

function isAi(ai: unknown): ai is AiBinding {
  return (typeof ai === "object" || typeof ai === "function") && ai !== null && "run" in ai;
}

const timedOut = Symbol("timed out");

function within<T>(milliseconds: number, work: Promise<T>): Promise<T | typeof timedOut> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(timedOut), milliseconds);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
