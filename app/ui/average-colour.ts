/**
 * Returns the mean colour of a thumbhash, as CSS: what it begins with (lightness, then yellow to blue, then red to green; six bits
 * each). The package has a function for it, in one file with all that decodes the rest, which every first page would carry.
 * @param thumbhash in base64
 */
export function averageColour(thumbhash: string): string {
  const [first = 0, second = 0, third = 0] = Uint8Array.from(atob(thumbhash.slice(0, 4)), (byte) => byte.charCodeAt(0));
  const bits = first | (second << 8) | (third << 16);
  const [lightness, yellow, red] = [sixBits(bits) / 63, sixBits(bits >> 6) / 31.5 - 1, sixBits(bits >> 12) / 31.5 - 1];
  const b = lightness - (2 / 3) * yellow;
  const r = (3 * lightness - b + red) / 2;
  return `rgb(${[r, r - red, b].map((channel) => Math.round(Math.min(1, Math.max(0, channel)) * 255)).join(" ")})`;
}

function sixBits(bits: number): number {
  return bits & 63;
}
