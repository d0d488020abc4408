import fc from "fast-check";
import { expect, test } from "vitest";
import { formatCode, normalizeCode } from "./recovery-code";

const randoms = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString("base64url"));

test("a code is four groups of four characters that nobody mistakes for another", () => {
  fc.assert(
    fc.property(randoms, (random) => {
      expect(formatCode(random)).toMatch(/^([0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}$/);
    }),
  );
});

test("a code is known again with other spaces, in capitals, and with o and l for 0 and 1", () => {
  fc.assert(
    fc.property(randoms, (random) => {
      const code = formatCode(random);
      const typed = ` ${code.replaceAll("-", " ").replaceAll("0", "o").replaceAll("1", "l").toUpperCase()} `;
      expect(normalizeCode(typed)).toBe(normalizeCode(code));
    }),
  );
});

test("each character is as likely as another", () => {
  const seen = new Map<string, number>();
  for (const character of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") {
    const first = formatCode(character.repeat(16)).charAt(0);
    seen.set(first, (seen.get(first) ?? 0) + 1);
  }
  expect([...seen.values()]).toEqual(Array.from({ length: 32 }, () => 2));
});
