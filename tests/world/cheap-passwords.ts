/** Passwords that are hashed in no time: scrypt as it is in the product takes a third of a second of a core for each person. */
import { randomBytes, scryptSync } from "node:crypto";
import { scryptPasswords } from "../../app/adapters/passwords.server";
import type { Passwords } from "../../app/domain/ports";

/** The least that scrypt takes. A password is verified at the cost that stands beside its hash. */
const cost = { N: 2, r: 1, p: 1 };

export function cheapHash(password: string): string {
  const salt = randomBytes(16);
  const key = scryptSync(password, salt, 32, cost);
  return ["scrypt", cost.N, cost.r, cost.p, salt.toString("base64"), key.toString("base64")].join("$");
}

const hashOfNobody = cheapHash("");

/** The product's passwords, but for the cost. */
export const cheapPasswords: Passwords = {
  hash: async (password) => cheapHash(password),
  verify: async (password, stored) =>
    (await scryptPasswords.verify(password, stored ?? hashOfNobody)) && stored !== null,
};
