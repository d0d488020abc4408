/** Huffman codes as a JPEG holds them (ITU-T T.81, annexes C and K.2). */

/** The number of codes of each length, 1 to 16 bits, and their symbols, the shortest codes first. */
export interface HuffmanTable {
  counts: readonly number[];
  symbols: readonly number[];
}

/** By symbol: the code, and its length in bits. */
export interface HuffmanCodes {
  code: Uint16Array;
  length: Uint8Array;
}

const maxCodeBits = 16;

/** Returns the codes of a table. */
export function codesOf({ counts, symbols }: HuffmanTable): HuffmanCodes {
  const [code, length] = [new Uint16Array(256), new Uint8Array(256)];
  let next = 0;
  let taken = 0;
  counts.forEach((count, index) => {
    for (let n = 0; n < count; n++) {
      const symbol = symbols[taken++]!;
      code[symbol] = next++;
      length[symbol] = index + 1;
    }
    next <<= 1;
  });
  return { code, length };
}

/**
 * Returns the table that writes these symbols in the fewest bits; none of its codes is all ones, which would look like a marker.
 * @param frequencies how often each of 256 symbols comes; at least one of them comes
 */
export function shortestTable(frequencies: Uint32Array): HuffmanTable {
  const symbols = [...frequencies.keys()].filter((symbol) => frequencies[symbol]! > 0);
  symbols.sort((one, other) => frequencies[other]! - frequencies[one]! || one - other);
  // The symbol that no file uses takes the code of all ones.
  const weights = [...symbols.map((symbol) => frequencies[symbol]!), 0];
  const counts = limited(countsOf(codeLengths(weights)));
  counts[counts.findLastIndex((count) => count > 0)]!--;
  return { counts, symbols };
}

/** Huffman's own algorithm. @param weights in falling order */
function codeLengths(weights: readonly number[]): number[] {
  const parents = weights.map(() => 0);
  const totals = [...weights];
  let left = weights.map((_weight, node) => node);
  while (left.length > 1) {
    const [second, first] = left.slice(-2) as [number, number];
    const joined = totals.push(totals[first]! + totals[second]!) - 1;
    parents[first] = parents[second] = joined;
    const rest = left.slice(0, -2);
    const at = rest.findIndex((node) => totals[node]! < totals[joined]!);
    left = rest.toSpliced(at < 0 ? rest.length : at, 0, joined);
  }
  const root = totals.length - 1;
  const depthOf = (node: number): number => (node === root ? 0 : 1 + depthOf(parents[node]!));
  return weights.map((_weight, node) => depthOf(node));
}

/** By bits, from 1 on. */
function countsOf(lengths: readonly number[]): number[] {
  const counts = Array.from({ length: Math.max(maxCodeBits, ...lengths) }, () => 0);
  for (const bits of lengths) counts[bits - 1]!++;
  return counts;
}

/** Shortens codes of more than 16 bits in pairs, at the price of a shorter code that becomes two (T.81, figure K.3). */
function limited(counts: number[]): number[] {
  for (let bits = counts.length; bits > maxCodeBits;) {
    if (counts[bits - 1] === 0) {
      bits--;
      continue;
    }
    const shorter = counts.findLastIndex((count, index) => count > 0 && index < bits - 2);
    counts[bits - 1]! -= 2;
    counts[bits - 2]!++;
    counts[shorter]!--;
    counts[shorter + 1]! += 2;
  }
  return counts.slice(0, maxCodeBits);
}
