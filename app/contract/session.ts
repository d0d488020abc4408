import { z } from "zod";
import { SessionId } from "./ids";
import { PageQuery } from "./story";

/** `POST /api/auth/sign-out`: this session, or every one of the caller. */
export const SignOut = z.object({ everywhere: z.boolean().default(false) });

/** A place where somebody is signed in. */
export const Session = z.object({
  id: SessionId,
  /** "Firefox on Windows", as the browser says of itself. */
  browser: z.string(),
  created_at: z.iso.datetime(),
  /** To the quarter of an hour. */
  last_used_at: z.iso.datetime(),
  /** The session that asks. */
  is_current: z.boolean(),
});
export type Session = z.infer<typeof Session>;

/** The cursor of `GET /api/auth/sessions` is opaque. */
export const SessionsQuery = PageQuery.extend({ cursor: SessionId.optional() });

/** `GET /api/auth/sessions`: newest first. */
export const SessionPage = z.object({ sessions: z.array(Session), next_cursor: z.string().nullable() });
export type SessionPage = z.infer<typeof SessionPage>;
