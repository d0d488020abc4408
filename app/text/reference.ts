/** What the reference of the API says beside what the table of routes says. */
export const referenceText = {
  title: "The API",
  description: "Every route of Heartfelt's JSON API: what it takes, what it gives, and what can go wrong.",
  lead: "Everything that the pages do can be done over JSON. This page is made from the table that the app itself is tested against.",
  machine: "For programs",
  takes: "Takes",
  gives: "Gives",
  refuses: "Refuses with",
  example: "Example",
  optional: "optional",
  bytes: "bytes",
  areas: "On this page",
  shapes: "Shapes",
  shapesAbout: "What the answers are made of.",
  problems: "Problems",
  problemsAbout:
    "An error is application/problem+json (RFC 9457). Branch on its code; its detail is a sentence that names the fix, and request_id is what to tell the operators.",
  where: (where: string) => (where === "query" ? "in the query" : where),
  caller: {
    anyone: "Anyone may call it.",
    "visitor or viewer": "Anyone may call it; who is signed in may see more.",
    viewer: "Asks for a bearer token, or the session cookie.",
    staff: "For staff; for all others there is no such path, whatever they show.",
    "holder of a token": "Asks for ?token=, as browsers cannot set headers on a socket.",
  },
} as const;
