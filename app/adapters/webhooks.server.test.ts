import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { webhookKeyOf, webhookVerifier } from "./webhooks.server";

const key = Buffer.alloc(24, 7);
const now = new Date("2026-11-27T12:00:00Z");
const seconds = now.getTime() / 1000;
const verify = webhookVerifier(key, () => now);

function signedAt(timestamp: number | string, text = `{"type":"email.bounced"}`, signer: Buffer = key) {
  const signature = createHmac("sha256", signer).update(`msg_1.${timestamp}.${text}`).digest("base64");
  return { id: "msg_1", timestamp: String(timestamp), signatures: `v1,${signature}`, body: Buffer.from(text) };
}

test("a body signed with the key counts, also beside a signature of an older key", async () => {
  const signed = signedAt(seconds);
  expect(await verify(signed)).toBe(true);
  const older = signedAt(seconds, undefined, Buffer.alloc(24, 8)).signatures;
  expect(await verify({ ...signed, signatures: `v2,${"A".repeat(44)} ${older} ${signed.signatures}` })).toBe(true);
});

test("the example of the specification's reference implementation verifies", async () => {
  const secret = webhookKeyOf("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  const at = webhookVerifier(secret!, () => new Date(1_614_265_330_000));
  const signed = {
    id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
    timestamp: "1614265330",
    signatures: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    body: Buffer.from(`{"test": 2432232314}`),
  };
  expect(await at(signed)).toBe(true);
});

test.each([
  ["another key", signedAt(seconds, undefined, Buffer.alloc(24, 8))],
  ["another body", { ...signedAt(seconds), body: Buffer.from("{}") }],
  ["another id", { ...signedAt(seconds), id: "msg_2" }],
  ["a time of its own", { ...signedAt(seconds), timestamp: String(seconds + 1) }],
  ["more than five minutes ago", signedAt(seconds - 301)],
  ["more than five minutes ahead", signedAt(seconds + 301)],
  ["no time", signedAt("")],
  ["a time that is no number", signedAt("NaN")],
  ["no signature", { ...signedAt(seconds), signatures: "" }],
  ["an empty signature", { ...signedAt(seconds), signatures: "v1," }],
  [
    "five signatures before the good one",
    { ...signedAt(seconds), signatures: `${"v1,AA== ".repeat(5)}${signedAt(seconds).signatures}` },
  ],
])("%s is refused", async (_what, signed) => {
  expect(await verify(signed)).toBe(false);
});

test("a secret needs 24 bytes, with or without its prefix", () => {
  const secret = key.toString("base64");
  for (const written of [secret, `whsec_${secret}`]) expect(Buffer.from(webhookKeyOf(written)!)).toEqual(key);
  expect(webhookKeyOf("whsec_AAAA")).toBeNull();
});
