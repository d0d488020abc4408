import { expect, test } from "vitest";
import { expectProblem, fromAPlaceOfTheirOwn, newPerson, send, type Person } from "./client";

const absent = "01890a5d-ac96-774b-bcce-b302099a8057";

function report(as: Person, headers: Record<string, string> = {}): Promise<Response> {
  return send("POST", "/api/reports", {
    as,
    headers,
    body: { subject: { kind: "story", id: absent }, reason: "spam" },
  });
}

test("an answer tells how much of a limit is left, and one past it when there is more", async () => {
  const person = await newPerson();
  const first = await report(person);
  expect(first.headers.get("RateLimit-Policy")).toBe('"report";q=20;w=3600');
  expect(first.headers.get("RateLimit")).toBe('"report";r=19;t=180');
  for (let n = 1; n < 20; n++) await expectProblem(await report(person), 404, "not_found");
  const past = await report(person);
  await expectProblem(past, 429, "rate_limited");
  const wait = Number(past.headers.get("Retry-After"));
  expect(wait).toBeGreaterThan(0);
  expect(past.headers.get("RateLimit")).toBe(`"report";r=0;t=${wait}`);
});

test("who is known by an address has a share of its limit too", async () => {
  const answer = await report(await newPerson(), fromAPlaceOfTheirOwn());
  expect(answer.headers.get("RateLimit-Policy")).toBe('"report";q=20;w=3600, "report_place";q=200;w=3600');
});

test("what costs nothing tells of no limit", async () => {
  expect((await send("GET", "/api/health")).headers.has("RateLimit")).toBe(false);
});

test("a network that floods is refused before anything is looked up, and told for how long", async () => {
  const headers = fromAPlaceOfTheirOwn();
  const post = () => send("POST", "/api/auth/refresh", { headers, body: { refresh_token: "none" } });
  let refused: Response | null = null;
  for (let sent = 0; sent < 1_300 && refused === null; sent += 50) {
    const answers = await Promise.all(Array.from({ length: 50 }, post));
    refused = answers.find(({ status }) => status === 429) ?? null;
  }
  expect(refused?.headers.get("Retry-After")).toBe("60");
  expect(refused?.headers.get("RateLimit-Policy")).toBe('"network";q=600;w=60');
  expect(refused?.headers.get("RateLimit")).toBe('"network";r=0;t=60');
  expect((await send("GET", "/api/health", { headers })).status).toBe(200);
});
