import fc from "fast-check";
import { expect, test } from "vitest";
import { isCrossSiteRequest, isFromAnotherSite } from "./csrf.server";

const ours = "https://heartfelt.example";

const sent = (method: string, headers: Record<string, string>) =>
  new Request(`${ours}/api/stories`, { method, headers });

const header = fc.option(
  fc.constantFrom(ours, "null", "https://evil.example", `${ours}:8443`, "http://heartfelt.example"),
);
const site = fc.option(fc.constantFrom("same-origin", "none", "same-site", "cross-site", "something-new"));
const method = fc.constantFrom("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE");

const headersOf = (origin: string | null, fetchSite: string | null): Record<string, string> => ({
  ...(origin !== null && { Origin: origin }),
  ...(fetchSite !== null && { "Sec-Fetch-Site": fetchSite }),
});

test("our own page, a typed address, and a client that is no browser are not another site", () => {
  for (const [origin, fetchSite] of [
    [ours, "same-origin"],
    [null, "none"],
    [null, null],
    [ours, null],
  ] as const) {
    expect(isFromAnotherSite(sent("POST", headersOf(origin, fetchSite)))).toBe(false);
  }
});

test("one foreign header is enough: no other value makes up for it", () => {
  fc.assert(
    fc.property(header, site, (origin, fetchSite) => {
      const isForeign = (origin ?? ours) !== ours || !["same-origin", "none"].includes(fetchSite ?? "none");
      expect(isFromAnotherSite(sent("POST", headersOf(origin, fetchSite)))).toBe(isForeign);
    }),
  );
});

test("a request that only reads is never refused as cross-site, though an upgrade can be", () => {
  fc.assert(
    fc.property(method, header, site, (verb, origin, fetchSite) => {
      const request = sent(verb, headersOf(origin, fetchSite));
      const reads = ["GET", "HEAD", "OPTIONS"].includes(verb);
      expect(isCrossSiteRequest(request)).toBe(!reads && isFromAnotherSite(request));
    }),
  );
});

test("the scheme and the port are part of the origin", () => {
  expect(isFromAnotherSite(sent("POST", { Origin: "http://heartfelt.example" }))).toBe(true);
  expect(isFromAnotherSite(sent("POST", { Origin: `${ours}:8443` }))).toBe(true);
});
