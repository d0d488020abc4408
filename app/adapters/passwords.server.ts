import { Buffer } from "node:buffer";
import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from "node:crypto";
import type { Passwords } from "~/domain/ports";

/**
 * 16 MiB and about 170 ms in a Worker: what fits its 128 MB beside a request. OWASP's Password Storage Cheat Sheet lists
 * N=2^14, r=8, p=5 as one of its equal choices.
 */
const cost = { N: 2 ** 14, r: 8, p: 5 };
const keyLength = 32;

/** scrypt asks for a bound on its memory: 128 * N * r bytes, and some room. */
const maxmem = 128 * cost.N * cost.r * 2;

/** Returns `scrypt$N$r$p$salt$key` with base64 parts, so that the cost can grow for new passwords. */
async function hash(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, cost);
  return ["scrypt", cost.N, cost.r, cost.p, salt.toString("base64"), key.toString("base64")].join("$");
}

/** With null it takes as long: nobody has that account. */
async function verify(password: string, stored: string | null): Promise<boolean> {
  const [, N, r, p, salt, key] = (stored ?? unmatchableHash).split("$");
  const expected = Buffer.from(key ?? "", "base64");
  const found = await derive(password, Buffer.from(salt ?? "", "base64"), { N: Number(N), r: Number(r), p: Number(p) });
  return stored !== null && expected.length === found.length && timingSafeEqual(expected, found);
}

/** A salt and key of the usual lengths that belong to no password. */
const unmatchableHash = `scrypt$${cost.N}$${cost.r}$${cost.p}$${"A".repeat(22)}==$${"A".repeat(43)}=`;

function derive(password: string, salt: Buffer, { N, r, p }: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // One password typed on two keyboards may differ in its bytes: NFKC makes them the same (NIST SP 800-63B, 5.1.1.2).
    scrypt(password.normalize("NFKC"), salt, keyLength, { N, r, p, maxmem }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

/** Password hashing by scrypt. */
export const scryptPasswords: Passwords = { hash, verify };
