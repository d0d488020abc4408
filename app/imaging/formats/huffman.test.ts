import fc from "fast-check";
import { expect, test } from "vitest";
import { codesOf, type HuffmanTable, shortestTable } from "./huffman";

const frequencies = fc
  .dictionary(fc.integer({ min: 0, max: 255 }).map(String), fc.integer({ min: 1, max: 50_000 }), { minKeys: 1 })
  .map((bySymbol) => Uint32Array.from({ length: 256 }, (_value, symbol) => bySymbol[symbol] ?? 0));

/** Bits of everything that is counted. */
function bitsOf(counted: Uint32Array, table: HuffmanTable): number {
  const { length } = codesOf(table);
  return counted.reduce((sum, count, symbol) => sum + count * length[symbol]!, 0);
}

function texts(table: HuffmanTable): string[] {
  const { code, length } = codesOf(table);
  return table.symbols.map((symbol) => code[symbol]!.toString(2).padStart(length[symbol]!, "0"));
}

test("every symbol that comes has a code of 1 to 16 bits, no code begins another, and none is all ones", () => {
  fc.assert(
    fc.property(frequencies, (counted) => {
      const table = shortestTable(counted);
      const codes = texts(table);
      expect(table.symbols.toSorted((a, b) => a - b)).toEqual(
        [...counted.keys()].filter((symbol) => counted[symbol]! > 0),
      );
      expect(table.counts).toHaveLength(16);
      for (const code of codes) {
        expect(code.length).toBeGreaterThanOrEqual(1);
        expect(code.length).toBeLessThanOrEqual(16);
        expect(code).toMatch(/0/);
        expect(codes.filter((other) => other.startsWith(code))).toEqual([code]);
      }
    }),
  );
});

test("frequencies that double from symbol to symbol would take codes of 30 bits, and take 16", () => {
  const counted = Uint32Array.from({ length: 256 }, (_value, symbol) => (symbol < 31 ? 2 ** symbol : 0));
  const lengths = texts(shortestTable(counted)).map((code) => code.length);
  expect(Math.max(...lengths)).toBe(16);
  expect(lengths.toSorted((a, b) => a - b)).toEqual(lengths);
});

test("fifteen symbols that come equally often take four bits each on average", () => {
  const counted = Uint32Array.from({ length: 256 }, (_value, symbol) => (symbol < 15 ? 7 : 0));
  expect(bitsOf(counted, shortestTable(counted))).toBe(15 * 7 * 4);
});

test("no other table takes fewer bits: that of another picture never does", () => {
  fc.assert(
    fc.property(
      frequencies,
      fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 256, maxLength: 256 }),
      (counted, weights) => {
        const other = shortestTable(Uint32Array.from(weights));
        expect(bitsOf(counted, shortestTable(counted))).toBeLessThanOrEqual(bitsOf(counted, other));
      },
    ),
  );
});
