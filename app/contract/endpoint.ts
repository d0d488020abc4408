/** The form of a row in the API's table, from which the types of its calls and answers follow. */
import type { z } from "zod";
import type { ProblemCode } from "./problem";
import type { RateRule } from "./rate-rule";

/**
 * Who may call. "anyone": credentials are not looked at. "visitor or viewer": a token that is sent must be valid. "viewer":
 * signed in. "staff": everybody else gets a 404. "holder of a token": a token in the query, as browsers cannot set headers
 * on a WebSocket. Which objects each caller reaches is in `tests/access-matrix/rules.md`.
 */
export type Caller = "anyone" | "visitor or viewer" | "viewer" | "staff" | "holder of a token";

/**
 * The request body. `maxBytes` replaces the default limit of JSON. A form of files is handed to its handler as it comes: it is
 * too large to be held.
 */
export interface RequestBodySpec {
  type: "application/json" | "multipart/form-data";
  schema: z.ZodType;
  isOptional?: boolean;
  maxBytes?: number;
}

/** The answer with one status that is not a problem. With neither `json` nor `media` it has no body. */
export interface AnswerSpec {
  description: string;
  json?: z.ZodType;
  /** Media types of a body of bytes. */
  media?: readonly string[];
  /** Response headers, with their descriptions. */
  headers?: Readonly<Record<string, string>>;
}

/** One method of one path. */
export interface Endpoint {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Parameters are written `:name`. */
  path: string;
  summary: string;
  description?: string;
  caller: Caller;
  /** By the names in the path. A value of the wrong form gets the same 404 as one that does not exist. */
  params?: Readonly<Record<string, z.ZodType>>;
  query?: z.ZodObject;
  body?: RequestBodySpec;
  /** For an endpoint that creates once per `Idempotency-Key`: the schema of the new object's id. */
  creates?: z.ZodType<string>;
  /** Rate limits that each call counts against, by person, or by network where nobody is signed in. */
  limits?: readonly RateRule[];
  /** By status. */
  answers: Readonly<Record<number, AnswerSpec>>;
  /** Problems besides those that follow from the rest of the row, see `problemsOf`. */
  problems?: readonly ProblemCode[];
  /** Arguments of an example curl call after method and address; `$TOKEN` is a bearer token. */
  example?: string;
}

/** Returns the row itself, with the literal types of all its fields. */
export function defineEndpoint<const Row extends Endpoint>(row: Row): Row {
  return row;
}

/** Problems that follow from the parts of a row. */
const impliedProblems = {
  signedIn: ["not_signed_in"],
  unsafe: ["foreign_origin", "rate_limited"], // a network may send only so much
  params: ["not_found"],
  query: ["invalid"],
  body: ["bad_request", "too_large", "unsupported_media", "invalid"],
  creates: ["in_progress", "key_reused", "not_found"],
  limits: ["rate_limited"],
  always: ["internal", "not_configured", "unavailable"],
} as const satisfies Record<string, readonly ProblemCode[]>;

type Implied<Part extends keyof typeof impliedProblems> = (typeof impliedProblems)[Part][number];

/** Returns every problem that an endpoint can answer. {@link ProblemCodeOf} is the same as a type. */
export function problemsOf(row: Endpoint): ProblemCode[] {
  const needsSignIn = row.caller !== "anyone" && row.caller !== "staff";
  return [
    ...new Set<ProblemCode>([
      ...(needsSignIn ? impliedProblems.signedIn : []),
      ...(row.method === "GET" ? [] : impliedProblems.unsafe),
      ...(row.params ? impliedProblems.params : []),
      ...(row.query ? impliedProblems.query : []),
      ...(row.body ? impliedProblems.body : []),
      ...(row.creates ? impliedProblems.creates : []),
      ...(row.limits ? impliedProblems.limits : []),
      ...(row.problems ?? []),
      ...impliedProblems.always,
    ]),
  ];
}

/** Every problem code that an endpoint can answer: the row's own and those that {@link problemsOf} adds. */
export type ProblemCodeOf<Row extends Endpoint> =
  | (Row["caller"] extends "anyone" | "staff" ? never : Implied<"signedIn">)
  | (Row["method"] extends "GET" ? never : Implied<"unsafe">)
  | (Row extends { params: object } ? Implied<"params"> : never)
  | (Row extends { query: object } ? Implied<"query"> : never)
  | (Row extends { body: object } ? Implied<"body"> : never)
  | (Row extends { creates: object } ? Implied<"creates"> : never)
  | (Row extends { limits: object } ? Implied<"limits"> : never)
  | (Row extends { problems: readonly (infer Code extends ProblemCode)[] } ? Code : never)
  | Implied<"always">;

/** Path parameters as the handler gets them. */
export type Params<Row extends Endpoint> = Row extends { params: infer Shape extends Record<string, z.ZodType> }
  ? { readonly [Name in keyof Shape]: z.output<Shape[Name]> }
  : Record<never, never>;

/** Path parameters as a client sends them. */
export type ParamsInput<Row extends Endpoint> = Row extends { params: infer Shape extends Record<string, z.ZodType> }
  ? { readonly [Name in keyof Shape]: z.input<Shape[Name]> }
  : undefined;

/** The query as the handler gets it. */
export type Query<Row extends Endpoint> = Row extends { query: infer Schema extends z.ZodType }
  ? z.output<Schema>
  : Record<never, never>;

/** The query as a client sends it: what has a default or is optional may be left out. */
export type QueryInput<Row extends Endpoint> = Row extends { query: infer Schema extends z.ZodType }
  ? z.input<Schema>
  : undefined;

type MaybeAbsent<Spec, Value> = Spec extends { isOptional: true } ? Value | undefined : Value;

/** The body as the handler gets it: undefined where an optional one was left out. */
export type RequestBody<Row extends Endpoint> = Row extends { body: infer Spec extends RequestBodySpec }
  ? MaybeAbsent<Spec, z.output<Spec["schema"]>>
  : undefined;

/** The body as a client sends it; of a multipart form, its fields by name. */
export type RequestBodyInput<Row extends Endpoint> = Row extends { body: infer Spec extends RequestBodySpec }
  ? MaybeAbsent<Spec, z.input<Spec["schema"]>>
  : undefined;

/** The statuses of an endpoint's answers that are not problems. */
export type StatusOf<Row extends Endpoint> = keyof Row["answers"] & number;

/** The body of an answer by its status: JSON, a stream of bytes, or null. */
export type AnswerOf<Row extends Endpoint, Status extends StatusOf<Row> = StatusOf<Row>> =
  Status extends StatusOf<Row> ? AnswerBody<Row["answers"][Status]> : never;

type AnswerBody<Spec> = Spec extends { json: infer Schema extends z.ZodType }
  ? z.output<Schema>
  : Spec extends { media: readonly string[] }
    ? ReadableStream | null
    : null;

/** A group of endpoints in the API reference. */
export interface Area {
  name: string;
  about: string;
  endpoints: readonly Endpoint[];
}
