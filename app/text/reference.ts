/** The sentences of the API's reference that are not in the contract's table. */
export const referenceText = {
  title: "The API",
  description: "Every endpoint of Heartfelt's JSON API: requests, responses and errors.",
  lead: "Everything the pages can do is available over JSON. This page is generated from the same table that the server runs.",
  machine: "OpenAPI document",
  takes: "Request",
  gives: "Responses",
  refuses: "Errors",
  example: "Example",
  optional: "optional",
  bytes: "bytes",
  areas: "On this page",
  shapes: "Schemas",
  shapesAbout: "The objects in requests and responses.",
  problems: "Errors",
  problemsAbout:
    "An error is application/problem+json (RFC 9457). Branch on code; detail is a sentence that names the fix, and request_id identifies the request to the operators.",
  where: (where: string) => (where === "query" ? "in the query" : where),
  caller: {
    anyone: "Public.",
    "visitor or viewer": "Public; signed-in callers may see more.",
    viewer: "Requires a bearer token or the session cookie.",
    staff: "Staff only; everyone else gets 404.",
    "holder of a token": "Requires ?token=, because browsers can't set headers on a WebSocket.",
  },
} as const;
