import { expect, test } from "vitest";
import { makeVapidKeys } from "../../../scripts/vapid-keys.mjs";
import { decryptPush, newUserAgentKeys, subscriptionKeys, verifyVapid } from "../../../tests/push/user-agent";
import { messageBytes, sealPush, type VapidKeys } from "./seal";

const { VAPID_PUBLIC_KEY, VAPID_PRIVATE_KEY } = makeVapidKeys();
const vapid: VapidKeys = {
  publicKey: VAPID_PUBLIC_KEY,
  privateKey: VAPID_PRIVATE_KEY,
  subject: "mailto:staff@heartfelt.example",
};
const endpoint = "https://push.services.example/wpush/v2/abc";

test("the browser of our tests decrypts the example of RFC 8291, section 5", () => {
  const bytes = (text: string) => Buffer.from(text, "base64url");
  const keys = {
    privateKey: bytes("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"),
    publicKey: bytes("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
    auth: bytes("BTBZMqHH6r4Tts7J_aSIgg"),
  };
  const body = bytes(
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
  );
  expect(decryptPush(body, keys)).toBe("When I grow up, I want to be a watermelon");
});

test("what is sealed for a browser is read by it alone, and every message has the same length", async () => {
  const [ours, others] = [newUserAgentKeys(), newUserAgentKeys()];
  const target = { endpoint, ...subscriptionKeys(ours) };
  const lengths = new Set<number>();
  for (const name of ["Bo", "Ŵilhelmina 💛".repeat(9)]) {
    const text = JSON.stringify({ name });
    const request = await sealPush(target, { text, topic: "abc" }, vapid);
    const body = Buffer.from(await request.arrayBuffer());
    lengths.add(body.length);
    expect(JSON.parse(decryptPush(body, ours))).toEqual({ name });
    expect(() => decryptPush(body, others)).toThrow();
  }
  expect([...lengths]).toEqual([16 + 4 + 1 + 65 + messageBytes + 1 + 16]);
});

test("a request says how long it is kept and what it replaces, and is signed for the push service alone", async () => {
  const target = { endpoint, ...subscriptionKeys(newUserAgentKeys()) };
  const { headers, redirect, method } = await sealPush(target, { text: "{}", topic: "abc" }, vapid);
  expect([method, redirect]).toEqual(["POST", "manual"]);
  expect(Object.fromEntries(headers)).toMatchObject({
    ttl: "86400",
    topic: "abc",
    urgency: "normal",
    "content-encoding": "aes128gcm",
  });
  const claims = verifyVapid(headers.get("Authorization") ?? "", vapid.publicKey);
  expect(claims).toMatchObject({ aud: "https://push.services.example", sub: vapid.subject });
  const hours = (claims.exp - Date.now() / 1000) / 3600;
  expect(hours).toBeGreaterThan(0);
  expect(hours).toBeLessThanOrEqual(24);
  expect(() => verifyVapid(headers.get("Authorization") ?? "", makeVapidKeys().VAPID_PUBLIC_KEY)).toThrow();
});
