/** Reading and joining bytes. A number past the end reads as 0: the parsers compare lengths before they trust one. */

/** Returns the big-endian 16-bit number at a place. */
export function u16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

/** Returns the big-endian 32-bit number at a place. */
export function u32(bytes: Uint8Array, at: number): number {
  return u16(bytes, at) * 0x10000 + u16(bytes, at + 2);
}

/** Returns the little-endian 16-bit number at a place. */
export function u16le(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
}

/** Returns the little-endian 24-bit number at a place. */
export function u24le(bytes: Uint8Array, at: number): number {
  return u16le(bytes, at) + (bytes[at + 2] ?? 0) * 0x10000;
}

/** Returns the little-endian 32-bit number at a place. */
export function u32le(bytes: Uint8Array, at: number): number {
  return u16le(bytes, at) + u16le(bytes, at + 2) * 0x10000;
}

/** Returns bytes as text, one character of the same number for each (ISO 8859-1); shorter where the bytes end. */
export function latin1(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}

/** Returns the bytes of a text in which every character's number is below 256. */
export function latin1Bytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** Returns the parts, copied one after the other. */
export function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Returns a 32-bit number as four bytes, big-endian. */
export function big32(value: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([value >>> 24, value >>> 16, value >>> 8, value]);
}
