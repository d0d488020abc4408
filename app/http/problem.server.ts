import type { z } from "zod";
import { problemKinds, type Problem, type ProblemCode } from "~/contract/problem";
import type { UncoveredImage } from "~/contract/second-look";

const problemCode = Symbol("problem code");

/** An RFC 9457 answer whose type says which problem it is. */
export type ProblemResponse<Code extends ProblemCode = ProblemCode> = Response & { readonly [problemCode]: Code };

interface ProblemExtras {
  errors?: Record<string, string[]>;
  uncovered?: UncoveredImage[];
  headers?: HeadersInit;
  /** For a page, which shows it; every other answer gets it on its way out. */
  requestId?: string;
}

/** Returns an RFC 9457 answer, to be returned or thrown. `detail` is a sentence that names the fix. */
export function problem<const Code extends ProblemCode>(
  code: Code,
  detail: string,
  { errors, uncovered, headers, requestId }: ProblemExtras = {},
): ProblemResponse<Code> {
  const [status, title] = problemKinds[code];
  const body: Omit<Problem, "request_id"> & Partial<Problem> = {
    type: `/api/docs#problem-${code}`,
    title,
    status,
    detail,
    code,
    ...(errors && { errors }),
    ...(uncovered && { uncovered }),
    ...(requestId !== undefined && { request_id: requestId }),
  };
  const response = new Response(JSON.stringify(body), { status, headers });
  response.headers.set("Content-Type", "application/problem+json");
  response.headers.set("Cache-Control", "no-store");
  return Object.assign(response, { [problemCode]: code } as const);
}

/** Returns the answer; if it is a problem, its body names the request that it answers. */
export async function withRequestId(answer: Response, requestId: string): Promise<Response> {
  if (answer.headers.get("Content-Type") !== "application/problem+json" || answer.body === null) return answer;
  const body: unknown = await answer.json();
  return new Response(JSON.stringify({ ...(body as Problem), request_id: requestId }), answer);
}

/** 404 for what does not exist, and for what the viewer may not know of. */
export function notFound() {
  return problem("not_found", "There is nothing here, or it is not yours to see.");
}

/** 401 with the challenge that RFC 9110 requires. */
export function notSignedIn(detail: string) {
  return problem("not_signed_in", detail, { headers: { "WWW-Authenticate": 'Bearer realm="heartfelt"' } });
}

/** 429 with the seconds to wait. */
export function rateLimited(retryAfterSeconds: number) {
  return problem("rate_limited", `Too many requests: try again in ${retryAfterSeconds} seconds.`, {
    headers: { "Retry-After": String(retryAfterSeconds) },
  });
}

/** 422 with the sentences of each field. */
export function invalid(error: z.ZodError) {
  const errors: Record<string, string[]> = {};
  for (const issue of error.issues) (errors[issue.path.join(".") || "body"] ??= []).push(issue.message);
  const [first] = Object.entries(errors);
  return problem("invalid", first ? `${first[0]}: ${first[1][0]}` : "The body is not valid.", { errors });
}

/** 405 with the methods that a path takes. */
export function methodNotAllowed(allowed: readonly string[]) {
  const allow = allowed.includes("GET") ? ["HEAD", ...allowed] : allowed;
  return problem("method_not_allowed", `This path takes ${allowed.join(", ")}.`, {
    headers: { Allow: allow.join(", ") },
  });
}
