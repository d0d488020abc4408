import { expect, test } from "vitest";
import { publicPhotoCaching, withCaching } from "./caching.server";

const visitor = new Request("https://heartfelt.example/");
const credentials: Record<string, string>[] = [
  { Authorization: "Bearer token" },
  { Cookie: "theme=dark; heartfelt=secret" },
  { Cookie: "__Host-heartfelt=secret" },
];
const signedIn = credentials.map((headers) => new Request("https://heartfelt.example/", { headers }));

const decided = (given: string | null, request: Request) =>
  withCaching(new Response(null, given === null ? {} : { headers: { "Cache-Control": given } }), request).headers.get(
    "Cache-Control",
  );

test.each([null, "no-store", "private, no-store", "private, no-cache", "public, max-age=3600"])(
  "no shared cache keeps what somebody signed in gets, whatever the route says: %s",
  (given) => {
    for (const request of signedIn) expect(decided(given, request)).toMatch(/^private, no-(store|cache)$/);
  },
);

test("a visitor's answer stays as its route says, and is asked for again where it says nothing", () => {
  expect(decided(publicPhotoCaching["Cache-Control"], visitor)).toBe("public, max-age=300");
  expect(decided(null, visitor)).toBe("private, no-cache");
  const other = new Request("https://heartfelt.example/", { headers: { Cookie: "heartfelt-device=x; heartfelt=" } });
  expect(decided("no-store", other)).toBe("no-store");
});
