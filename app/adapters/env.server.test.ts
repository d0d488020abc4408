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
    settings: { jwtSecret: good.JWT_SECRET, previousJwtSecret: null, turnstile: null, mail: null },
  });
});

test("an environment is looked at once", () => {
  let looks = 0;
  const env = new Proxy(good, { ownKeys: (target) => ((looks += 1), Reflect.ownKeys(target)) });
  const first = checkEnvironment(env);
  const looksOfOne = looks;
  expect(looksOfOne).toBeGreaterThan(0);
  expect(checkEnvironment(env)).toBe(first);
  expect(looks).toBe(looksOfOne);
});

test("a database of messages or stories that nobody would read is named", () => {
  expect(checkEnvironment({ ...good, MESSAGES_DB_0: {}, MESSAGES_DB_12: {}, STORIES_DB_0: {} }).kind).toBe("ready");
  for (const wrong of [{ STORIES_DB: {} }, { STORIES_DB_01: {} }, { STORIES_DB_1: "text" }]) {
    const checked = checkEnvironment({ ...good, ...wrong });
    expect(checked.kind === "misconfigured" && checked.sentence).toContain("is no database of stories");
  }
  for (const wrong of [{ MESSAGES_DB: {} }, { MESSAGES_DB_01: {} }, { MESSAGES_DB_1: "text" }]) {
    const checked = checkEnvironment({ ...good, ...wrong });
    expect(checked.kind === "misconfigured" && checked.sentence).toContain("is no database of messages");
  }
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

const mail = { MAIL_FROM: "post@heartfelt.example", MAIL_ORIGIN: "https://heartfelt.example" };
const provider = { MAIL_HTTP_URL: "https://api.mail.example/emails", MAIL_HTTP_KEY: "a key" };

test("mail is off without a sender, goes by the binding or a provider, and stays local for this machine alone", () => {
  const settingsOf = (change: object) => {
    const checked = checkEnvironment({ ...good, ...change });
    return checked.kind === "ready" ? checked.settings.mail : checked.sentence;
  };
  expect(settingsOf({ ...provider })).toBeNull();
  expect(settingsOf({ ...mail, ...provider, REQUIRE_VERIFIED_EMAIL: "1" })).toMatchObject({ requiresVerified: true });
  expect(settingsOf({ ...mail, SEND_EMAIL: {} })).toMatchObject({ transport: { kind: "binding" }, isLocal: false });
  expect(settingsOf({ ...mail, ...provider })).toMatchObject({ transport: { kind: "http" }, isLocal: false });
  const local = { ...mail, ...provider, MAIL_HTTP_URL: "http://127.0.0.1:4500/emails" };
  expect(settingsOf(local)).toMatchObject({ isLocal: true });
  for (const MAIL_HTTP_URL of ["http://127.0.0.1:4500.evil.example/", "http://mail.example/"]) {
    expect(settingsOf({ ...mail, ...provider, MAIL_HTTP_URL })).toBe("MAIL_HTTP_URL must begin with https://.");
  }
});

test.each([
  ["a sender that is no address", { ...mail, ...provider, MAIL_FROM: "Heartfelt" }, /^MAIL_FROM is no e-mail address/],
  ["confirmed addresses asked for without mail", { REQUIRE_VERIFIED_EMAIL: "1" }, /^REQUIRE_VERIFIED_EMAIL is 1, but/],
  ["no origin for links", { ...mail, ...provider, MAIL_ORIGIN: "" }, /^MAIL_ORIGIN is missing/],
  ["nothing that sends", mail, /^MAIL_FROM is set, but nothing sends mails/],
  [
    "a weak secret of the provider's events",
    { ...mail, ...provider, MAIL_WEBHOOK_SECRET: "whsec_AAAA" },
    /^MAIL_WEBHOOK_SECRET is weak/,
  ],
  ["no key of the provider", { ...mail, ...provider, MAIL_HTTP_KEY: "" }, /^MAIL_HTTP_KEY is missing/],
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
