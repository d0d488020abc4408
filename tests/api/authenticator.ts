/** A device that holds passkeys, in software: what it signs can be bent, so that each check of the server is met alone. */
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from "node:crypto";
import { isoCBOR } from "@simplewebauthn/server/helpers";
import { url } from "./client";

export interface Key {
  id: string;
  privateKey: KeyObject;
  /** COSE. */
  publicKey: Uint8Array;
  userHandle: string;
  counter: number;
}

/** False or unexpected claims of a device. */
export interface Bent {
  challenge?: string;
  /** The page that asked, as the browser says. */
  origin?: string;
  /** The relying party that the key is of. */
  rpId?: string;
  type?: string;
  /** Bit 0: somebody touched it. Bit 2: it knows who. */
  flags?: number;
  counter?: number;
  userHandle?: string;
  /** The id that the key has; another's, for who wants to be taken for them. */
  id?: string;
  attestation?: { fmt: string; attStmt: Map<string, unknown> };
}

const base64url = (bytes: Uint8Array | string) => Buffer.from(bytes).toString("base64url");
const sha256 = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest();

export interface CreationOptions {
  challenge: string;
  user: { id: string };
}

/** Makes a key as `navigator.credentials.create()` would, and what is sent to the server of it. */
export function makeKey(options: CreationOptions, bent: Bent = {}): { key: Key; credential: object } {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  const cose = new Map<number, number | Uint8Array>([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, bytesOf(x)],
    [-3, bytesOf(y)],
  ]);
  const key = {
    id: bent.id ?? base64url(randomBytes(32)),
    privateKey,
    publicKey: isoCBOR.encode(cose),
    userHandle: options.user.id,
    counter: 0,
  };
  const id = bytesOf(key.id);
  const authData = Buffer.concat([
    authenticatorData(key, { ...bent, flags: (bent.flags ?? present) | attested }),
    Buffer.alloc(16),
    Buffer.from([id.length >> 8, id.length & 255]),
    id,
    key.publicKey,
  ]);
  const { fmt, attStmt } = bent.attestation ?? { fmt: "none", attStmt: new Map() };
  const attestation = new Map<string, unknown>([
    ["fmt", fmt],
    ["attStmt", attStmt],
    ["authData", new Uint8Array(authData)],
  ]);
  const response = {
    clientDataJSON: base64url(clientData("webauthn.create", options.challenge, bent)),
    attestationObject: base64url(isoCBOR.encode(attestation as Parameters<typeof isoCBOR.encode>[0])),
    transports: ["internal"],
  };
  return { key, credential: credentialOf(key, response) };
}

/** Signs a challenge as `navigator.credentials.get()` would. Each signature counts one up. */
export function signWith(key: Key, challenge: string, bent: Bent = {}): object {
  key.counter += 1;
  const data = authenticatorData(key, { ...bent, counter: bent.counter ?? key.counter });
  const client = clientData("webauthn.get", challenge, bent);
  const response = {
    clientDataJSON: base64url(client),
    authenticatorData: base64url(data),
    signature: base64url(sign("sha256", Buffer.concat([data, sha256(client)]), key.privateKey)),
    userHandle: bent.userHandle ?? key.userHandle,
  };
  return credentialOf({ id: bent.id ?? key.id }, response);
}

const present = 0b101;
const attested = 0b1000000;

function authenticatorData({ counter }: Key, bent: Bent): Buffer {
  const count = Buffer.alloc(4);
  count.writeUInt32BE(bent.counter ?? counter);
  const party = sha256(bent.rpId ?? new URL(url).hostname);
  return Buffer.concat([party, Buffer.from([bent.flags ?? present]), count]);
}

function clientData(type: string, challenge: string, bent: Bent): string {
  const { origin = new URL(url).origin } = bent;
  return JSON.stringify({
    type: bent.type ?? type,
    challenge: bent.challenge ?? challenge,
    origin,
    crossOrigin: false,
  });
}

function credentialOf({ id }: { id: string }, response: object): object {
  return { id, rawId: id, type: "public-key", clientExtensionResults: {}, response };
}

function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "base64url"));
}
