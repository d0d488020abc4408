import { beforeAll, describe, expect, test } from "vitest";
import { scryptPasswords } from "./passwords.server";

const { hash, verify } = scryptPasswords;
const password = "correct horse battery staple";

let stored = "";
beforeAll(async () => {
  stored = await hash(password);
});

describe("a stored password", () => {
  test("says its algorithm and cost, so that the cost can grow, and holds neither the password nor the same salt twice", async () => {
    expect(stored).toMatch(/^scrypt\$16384\$8\$5\$[A-Za-z0-9+/]{22}==\$[A-Za-z0-9+/]{43}=$/);
    expect(stored).not.toContain(password);
    expect(await hash(password)).not.toBe(stored);
  });

  test("is matched by its own password alone", async () => {
    expect(await verify(password, stored)).toBe(true);
    for (const wrong of [`${password} `, password.toUpperCase(), ""]) expect(await verify(wrong, stored)).toBe(false);
  });

  test("is matched by the same characters in another encoding, as another keyboard sends them", async () => {
    const composed = "Übergröße ﬁne ①";
    expect(await verify(composed.normalize("NFD"), await hash(composed))).toBe(true);
  });

  test("of another cost is verified by the cost that it names", async () => {
    const { scryptSync } = await import("node:crypto");
    const salt = Buffer.from("0123456789abcdef");
    const key = scryptSync(password, salt, 32, { N: 1024, r: 8, p: 1 });
    const older = ["scrypt", 1024, 8, 1, salt.toString("base64"), key.toString("base64")].join("$");
    expect(await verify(password, older)).toBe(true);
    expect(await verify("another", older)).toBe(false);
  });

  test("whose key was cut off matches nothing", async () => {
    expect(await verify(password, stored.slice(0, -8))).toBe(false);
  });
});

test("no account is no match, whatever the password", async () => {
  for (const tried of [password, "", "A".repeat(43)]) expect(await verify(tried, null)).toBe(false);
});
