/**
 * A browser's half of Web Push with the crypto of Node: a second implementation of RFC 8291 (encryption) and RFC 8292 (VAPID),
 * which shares no code with the one that sends.
 */
import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from "node:crypto";

/** The keys of one subscription, as a browser keeps them. */
export interface UserAgentKeys {
  privateKey: Buffer;
  /** An uncompressed point of P-256, 65 bytes. */
  publicKey: Buffer;
  auth: Buffer;
}

export function newUserAgentKeys(): UserAgentKeys {
  const ecdh = createECDH("prime256v1");
  const publicKey = ecdh.generateKeys();
  return { privateKey: ecdh.getPrivateKey(), publicKey, auth: randomBytes(16) };
}

/** Returns the keys as a page sends them to its server. */
export function subscriptionKeys({ publicKey, auth }: UserAgentKeys): { p256dh: string; auth: string } {
  return { p256dh: publicKey.toString("base64url"), auth: auth.toString("base64url") };
}

const tagBytes = 16;

/** Decrypts the body of a push message. Throws when it is not one record of `aes128gcm` (RFC 8188) for these keys. */
export function decryptPush(body: Buffer, { privateKey, publicKey, auth }: UserAgentKeys): string {
  const salt = body.subarray(0, 16);
  const recordBytes = body.readUInt32BE(16);
  const senderKey = body.subarray(21, 21 + body.readUInt8(20));
  const record = body.subarray(21 + senderKey.length);
  if (record.length > recordBytes) throw new Error("There is more than one record.");
  const ecdh = createECDH("prime256v1");
  ecdh.setPrivateKey(privateKey);
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), publicKey, senderKey]);
  const secret = derive(ecdh.computeSecret(senderKey), { salt: auth, info, bytes: 32 });
  const key = derive(secret, { salt, info: Buffer.from("Content-Encoding: aes128gcm\0"), bytes: 16 });
  const nonce = derive(secret, { salt, info: Buffer.from("Content-Encoding: nonce\0"), bytes: 12 });
  const decipher = createDecipheriv("aes-128-gcm", key, nonce);
  decipher.setAuthTag(record.subarray(-tagBytes));
  const padded = Buffer.concat([decipher.update(record.subarray(0, -tagBytes)), decipher.final()]);
  const end = padded.findLastIndex((byte) => byte !== 0);
  if (padded[end] !== 2) throw new Error("The last record does not end as one.");
  return padded.subarray(0, end).toString();
}

function derive(secret: Buffer, { salt, info, bytes }: { salt: Buffer; info: Buffer; bytes: number }): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, salt, info, bytes));
}

/** Returns the claims of an `Authorization` header. Throws when it is not signed by the key that the subscription was made for. */
export function verifyVapid(header: string, publicKey: string): { aud: string; exp: number; sub: string } {
  const { token, key } = /^vapid t=(?<token>[\w.-]+), ?k=(?<key>[\w-]+)$/.exec(header)?.groups ?? {};
  if (token === undefined || key !== publicKey) throw new Error("It is signed with another key.");
  const [head, claims, signature] = token.split(".");
  const point = Buffer.from(publicKey, "base64url");
  const jwk = { kty: "EC", crv: "P-256", x: half(point, 1), y: half(point, 33) };
  const verifier = { key: createPublicKey({ key: jwk, format: "jwk" }), dsaEncoding: "ieee-p1363" } as const;
  const isSigned = verify(
    "sha256",
    Buffer.from(`${head}.${claims}`),
    verifier,
    Buffer.from(signature ?? "", "base64url"),
  );
  if (!isSigned) throw new Error("The signature is not good.");
  return JSON.parse(Buffer.from(claims ?? "", "base64url").toString()) as { aud: string; exp: number; sub: string };
}

function half(point: Buffer, from: number): string {
  return point.subarray(from, from + 32).toString("base64url");
}
