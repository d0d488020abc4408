/** ICC profiles as other programs write them, with texts, a day and a maker; on purpose not by the product's own writer. */
import { deflateSync } from "node:zlib";
import { big16, big32, bytes, pngChunk, segment, webpChunk, withPngChunks, withSegments } from "./segments";

/** The note in every profile: nothing of it may survive. */
export const profileNote = "Anna's monitor";

type Point = readonly [x: number, y: number];

export interface ProfileSource {
  /** Chromaticities of red, green, blue and white (CIE 1931). */
  primaries: readonly [Point, Point, Point];
  white: Point;
  /** A "curv" or "para" tag's content. */
  curve: Uint8Array;
}

export const d65: Point = [0.3127, 0.329];
export const d50: Point = [0.3457, 0.3585];
const srgbPrimaries = [[0.64, 0.33], [0.3, 0.6], [0.15, 0.06]] as const; // prettier-ignore
const p3Primaries = [[0.68, 0.32], [0.265, 0.69], [0.15, 0.06]] as const; // prettier-ignore

export function gamma(value: number): Uint8Array {
  return bytes("curv", big32(0), big32(1), big16(Math.round(value * 256)), [0, 0]);
}

/** sRGB's curve by its parameters, and as the table that older profiles have. */
const srgbParameters = bytes(
  "para",
  big32(0),
  [0, 3, 0, 0],
  ...[2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045].map((value) => big32(Math.round(value * 65536))),
);
const srgbTable = bytes(
  "curv",
  big32(0),
  big32(1024),
  ...Array.from({ length: 1024 }, (_none, n) => big16(Math.round(65535 * srgbLight(n / 1023)))),
);

function srgbLight(stored: number): number {
  return stored <= 0.04045 ? stored / 12.92 : ((stored + 0.055) / 1.055) ** 2.4;
}

/** Profiles that one of ours stands for, and others. */
export const known: Record<string, ProfileSource> = {
  "sRGB by parameters": { primaries: srgbPrimaries, white: d65, curve: srgbParameters },
  "sRGB by a table": { primaries: srgbPrimaries, white: d65, curve: srgbTable },
  "Display P3": { primaries: p3Primaries, white: d65, curve: srgbParameters },
  "Display P3 by a table": { primaries: p3Primaries, white: d65, curve: srgbTable },
  "Adobe RGB": { primaries: [[0.64, 0.33], [0.21, 0.71], [0.15, 0.06]], white: d65, curve: gamma(563 / 256) }, // prettier-ignore
  "ProPhoto RGB": { primaries: [[0.7347, 0.2653], [0.1596, 0.8404], [0.0366, 0.0001]], white: d50, curve: gamma(1.8) }, // prettier-ignore
};
export const unknown: Record<string, ProfileSource> = {
  "Apple RGB": { primaries: [[0.625, 0.34], [0.28, 0.595], [0.155, 0.07]], white: d65, curve: gamma(1.8) }, // prettier-ignore
  "P3 with a gamma of 2.6": { primaries: p3Primaries, white: d65, curve: gamma(2.6) },
  "Wide Gamut RGB": { primaries: [[0.7347, 0.2653], [0.1152, 0.8264], [0.1566, 0.0177]], white: d50, curve: gamma(2.2) }, // prettier-ignore
};

/** A grey profile of a gamma. */
export function greyProfile(value: number): Uint8Array {
  return assemble("GRAY", [["kTRC", gamma(value)]]);
}

export function profile({ primaries, white, curve }: ProfileSource): Uint8Array {
  const [red, green, blue] = adaptedColumns(primaries, white);
  const xyz = (value: readonly number[] | undefined) =>
    bytes("XYZ ", big32(0), ...(value ?? []).map((part) => big32(Math.round(part * 65536))));
  return assemble("RGB ", [
    ...([["rXYZ", xyz(red)], ["gXYZ", xyz(green)], ["bXYZ", xyz(blue)]] as [string, Uint8Array][]), // prettier-ignore
    ...(["rTRC", "gTRC", "bTRC"].map((name) => [name, curve]) as [string, Uint8Array][]),
  ]);
}

function assemble(space: string, own: [string, Uint8Array][]): Uint8Array {
  const note = bytes("desc", big32(0), big32(profileNote.length + 1), profileNote, [0], new Uint8Array(78));
  const padded = bytes(note, new Uint8Array((4 - (note.length % 4)) % 4));
  const white = bytes("XYZ ", big32(0), big32(63190), big32(65536), big32(54061));
  const tags: [string, Uint8Array][] = [["desc", padded], ["cprt", bytes("text", big32(0), profileNote, [0, 0])], ["wtpt", white], ...own]; // prettier-ignore
  let at = 132 + tags.length * 12;
  const table = tags.map(([name, data]) => {
    const entry = bytes(name, big32(at), big32(data.length));
    at += data.length;
    return entry;
  });
  return bytes(
    ...[big32(at), "lcms", big32(0x02400000), `mntr${space}XYZ `, [7, 0xea, 0, 11, 0, 27, 0, 5, 0, 20, 0, 0]],
    ...["acsp", "APPL", big32(0), "PEAR", "PEA9", new Uint8Array(12), big32(63190), big32(65536), big32(54061), "ANNA"],
    ...[new Uint8Array(44), big32(tags.length), ...table, ...tags.map(([, data]) => data)],
  );
}

type Matrix = readonly (readonly number[])[];

const bradford: Matrix = [
  [0.8951, 0.2664, -0.1614],
  [-0.7502, 1.7135, 0.0367],
  [0.0389, -0.0685, 1.0296],
];

/** The XYZ of each primary under D50, by Bradford's adaptation (ICC.1:2022, annex E). */
function adaptedColumns(primaries: readonly Point[], white: Point): Matrix {
  const columns = transposed(primaries.map(xyzOf));
  const scales = times(inverse(columns), xyzOf(white));
  const scaled = columns.map((row) => row.map((value, n) => value * scales[n]!));
  const [from, to] = [times(bradford, xyzOf(white)), times(bradford, [0.9642, 1, 0.8249])];
  const cones = bradford.map((row, n) => row.map((value) => (value * to[n]!) / from[n]!));
  const adapt = product(inverse(bradford), cones);
  return transposed(product(adapt, scaled));
}

function xyzOf([x, y]: Point): number[] {
  return [x / y, 1, (1 - x - y) / y];
}

function times(matrix: Matrix, vector: readonly number[]): number[] {
  return matrix.map((row) => row.reduce((sum, value, n) => sum + value * vector[n]!, 0));
}

function product(a: Matrix, b: Matrix): number[][] {
  return transposed(transposed(b).map((column) => times(a, column)));
}

function transposed(matrix: Matrix): number[][] {
  return matrix[0]!.map((_value, n) => matrix.map((row) => row[n]!));
}

function inverse(m: Matrix): number[][] {
  const minor = (r: number, c: number) => {
    const [[a, b], [d, e]] = m.filter((_row, n) => n !== r).map((row) => row.filter((_value, n) => n !== c)) as [[number, number], [number, number]]; // prettier-ignore
    return a * e - b * d;
  };
  const determinant = m[0]!.reduce((sum, value, c) => sum + (c % 2 ? -1 : 1) * value * minor(0, c), 0);
  return m.map((row, r) => row.map((_value, c) => (((r + c) % 2 ? -1 : 1) * minor(c, r)) / determinant));
}

/** A JPEG with a profile, in segments of so many bytes. */
export function jpegWithProfile(jpeg: Uint8Array, icc: Uint8Array, partBytes = 60_000): Uint8Array {
  const count = Math.ceil(icc.length / partBytes);
  const parts = Array.from({ length: count }, (_none, n) =>
    segment(0xe2, bytes("ICC_PROFILE\0", [n + 1, count], icc.subarray(n * partBytes, (n + 1) * partBytes))),
  );
  return withSegments(jpeg, ...parts);
}

export function pngWithProfile(png: Uint8Array, icc: Uint8Array): Uint8Array {
  return withPngChunks(png, pngChunk("iCCP", bytes(profileNote, [0, 0], deflateSync(icc))));
}

/** A WebP of the extended format with a profile. */
export function webpWithProfile(
  webp: Uint8Array,
  icc: Uint8Array,
  { width, height }: { width: number; height: number },
) {
  const sides = [width - 1, height - 1].flatMap((side) => big32(side).toReversed().slice(0, 3));
  const chunks = bytes("WEBP", webpChunk("VP8X", [0x20, 0, 0, 0, ...sides]), webpChunk("ICCP", icc), webp.subarray(12));
  return bytes("RIFF", big32(chunks.length).toReversed(), chunks);
}
