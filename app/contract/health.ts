import { z } from "zod";

export const Health = z.object({ status: z.enum(["ok", "failing"]) });
export type Health = z.infer<typeof Health>;

/** One part of the whole; when it fails, `detail` is a sentence that names the fix. */
export const PartHealth = Health.extend({ detail: z.string().optional() });
export type PartHealth = z.infer<typeof PartHealth>;

/** `GET /api/health?deep`. */
export const DeepHealth = Health.extend({
  parts: z.object({
    database: PartHealth,
    images: PartHealth,
    chat: PartHealth,
    inbox: PartHealth,
    /** The copies of the conversations' logs in D1: behind for long means that D1 takes no writes. */
    chat_copy: PartHealth,
    finder: PartHealth,
  }),
  /** Conversations whose copy in D1 is behind, and for how long the oldest message waits; null when nobody knows. */
  chat_copy_lag: z.object({ rooms_behind: z.int().min(0), oldest_seconds: z.int().min(0) }).nullable(),
  /** The weights that find faces: those from npm, or stronger ones that the operator added. */
  finder_tier: z.enum(["built-in", "strong"]).nullable(),
});
export type DeepHealth = z.infer<typeof DeepHealth>;
