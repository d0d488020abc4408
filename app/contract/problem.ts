import { z } from "zod";
import { UncoveredImage } from "./second-look";

/**
 * The problem codes for programs, with their statuses and titles: a client may branch on a code, so it never changes its
 * meaning or its status.
 */
export const problemKinds = {
  bad_request: [400, "The request could not be read"],
  not_signed_in: [401, "Sign-in required"],
  wrong_credentials: [401, "Wrong credentials"],
  sign_in_again: [401, "Sign in again"],
  token_reused: [401, "The refresh token was used before"],
  forbidden: [403, "Not allowed"],
  address_unverified: [403, "The e-mail address is not confirmed"],
  foreign_origin: [403, "The request comes from another site"],
  not_found: [404, "Not found"],
  method_not_allowed: [405, "Method not allowed"],
  upgrade_required: [426, "WebSocket required"],
  conflict: [409, "Conflict"],
  email_taken: [409, "The e-mail address is taken"],
  last_way_in: [409, "This is the only way to sign in"],
  photo_in_use: [409, "The photo is in a story"],
  in_progress: [409, "The request is already being processed"],
  storage_full: [409, "Storage full"],
  uncovered_people: [409, "People may be recognisable"],
  too_large: [413, "Too large"],
  unsupported_media: [415, "Unsupported media type"],
  invalid: [422, "Some fields are invalid"],
  turnstile_refused: [422, "The Turnstile check was not passed"],
  passkey_refused: [422, "The passkey was not accepted"],
  link_refused: [422, "The link is no longer valid"],
  key_reused: [422, "The idempotency key belongs to another request"],
  photo_refused: [422, "The photo cannot be used"],
  not_redacted: [422, "A face is not redacted"],
  rate_limited: [429, "Too many requests"],
  internal: [500, "Something went wrong"],
  not_configured: [503, "Heartfelt is not configured"],
  ai_unavailable: [503, "The people finder is not available"],
  unavailable: [503, "Not available right now"],
} as const satisfies Record<string, readonly [status: number, title: string]>;

export type ProblemCode = keyof typeof problemKinds;

const ProblemCode = z.enum(Object.keys(problemKinds) as ProblemCode[]); // its own keys

/** RFC 9457 `application/problem+json`, with a code for programs and the errors of each field. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int().min(400).max(599),
  detail: z.string(),
  code: ProblemCode,
  /** By the field: sentences with 422, the photos concerned with `uncovered_people` and `ai_unavailable`. */
  errors: z.record(z.string(), z.array(z.string())).optional(),
  /** Photos with the faces that must be covered or confirmed; only with `uncovered_people`. */
  uncovered: z.array(UncoveredImage).optional(),
  /** As in the header X-Request-Id and in the log: for whoever asks the operators about it. */
  request_id: z.string(),
});
export type Problem = z.infer<typeof Problem>;
