import { expect, test } from "vitest";
import { checkEnvironment } from "./env.server";

const good = {
  JWT_SECRET: "0123456789abcdefghijklmnopqrstuvwxyz",
  DB: {},
  R2_BUCKET: {},
  CHAT_ROOM: {},
  ACCOUNT_JOBS: {},
  NETWORK_GUARD: {},
};

test("a complete environment is ready", () => {
  expect(checkEnvironment(good)).toEqual({
    kind: "ready",
    settings: { jwtSecret: good.JWT_SECRET, previousJwtSecret: null },
  });
});

test.each([
  ["a missing secret", { JWT_SECRET: undefined }, /^JWT_SECRET is missing: .*npx wrangler secret put JWT_SECRET/],
  ["a short secret", { JWT_SECRET: "short" }, /^JWT_SECRET is weak \(it needs at least 32 characters\)/],
  ["a secret that repeats itself", { JWT_SECRET: "a".repeat(40) }, /^JWT_SECRET is weak \(it repeats itself\)/],
  ["no database", { DB: undefined }, /^The binding DB is missing: add \[\[d1_databases\]\]/],
  ["no bucket", { R2_BUCKET: undefined }, /^The binding R2_BUCKET is missing/],
  ["no guard", { NETWORK_GUARD: undefined }, /^The binding NETWORK_GUARD is missing: add \[\[ratelimits\]\]/],
  ["no jobs", { ACCOUNT_JOBS: undefined }, /^The binding ACCOUNT_JOBS is missing: deploy the worker heartfelt-api/],
  ["no rooms", { CHAT_ROOM: undefined }, /^The binding CHAT_ROOM is missing: deploy the worker heartfelt-api first/],
])("%s is named in one sentence with its fix", (_name, change, sentence) => {
  expect(checkEnvironment({ ...good, ...change })).toEqual({
    kind: "misconfigured",
    sentence: expect.stringMatching(sentence),
  });
});
