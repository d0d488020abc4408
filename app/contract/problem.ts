import { z } from "zod";

/** What went wrong, for a program: a client may branch on these, so a code never changes its meaning. */
export const problemCodes = [
  "bad_request",
  "not_signed_in",
  "forbidden",
  "foreign_origin",
  "not_found",
  "method_not_allowed",
  "upgrade_required",
  "conflict",
  "email_taken",
  "wrong_credentials",
  "token_reused",
  "uncovered_people",
  "photo_in_use",
  "too_large",
  "unsupported_media",
  "invalid",
  "photo_refused",
  "not_redacted",
  "rate_limited",
  "not_configured",
  "ai_unavailable",
  "unavailable",
  "internal",
] as const;
export const ProblemCode = z.enum(problemCodes);
export type ProblemCode = z.infer<typeof ProblemCode>;

/** RFC 9457 `application/problem+json`, with a code for programs and the errors of each field. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int().min(400).max(599),
  detail: z.string(),
  code: ProblemCode,
  /** Sentences by the field they are about; only with 422. */
  errors: z.record(z.string(), z.array(z.string())).optional(),
  request_id: z.string().optional(),
});
export type Problem = z.infer<typeof Problem>;
