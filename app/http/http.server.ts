import type { ActionFunctionArgs, AppLoadContext, LoaderFunctionArgs } from "@remix-run/cloudflare";
import type { z } from "zod";
import { problemKinds, type Problem, type ProblemCode } from "~/contract/problem";
import type { ReauthenticationFailure } from "~/domain/accounts/reauthenticate.server";
import type { Services } from "~/domain/ports";
import { outageText } from "~/text/outages";
import { routeOf } from "./requests.server";

/** What a problem may say beside its code and sentence. */
export interface ProblemExtras {
  errors?: Record<string, string[]>;
  headers?: HeadersInit;
  /** For a page, which shows it; every other answer gets it on its way out. */
  requestId?: string;
}

/**
 * An RFC 9457 answer. Throw it or return it: Remix passes a thrown Response through; the worker adds the request's id.
 * `detail` is a sentence that names the fix.
 */
export function problem(
  code: ProblemCode,
  detail: string,
  { errors, headers, requestId }: ProblemExtras = {},
): Response {
  const [status, title] = problemKinds[code];
  const body: Omit<Problem, "request_id"> & Partial<Problem> = {
    type: `/api/docs#problem-${code}`,
    title,
    status,
    detail,
    code,
    ...(errors && { errors }),
    ...(requestId !== undefined && { request_id: requestId }),
  };
  const answer = new Response(JSON.stringify(body), { status, headers });
  answer.headers.set("Content-Type", "application/problem+json");
  answer.headers.set("Cache-Control", "no-store");
  return answer;
}

/** The answer; a problem then says in its body which request it answers. */
export async function withRequestId(answer: Response, requestId: string): Promise<Response> {
  if (answer.headers.get("Content-Type") !== "application/problem+json" || answer.body === null) return answer;
  const body: unknown = await answer.json();
  return new Response(JSON.stringify({ ...(body as Problem), request_id: requestId }), answer);
}

/** A JSON answer that no cache keeps. */
export function respond(body: unknown, { status = 200, headers }: { status?: number; headers?: HeadersInit } = {}) {
  const answer = new Response(JSON.stringify(body), { status, headers });
  answer.headers.set("Content-Type", "application/json");
  answer.headers.set("Cache-Control", "no-store");
  return answer;
}

/** A JSON answer that is the same for everybody until the next deployment: caches keep it for an hour. */
export function respondPublic(body: unknown): Response {
  return new Response(JSON.stringify(body), {
    headers: { "Content-Type": "application/json", "Cache-Control": "public, max-age=3600" },
  });
}

/** 204: done, nothing to say. */
export function respondEmpty(headers?: HeadersInit): Response {
  return new Response(null, { status: 204, headers });
}

/** Bytes of a JSON body. The longest story takes 20,000 characters of at most 4 bytes each. */
const maxJsonBytes = 256 * 1024;

/** Bytes of a page's form: a name, a note, a reason. */
const maxFormBytes = 64 * 1024;

/** The JSON body as `schema` reads it. Throws 400, 413, 415 or 422 problems. */
export async function parseBody<Schema extends z.ZodType>(request: Request, schema: Schema): Promise<z.output<Schema>> {
  return parseFields(await readJson(request), schema);
}

/** A value from outside as `schema` reads it. Throws a 422 problem that names each field. */
export function parseFields<Schema extends z.ZodType>(value: unknown, schema: Schema): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalid(parsed.error);
}

/** The query string as `schema` reads it. Throws a 422 problem. */
export function parseQuery<Schema extends z.ZodType>(request: Request, schema: Schema): z.output<Schema> {
  return parseFields(Object.fromEntries(new URL(request.url).searchParams), schema);
}

/** A path's id as `schema` reads it. An id of the wrong form names nothing: 404, like one that is absent. */
export function parseId<Schema extends z.ZodType>(id: string | undefined, schema: Schema): z.output<Schema> {
  const parsed = schema.safeParse(id);
  if (parsed.success) return parsed.data;
  throw notFound();
}

/** 429 with the seconds to wait. */
export function rateLimited(retryAfter: number): Response {
  const detail = `Too many requests: try again in ${retryAfter} seconds.`;
  return problem("rate_limited", detail, { headers: { "Retry-After": String(retryAfter) } });
}

/** Why somebody is not taken for who they are, at what an unlocked screen is not enough for. `field` has the password. */
export function notConfirmed(confirmed: ReauthenticationFailure, field = "password"): Response {
  switch (confirmed.kind) {
    case "password_missing":
      return problem("invalid", "Send the account's password.", { errors: { [field]: ["Type your password."] } });
    case "wrong_credentials":
      return problem("wrong_credentials", "That is not the password of this account.");
    case "sign_in_again":
      return problem("sign_in_again", "Sign in with your passkey again, then do this within 10 minutes.");
    case "limited":
      return rateLimited(confirmed.retryAfter);
    default:
      return confirmed satisfies never;
  }
}

/** A new passkey that cannot be taken. Why is not told: one that is somebody's answers like one that is broken. */
export function passkeyRefused(): Response {
  return problem("passkey_refused", "The passkey cannot be used, or its challenge is used up: begin again.");
}

/** Why photos cannot be in a story. What is another's, in a story already or absent answers alike. */
export function photoObjection(objection: { kind: "not_yours" | "uncovered_people"; ids: string[] }): Response {
  const ids = objection.ids.join(", ");
  if (objection.kind === "not_yours") {
    const detail = `No photo of yours that is free for this story: ${ids}. Upload it first.`;
    return problem("invalid", detail, { errors: { image_ids: [detail] } });
  }
  const detail = `The second look saw people that no region covers in ${ids}. Cover them and upload again, or name the photo in confirmed_image_ids.`;
  return problem("uncovered_people", detail, { errors: { image_ids: objection.ids } });
}

/** A stored picture. Public ones never change under their URL; others are kept by no cache. */
export function respondFile(
  request: Request,
  file: { body: ReadableStream; type: string; size: number; etag: string; isPublic: boolean },
): Response {
  const headers = new Headers({
    "Content-Type": file.type,
    "Content-Disposition": "inline",
    ETag: file.etag,
    "Cache-Control": file.isPublic ? "public, max-age=31536000, immutable" : "private, no-store",
  });
  if (request.headers.get("If-None-Match")?.includes(file.etag)) return new Response(null, { status: 304, headers });
  headers.set("Content-Length", String(file.size));
  return new Response(request.method === "HEAD" ? null : file.body, { headers });
}

/** A ZIP archive that a browser saves: its caller's alone, so no cache keeps it. */
export function respondDownload(body: ReadableStream | null, name: string): Response {
  return new Response(body, {
    headers: {
      "Content-Type": "application/zip",
      "Content-Disposition": `attachment; filename="${name}"`,
      "Cache-Control": "private, no-store",
    },
  });
}

/** The answer for all that does not exist, or that the viewer may not know of. */
export function notFound(): Response {
  return problem("not_found", "There is nothing here, or it is not yours to see.");
}

function invalid(error: z.ZodError): Response {
  const errors: Record<string, string[]> = {};
  for (const issue of error.issues) (errors[issue.path.join(".") || "body"] ??= []).push(issue.message);
  const [first] = Object.entries(errors);
  return problem("invalid", first ? `${first[0]}: ${first[1][0]}` : "The body is not valid.", { errors });
}

async function readJson(request: Request): Promise<unknown> {
  const type = request.headers.get("Content-Type") ?? "";
  if (!/^application\/(\w+\+)?json\b/i.test(type)) {
    throw problem("unsupported_media", "Send JSON with the header Content-Type: application/json.");
  }
  const bytes = await readBytes(request, maxJsonBytes);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes));
  } catch {
    throw problem("bad_request", "The body is not valid JSON in UTF-8.");
  }
}

/** The fields of a form that a page sent, as a browser encodes them. Throws 400, 413 or 415 problems. */
export async function readForm(request: Request, limit = maxFormBytes): Promise<FormData> {
  const type = request.headers.get("Content-Type") ?? "";
  if (!/^(multipart\/form-data|application\/x-www-form-urlencoded)\b/i.test(type)) {
    throw problem("unsupported_media", "Send a form: multipart/form-data or application/x-www-form-urlencoded.");
  }
  const bytes = await readBytes(request, limit);
  try {
    return await new Response(bytes as BufferSource, { headers: { "Content-Type": type } }).formData();
  } catch {
    throw problem("bad_request", "The form cannot be read: check its encoding, and a multipart body's boundary.");
  }
}

/** Bytes of a body too large that are read and dropped, so that a client which still sends can hear why it is refused. */
const maxDroppedBytes = 1024 * 1024;

/** The body's bytes, kept no further than `limit`: holds without a Content-Length too. Throws a 413 problem. */
async function readBytes(request: Request, limit: number): Promise<Uint8Array> {
  const kept = Number(request.headers.get("Content-Length")) > limit ? 0 : limit;
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = request.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    length += part.value.byteLength;
    if (length <= kept) chunks.push(part.value);
    if (length > kept + maxDroppedBytes) break;
  }
  if (length > kept) throw problem("too_large", `The body is larger than ${limit} bytes.`);
  return joined(chunks, length);
}

function joined(chunks: Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

export type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";

/** What a handler is given: Remix's arguments. */
export interface ApiCall {
  request: Request;
  context: AppLoadContext;
  params: Readonly<Record<string, string | undefined>>;
}

type Handlers = Partial<Record<Method, (call: ApiCall) => Promise<Response>>>;

/**
 * The loader and action of a resource route from its handlers by method: other methods get 405 with `Allow`,
 * an unexpected error gets a 500 or 503 problem and a line in the log, never a stack trace.
 */
export function apiRoute(handlers: Handlers) {
  const answer = async ({ request, context, params }: LoaderFunctionArgs | ActionFunctionArgs) => {
    const method = request.method === "HEAD" ? "GET" : request.method;
    const handler = handlers[method as Method];
    if (!handler) return methodNotAllowed(Object.keys(handlers));
    try {
      return await handler({ request, context, params });
    } catch (error) {
      if (error instanceof Response) return error;
      return answerToFault(error, request, context);
    }
  };
  return { loader: answer, action: answer };
}

/** Seconds after which it is worth trying again: an overloaded or restarted part of Cloudflare is back in a moment. */
export const retryAfterFaultSeconds = 5;

/** What is answered when something fails that no rule expected: 503 for an outage, else 500. It goes into the log by name. */
export function answerToFault(
  error: unknown,
  request: Request,
  { services, requestId }: { services: Pick<Services, "log" | "classifyFault">; requestId: string },
): Response {
  const { name, outage } = services.classifyFault(error);
  services.log({ event: "failed", where: routeOf(request), error: name });
  return outage === null
    ? problem("internal", "Something went wrong on our side. Nothing was changed; try again.", { requestId })
    : problem("unavailable", outageText[outage], {
        requestId,
        headers: { "Retry-After": String(retryAfterFaultSeconds) },
      });
}

/** 405 with the methods that a path knows. */
export function methodNotAllowed(allowed: readonly string[]): Response {
  const allow = allowed.includes("GET") ? ["HEAD", ...allowed] : allowed;
  return problem("method_not_allowed", `This path takes ${allowed.join(", ")}.`, {
    headers: { Allow: allow.join(", ") },
  });
}
