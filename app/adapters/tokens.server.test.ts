import { decodeProtectedHeader } from "jose";
import { expect, test } from "vitest";
import type { SessionId, UserId } from "~/contract/ids";
import type { Audience } from "~/domain/ports";
import { jwtTokens } from "./tokens.server";

const subject = {
  userId: "0198c0de-0000-7000-8000-000000000001" as UserId,
  sessionId: "0198c0de-0000-7000-8000-000000000002" as SessionId,
};
const now = new Date("2026-11-23T12:00:00Z");
const [oldSecret, newSecret] = ["the secret that was in use until today", "the secret that is in use from today"];
const before = { jwtSecret: oldSecret, previousJwtSecret: null };
const during = { jwtSecret: newSecret, previousJwtSecret: oldSecret };
const after = { jwtSecret: newSecret, previousJwtSecret: null };

const issue = (settings: typeof before | typeof during, audience: Audience = "heartfelt-api") =>
  jwtTokens(settings, () => now).issue(subject, audience);
const kindOf = async (settings: typeof before | typeof during, token: string, audience: Audience = "heartfelt-api") =>
  (await jwtTokens(settings, () => now).verify(token, audience)).kind;

test("a secret is rotated without signing anyone out: the one before is accepted until it is taken away", async () => {
  const { token: old } = await issue(before);
  const { token: fresh } = await issue(during);
  expect([await kindOf(before, old), await kindOf(during, old), await kindOf(during, fresh)]).toEqual(
    Array.from({ length: 3 }, () => "valid"),
  );
  expect([await kindOf(after, old), await kindOf(after, fresh)]).toEqual(["invalid", "valid"]);
});

test("while a secret is rotated only the new one signs, and tokens name theirs without giving it away", async () => {
  const kids = await Promise.all(
    [before, during, after].map(async (settings) => decodeProtectedHeader((await issue(settings)).token).kid),
  );
  expect(kids[1]).toBe(kids[2]);
  expect(kids[0]).not.toBe(kids[1]);
  expect(kids.every((kid) => kid !== undefined && /^[\w-]{8}$/.test(kid))).toBe(true);
});

test("a token for chat opens nothing else, and lives a minute", async () => {
  const { token, expiresAt } = await issue(before, "heartfelt-chat");
  expect(expiresAt.getTime() - now.getTime()).toBe(60_000);
  expect([await kindOf(before, token, "heartfelt-chat"), await kindOf(before, token)]).toEqual(["valid", "invalid"]);
  const later = new Date(expiresAt.getTime() + 1_000);
  expect(await jwtTokens(before, () => later).verify(token, "heartfelt-chat")).toEqual({ kind: "expired" });
});
