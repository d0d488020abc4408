/** Codes that people write down: 80 random bits in letters and digits that are not mistaken for one another. */

/** Crockford's alphabet: no i, l, o or u. */
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

const codeLength = 16;

/** Returns a code in four groups of four. `random`: at least 16 characters of base64url, each of six random bits. */
export function formatCode(random: string): string {
  const digits = [...random.slice(0, codeLength)].map((character) => alphabet[sixBits(character) % 32]);
  return digits.join("").replaceAll(/(.{4})(?=.)/g, "$1-");
}

/** Returns a code as it is hashed, however it was typed. */
export function normalizeCode(typed: string): string {
  const characters = typed.toLowerCase().replaceAll(/[^0-9a-z]/g, "");
  return characters.replaceAll("o", "0").replaceAll(/[il]/g, "1");
}

const base64url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

function sixBits(character: string): number {
  const value = base64url.indexOf(character);
  if (value < 0) throw new RangeError("The random text is not base64url.");
  return value;
}
