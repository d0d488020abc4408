import { z } from "zod";

/** A path without what it names: `/stories/:id`. People type anything into an address, so other words are not kept. */
export const RoutePattern = z.string().regex(/^\/([a-z-]{1,40}|:id)?(\/([a-z-]{1,40}|:id)){0,7}$/);

/** An id of a request, which ties the lines of both workers and the answer together. */
export const RequestId = z.uuid();
export type RequestId = z.infer<typeof RequestId>;

/**
 * Everything that may be logged, by either worker. People's words, names, addresses and tokens have no field here, so
 * they cannot be.
 */
export const LogEvent = z.discriminatedUnion("event", [
  z.strictObject({
    event: z.literal("request"),
    method: z.string().regex(/^[A-Z]{1,10}$/),
    route: RoutePattern,
    status: z.int(),
    milliseconds: z.int().min(0),
    /** The id that the client or a proxy sent. */
    client_request_id: RequestId.optional(),
  }),
  /** `error` is what the error is called, never its message: that may hold the values of a query. */
  z.strictObject({ event: z.literal("failed"), where: z.string(), error: z.string() }),
  z.strictObject({ event: z.literal("refresh_token_reused"), session_id: z.string() }),
  /** A signature whose counter did not grow: two devices hold one key. */
  z.strictObject({ event: z.literal("passkey_copied"), user_id: z.string() }),
  /** A sign-up that did not get past the captcha. `reason`: codes of its service, or what differs; never the token. */
  z.strictObject({
    event: z.literal("captcha_failed"),
    outcome: z.enum(["refused", "unavailable"]),
    reason: z.string().max(100),
  }),
  z.strictObject({
    event: z.literal("photo_stored"),
    photo_id: z.string(),
    regions: z.int(),
    original_kept: z.enum(["yes", "no"]),
  }),
  z.strictObject({ event: z.literal("photo_refused"), code: z.string() }),
  z.strictObject({ event: z.literal("person_finder_failed"), photo_id: z.string(), error: z.string() }),
  /** A photo that was published before it could be looked at shows somebody: its story is held. */
  z.strictObject({ event: z.literal("people_found_late"), photo_id: z.string() }),
  z.strictObject({ event: z.enum(["account_leaving", "account_kept"]) }),
  z.strictObject({
    event: z.literal("swept"),
    accounts: z.int(),
    evidence: z.int(),
    looks: z.int(),
    objects: z.int(),
    photos: z.int(),
    /** Rows deleted because they had stayed their time, and whether more are due than one sweep takes. */
    rows: z.int(),
    left_over: z.enum(["yes", "no"]),
  }),
  /** `letter`: which one; `reason`: a status or an error's name, never the address. */
  z.strictObject({ event: z.literal("mail_failed"), letter: z.string(), reason: z.string().max(100) }),
  /** `reason`: a push service's status or an error's name; never an address, which is its person's own. */
  z.strictObject({
    event: z.literal("push_failed"),
    outcome: z.enum(["refused", "later"]),
    reason: z.string().max(100),
  }),
  z.strictObject({ event: z.literal("room_entered"), connection_id: z.string() }),
  z.strictObject({ event: z.literal("copy_failed"), failures: z.int() }),
  z.strictObject({ event: z.literal("move_failed") }),
  z.strictObject({
    event: z.enum(["messages_moved", "stories_moved"]),
    databases: z.string().regex(/^[\d,]*$/),
    checked: z.int(),
    moved: z.int(),
    left: z.int(),
    is_done: z.enum(["yes", "no"]),
  }),
]);
export type LogEvent = z.infer<typeof LogEvent>;
