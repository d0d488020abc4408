import { problemKinds } from "../../app/contract/problem";

/** Returns a problem response (RFC 9457) of the room itself; the routes in front of it make all others. */
export function problem(code: "not_found" | "upgrade_required", detail: string): Response {
  const [status, title] = problemKinds[code];
  const body = { type: `/api/docs#problem-${code}`, title, status, detail, code };
  const headers = { "Content-Type": "application/problem+json", ...(status === 426 && { Upgrade: "websocket" }) };
  return new Response(JSON.stringify(body), { status, headers });
}
