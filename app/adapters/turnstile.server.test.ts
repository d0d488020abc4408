import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { secretKey, startSiteverify, type Siteverify } from "../../tests/turnstile/siteverify";
import { turnstile } from "./turnstile.server";

let siteverify: Siteverify;
beforeAll(async () => {
  siteverify = await startSiteverify();
});
afterAll(() => siteverify.close());
beforeEach(() => {
  siteverify.asked.length = 0;
});

const caller = { hostname: "localhost", address: "203.0.113.7" };

function captcha(changed: { secretKey?: string; address?: null } = {}) {
  const settings = { siteKey: "a site key", secretKey, verifyUrl: siteverify.url, ...changed };
  return turnstile(settings, { ...caller, ...changed });
}

test("a token that the widget made for this site passes, once", async () => {
  const token = siteverify.newToken();
  expect(await captcha().verify(token)).toEqual({ kind: "passed" });
  expect(await captcha().verify(token)).toEqual({ kind: "refused", reason: "timeout-or-duplicate" });
});

test("siteverify is told the secret, the token, the caller's address where it is known, and a key of this one check", async () => {
  const token = siteverify.newToken();
  await captcha().verify(token);
  await captcha({ address: null }).verify(token);
  const [first, second] = siteverify.asked;
  expect(first).toEqual({
    secret: secretKey,
    response: token,
    remoteip: "203.0.113.7",
    idempotency_key: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(second).toEqual({ secret: secretKey, response: token, idempotency_key: expect.any(String) });
  expect(second?.idempotency_key).not.toBe(first?.idempotency_key);
});

test.each([
  ["is made up", () => "made up", "invalid-input-response"],
  ["is empty", () => "", "missing-input-response"],
  ["was made on another site", () => siteverify.newToken({ hostname: "evil.example" }), "other hostname"],
  ["was made for another form", () => siteverify.newToken({ action: "contact" }), "other action"],
])("a token that %s is refused", async (_what, tokenOf, reason) => {
  expect(await captcha().verify(tokenOf())).toEqual({ kind: "refused", reason });
});

test.each(["internal-error", "502", "no JSON", "hangs up"] as const)(
  "an answer of siteverify that comes to nothing (%s) is asked for again with the same key, so that the token still counts",
  async (misbehaviour) => {
    siteverify.misbehave(misbehaviour);
    expect(await captcha().verify(siteverify.newToken())).toEqual({ kind: "passed" });
    const [first, second] = siteverify.asked;
    expect(second).toEqual(first);
  },
);

test("a siteverify that fails twice is unavailable: nobody is refused for it, and nobody passes", async () => {
  siteverify.misbehave("internal-error", "internal-error");
  expect(await captcha().verify("any")).toEqual({ kind: "unavailable", reason: "internal-error" });
  siteverify.misbehave("hangs up", "502");
  expect(await captcha().verify("any")).toMatchObject({ kind: "unavailable" });
  expect(siteverify.asked).toHaveLength(4);
});

test("a secret that Cloudflare does not know is our fault, not the person's", async () => {
  const verdict = await captcha({ secretKey: "another" }).verify(siteverify.newToken());
  expect(verdict).toEqual({ kind: "unavailable", reason: "invalid-input-secret" });
});

test("a siteverify that does not answer is given up after the limit, and not asked again", async () => {
  siteverify.misbehave("hangs");
  const settings = { siteKey: "a site key", secretKey, verifyUrl: siteverify.url };
  const verdict = await turnstile(settings, caller, 50).verify(siteverify.newToken());
  expect(verdict).toEqual({ kind: "unavailable", reason: "TimeoutError" });
  expect(siteverify.asked.length).toBeLessThanOrEqual(1);
});

test("a siteverify that nobody reaches is unavailable", async () => {
  const gone = await startSiteverify();
  await gone.close();
  const settings = { siteKey: "a site key", secretKey, verifyUrl: gone.url };
  expect(await turnstile(settings, caller).verify("any")).toMatchObject({ kind: "unavailable" });
});
