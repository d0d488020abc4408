import fc from "fast-check";
import { expect, test } from "vitest";
import { sessionCookieFor, themeCookie } from "./cookies.server";

const at = (url: string) => sessionCookieFor(new Request(url));

/** Characters of a secret: base64url. */
const secret = fc.stringMatching(/^[A-Za-z0-9_-]{1,86}$/);

const partsOf = (header: string) => header.split("; ").slice(1).toSorted();

test("over https the session cookie has the prefix that keeps other hosts from setting it", async () => {
  const cookie = at("https://heartfelt.example/");
  const header = await cookie.serialize("s3cret");
  expect(header).toMatch(/^__Host-heartfelt=s3cret;/);
  expect(partsOf(header)).toEqual(["HttpOnly", "Path=/", "SameSite=Lax", "Secure"]);
});

test("over http, on one's own machine, the session cookie needs no https", async () => {
  const header = await at("http://localhost:8787/").serialize("s3cret");
  expect(header).toMatch(/^heartfelt=s3cret;/);
  expect(partsOf(header)).toEqual(["HttpOnly", "Path=/", "SameSite=Lax"]);
});

test("a session cookie has no age, so it ends with the browser's session", async () => {
  expect(await at("https://heartfelt.example/").serialize("s")).not.toMatch(/max-age|expires/i);
});

test("any secret is bare on the wire and comes back as it was", async () => {
  await fc.assert(
    fc.asyncProperty(secret, async (value) => {
      const cookie = at("https://heartfelt.example/");
      const header = await cookie.serialize(value);
      expect(header.split(";")[0]).toBe(`__Host-heartfelt=${value}`);
      expect(await cookie.parse(`theme=dark; ${header}`)).toBe(value);
    }),
  );
});

test("a cookie of the other scheme is not read: http cannot smuggle a session into https", async () => {
  const plain = await at("http://heartfelt.example/").serialize("smuggled");
  expect(await at("https://heartfelt.example/").parse(plain)).toBeNull();
});

test("an absent cookie is null", async () => {
  expect(await at("https://heartfelt.example/").parse("theme=dark")).toBeNull();
});

test("the theme is kept for a year", async () => {
  expect(partsOf(await themeCookie.serialize("dark"))).toContain("Max-Age=31536000");
});
