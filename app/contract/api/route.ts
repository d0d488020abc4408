import type { z } from "zod";
import type { ProblemCode } from "../problem";

/**
 * Who a route asks to be there: nobody; a viewer if there is one, whose token must then be good; a signed-in viewer;
 * staff, and for all others it is not there; a token in the query, as browsers cannot set headers on a socket. What each
 * person gets of each object is in `tests/access-matrix/rules.md`.
 */
export type Caller = "anyone" | "visitor or viewer" | "viewer" | "staff" | "holder of a token";

/** What a route takes beside its path. */
export type Body =
  | { type: "application/json"; schema: z.ZodType; isOptional?: boolean }
  | { type: "multipart/form-data"; fields: Record<string, FormField> };

export interface FormField {
  /** Bytes of a file, or text. */
  holds: "file" | "text";
  isOptional?: boolean;
  description: string;
}

/** What a route gives with one status that is no problem. */
export interface Answer {
  description: string;
  /** The shape of a JSON body. */
  json?: z.ZodType;
  /** The media types of a body of bytes. */
  media?: readonly string[];
  /** Response headers that belong to the answer, with what they hold. */
  headers?: Record<string, string>;
}

/** A route of the API as its callers know it. */
export interface Route {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Parameters as `:name`. */
  path: string;
  /** A few words: what it is for. */
  summary: string;
  /** What else a caller should know, in sentences. */
  description?: string;
  caller: Caller;
  /** By the names in the path. */
  params?: Record<string, z.ZodType>;
  query?: z.ZodObject;
  body?: Body;
  /** Whether it creates, once for each `Idempotency-Key` that a client may send. */
  takesKey?: boolean;
  /** By status. */
  answers: Record<number, Answer>;
  /** Problems of its own; those that follow from the rest of the row are added by `problemsOf`. */
  problems?: readonly ProblemCode[];
  /** An example call's parameters for curl, after the method and address; `$TOKEN` is the bearer token. */
  example?: string;
}

/** A group of routes, as the reference shows them. */
export interface Area {
  name: string;
  about: string;
  routes: readonly Route[];
}

/** Every problem that a route can answer: its own, and those that its caller, parameters and body bring. */
export function problemsOf(route: Route): ProblemCode[] {
  const isUnsafe = route.method !== "GET";
  const codes: ProblemCode[] = [
    ...(route.caller === "anyone" || route.caller === "staff" ? [] : ["not_signed_in" as const]),
    ...(isUnsafe ? ["foreign_origin" as const] : []),
    ...(route.params ? ["not_found" as const] : []),
    ...(route.query ? ["invalid" as const] : []),
    ...(route.body ? (["bad_request", "too_large", "unsupported_media", "invalid"] as const) : []),
    ...(route.takesKey ? (["in_progress", "key_reused", "not_found"] as const) : []),
    ...(route.problems ?? []),
    ...(["internal", "not_configured", "unavailable"] as const),
  ];
  return [...new Set(codes)];
}
