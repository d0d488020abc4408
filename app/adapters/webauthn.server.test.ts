import { expect, test } from "vitest";
import { NewCredential, SignedCredential } from "~/contract/passkey";
import { makeKey, signWith, type Bent } from "../../tests/api/authenticator";
import { webauthnCeremonies as ceremonies } from "./webauthn.server";

const site = { id: "heartfelt.example", origin: "https://heartfelt.example" };
const here = { rpId: site.id, origin: site.origin };
const challenge = Buffer.from("a challenge").toString("base64url");
const user = { id: ceremonies.userHandleOf("0198c0de-0000-7000-8000-000000000001") };

const create = (bent: Bent = {}) => makeKey({ challenge, user }, { ...here, ...bent });
const register = (bent: Bent = {}) =>
  ceremonies.verifyRegistration(site, NewCredential.parse(create(bent).credential), challenge);

test("a new key is accepted with its id and public key", async () => {
  const { key, credential } = create();
  const verified = await ceremonies.verifyRegistration(site, NewCredential.parse(credential), challenge);
  const publicKey = Buffer.from(key.publicKey).toString("base64url");
  expect(verified).toEqual({ id: key.id, publicKey, counter: 0 });
});

test.each<[string, Bent]>([
  ["another challenge", { challenge: Buffer.from("another").toString("base64url") }],
  ["another origin", { origin: "https://elsewhere.example" }],
  ["another relying party", { rpId: "elsewhere.example" }],
  ["the wrong type", { type: "webauthn.get" }],
  ["no user verification", { flags: 0b001 }],
  ["an attestation with certificates", { attestation: { fmt: "packed", attStmt: new Map([["x5c", []]]) } }],
  ["another format of attestation", { attestation: { fmt: "tpm", attStmt: new Map() } }],
])("a new key with %s is refused", async (_name, bent) => {
  expect(await register(bent)).toBeNull();
});

test("a signature gives the device's counter", async () => {
  const { key } = create();
  const publicKey = Buffer.from(key.publicKey).toString("base64url");
  const signed = SignedCredential.parse(signWith(key, challenge, here));
  expect(await ceremonies.verifyAuthentication(site, signed, { challenge, publicKey })).toBe(1);
});

test.each<[string, Bent]>([
  ["another challenge", { challenge: Buffer.from("another").toString("base64url") }],
  ["another origin", { origin: "https://elsewhere.example" }],
  ["another relying party", { rpId: "elsewhere.example" }],
  ["no user verification", { flags: 0b001 }],
])("a signature with %s is refused", async (_name, bent) => {
  const { key } = create();
  const publicKey = Buffer.from(key.publicKey).toString("base64url");
  const signed = SignedCredential.parse(signWith(key, challenge, { ...here, ...bent }));
  expect(await ceremonies.verifyAuthentication(site, signed, { challenge, publicKey })).toBeNull();
});

test("a signature by another key is refused", async () => {
  const [mine, theirs] = [create().key, create().key];
  const publicKey = Buffer.from(theirs.publicKey).toString("base64url");
  const signed = SignedCredential.parse(signWith(mine, challenge, here));
  expect(await ceremonies.verifyAuthentication(site, signed, { challenge, publicKey })).toBeNull();
});

test("the challenge is read from what the device signed; unreadable data has none", () => {
  const credential = NewCredential.parse(create().credential);
  expect(ceremonies.challengeIn(credential)).toBe(challenge);
  const broken = { ...credential, response: { ...credential.response, clientDataJSON: "bm90IGpzb24" } };
  expect(ceremonies.challengeIn(broken)).toBeNull();
});
