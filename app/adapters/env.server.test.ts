import { expect, test } from "vitest";
import { checkEnvironment } from "./env.server";

const good = {
  JWT_SECRET: "0123456789abcdefghijklmnopqrstuvwxyz",
  DB: {},
  R2_BUCKET: {},
  CHAT_ROOM: {},
  ACCOUNT_JOBS: {},
  INBOX: {},
  NETWORK_GUARD: {},
  ACCESS_GUARD: {},
  UPLOAD_GUARD: {},
};

test("a complete environment is ready", () => {
  expect(checkEnvironment(good)).toEqual({
    kind: "ready",
    settings: { jwtSecret: good.JWT_SECRET, previousJwtSecret: null, turnstile: null },
  });
});

const keys = { TURNSTILE_SITE_KEY: "0x4AAA", TURNSTILE_SECRET_KEY: "0x4BBB" };

test("both keys of Turnstile turn it on, and empty ones leave it off", () => {
  const settingsOf = (change: object) => {
    const checked = checkEnvironment({ ...good, ...change });
    return checked.kind === "ready" ? checked.settings.turnstile : checked.sentence;
  };
  const verifyUrl = "https://challenges.cloudflare.com/turnstile/v0/siteverify";
  expect(settingsOf(keys)).toEqual({ siteKey: "0x4AAA", secretKey: "0x4BBB", verifyUrl });
  expect(settingsOf({ TURNSTILE_SITE_KEY: "", TURNSTILE_SECRET_KEY: "" })).toBeNull();
});

test.each([
  ["a missing secret", { JWT_SECRET: undefined }, /^JWT_SECRET is missing: .*npx wrangler secret put JWT_SECRET/],
  ["a short secret", { JWT_SECRET: "short" }, /^JWT_SECRET is weak \(it needs at least 32 characters\)/],
  ["a secret that repeats itself", { JWT_SECRET: "a".repeat(40) }, /^JWT_SECRET is weak \(it repeats itself\)/],
  ["no database", { DB: undefined }, /^The binding DB is missing: add \[\[d1_databases\]\]/],
  ["no bucket", { R2_BUCKET: undefined }, /^The binding R2_BUCKET is missing/],
  ["no guard", { NETWORK_GUARD: undefined }, /^The binding NETWORK_GUARD is missing: add \[\[ratelimits\]\]/],
  ["no inbox", { INBOX: undefined }, /^The binding INBOX is missing: deploy the worker heartfelt-api/],
  ["no jobs", { ACCOUNT_JOBS: undefined }, /^The binding ACCOUNT_JOBS is missing: deploy the worker heartfelt-api/],
  [
    "no secret key of Turnstile",
    { ...keys, TURNSTILE_SECRET_KEY: "" },
    /^TURNSTILE_SECRET_KEY is missing, but TURNSTILE_SITE_KEY is set: .*npx wrangler secret put TURNSTILE_SECRET_KEY/,
  ],
  [
    "no site key of Turnstile",
    { TURNSTILE_SECRET_KEY: "0x4BBB" },
    /^TURNSTILE_SITE_KEY is missing, but TURNSTILE_SECRET_KEY is set: add it/,
  ],
  ["no rooms", { CHAT_ROOM: undefined }, /^The binding CHAT_ROOM is missing: deploy the worker heartfelt-api first/],
])("%s is named in one sentence with its fix", (_name, change, sentence) => {
  expect(checkEnvironment({ ...good, ...change })).toEqual({
    kind: "misconfigured",
    sentence: expect.stringMatching(sentence),
  });
});
