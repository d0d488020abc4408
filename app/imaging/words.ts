/** Returns each pixel of RGBA as one number, red lowest; copied only where the bytes do not begin at a multiple of four. */
export function wordsOf(data: Uint8ClampedArray): Uint32Array {
  const aligned = data.byteOffset % 4 === 0 ? data : data.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length >> 2);
}

/** Returns whether every pixel is opaque, as `wordsOf` returns them. */
export function areOpaque(words: Uint32Array): boolean {
  let shared = -1;
  for (let at = 0; at < words.length; at++) shared &= words[at]!;
  return shared >>> 24 === 255;
}
