const titles = { 404: "Not found", 426: "Upgrade required" } as const;

/** An RFC 9457 answer of the room itself; the routes in front of it make all others. */
export function problem(status: keyof typeof titles, detail: string): Response {
  const code = status === 404 ? "not_found" : "upgrade_required";
  const body = { type: `/api/docs#problem-${code}`, title: titles[status], status, detail, code };
  const headers = { "Content-Type": "application/problem+json", ...(status === 426 && { Upgrade: "websocket" }) };
  return new Response(JSON.stringify(body), { status, headers });
}
