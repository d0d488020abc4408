/**
 * A baseline JPEG encoder (ITU-T T.81) for small copies: Huffman tables made for each picture, colours at half size. In JavaScript, because the work of a MozJPEG on noise is six times
 * as much, and its WebAssembly memory would stay in the isolate.
 */
import type { Pixels } from "~/contract/photo";
import { BitWriter } from "./bit-writer";
import { factorsOf, forwardDct, zigzag } from "./dct";
import type { HuffmanTable } from "./huffman";
import { ScanSymbols, type Table, tables } from "./scan-symbols";

/** T.81 table K.1, for quality 50, in rows. */
// prettier-ignore
const luminance = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
  18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];

/** T.81 table K.2, for colours. */
// prettier-ignore
const chrominance = [
  17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
];

/** The quantisation steps of each kind of component. */
interface Steps {
  brightness: readonly number[];
  colours: readonly number[];
}

/** Returns a picture as JPEG. Opacity is left out. @param quality 1 to 100, on the scale of the Independent JPEG Group */
export function encodeJpeg(picture: Pixels, quality: number): Uint8Array {
  const scale = quality < 50 ? 5000 / quality : 200 - 2 * quality;
  const scaled = (table: readonly number[]) =>
    table.map((step) => Math.min(255, Math.max(1, Math.floor((step * scale + 50) / 100))));
  const steps = { brightness: scaled(luminance), colours: scaled(chrominance) };
  const symbols = scanOf(picture, steps);
  const huffmanTables = symbols.shortestTables();
  const writer = new BitWriter(picture.width * picture.height);
  writer.bytes([...headersOf(picture, steps), ...scanHeadersOf(huffmanTables)]);
  symbols.write(writer, huffmanTables);
  writer.flush();
  writer.bytes([0xff, 0xd9]);
  return writer.finish();
}

function headersOf({ width, height }: Pixels, steps: Steps): number[] {
  const component = (id: number, sampling: number, table: number) => [id, sampling, table];
  return [
    ...[0xff, 0xd8],
    ...segment(0xe0, [...[0x4a, 0x46, 0x49, 0x46, 0], ...[1, 1, 0, 0, 1, 0, 1, 0, 0]]),
    ...segment(0xdb, [0, ...Array.from(zigzag, (at) => steps.brightness[at]!)]),
    ...segment(0xdb, [1, ...Array.from(zigzag, (at) => steps.colours[at]!)]),
    ...segment(0xc0, [
      ...[8, ...big16(height), ...big16(width), 3],
      ...[...component(1, 0x22, 0), ...component(2, 0x11, 1), ...component(3, 0x11, 1)],
    ]),
  ];
}

/** The names of the tables in a file, in the order of `tables`. */
const tableNames = [0x00, 0x10, 0x01, 0x11];

function scanHeadersOf(huffmanTables: readonly HuffmanTable[]): number[] {
  return [
    ...huffmanTables.flatMap(({ counts, symbols }, at) => segment(0xc4, [tableNames[at]!, ...counts, ...symbols])),
    ...segment(0xda, [3, ...[1, 0x00, 2, 0x11, 3, 0x11], ...[0, 63, 0]]),
  ];
}

function segment(marker: number, content: readonly number[]): number[] {
  return [0xff, marker, ...big16(content.length + 2), ...content];
}

function big16(value: number): [number, number] {
  return [value >> 8, value & 255];
}

/** Side of the square that is encoded at once: four blocks of brightness, and one of each colour. */
const unitPx = 16;
const blockPx = 8;

/** A row of such squares: brightness, and colours at half size, each around 0. */
interface Planes {
  /** Samples of a row of the brightness; a colour has half as many. */
  stride: number;
  brightness: Float64Array;
  blue: Float64Array;
  red: Float64Array;
}

function scanOf(picture: Pixels, steps: Steps): ScanSymbols {
  const symbols = new ScanSymbols(picture.width * picture.height);
  const stride = Math.ceil(picture.width / unitPx) * unitPx;
  const [luma, blues, reds] = [unitPx * stride, (blockPx * stride) / 2, (blockPx * stride) / 2];
  const planes = {
    stride,
    brightness: new Float64Array(luma),
    blue: new Float64Array(blues),
    red: new Float64Array(reds),
  };
  const brightness = new ComponentReader(factorsOf(steps.brightness), symbols, brightnessTables);
  const colours = factorsOf(steps.colours);
  const blue = new ComponentReader(colours, symbols, colourTables);
  const red = new ComponentReader(colours, symbols, colourTables);
  for (let top = 0; top < picture.height; top += unitPx) {
    readUnits(picture, top, planes);
    for (let left = 0; left < stride; left += unitPx) {
      brightness.read(planes.brightness, left, stride);
      brightness.read(planes.brightness, left + blockPx, stride);
      brightness.read(planes.brightness, left + blockPx * stride, stride);
      brightness.read(planes.brightness, left + blockPx * stride + blockPx, stride);
      blue.read(planes.blue, left >> 1, stride >> 1);
      red.read(planes.red, left >> 1, stride >> 1);
    }
  }
  return symbols;
}

/** Reads the brightness of 16 rows and their colours at half size (JFIF's YCbCr). Beyond the picture its edge goes on. */
function readUnits({ data, width, height }: Pixels, top: number, { stride, brightness, blue, red }: Planes): void {
  blue.fill(0);
  red.fill(0);
  for (let row = 0, to = 0; row < unitPx; row++) {
    const start = Math.min(height - 1, top + row) * width * 4;
    const last = start + (width - 1) * 4;
    const colours = (row >> 1) * (stride >> 1);
    for (let column = 0, at = start; column < stride; column++, to++) {
      const r = data[at]!;
      const g = data[at + 1]!;
      const b = data[at + 2]!;
      const half = colours + (column >> 1);
      brightness[to] = 0.299 * r + 0.587 * g + 0.114 * b - 128;
      blue[half] = blue[half]! + (-0.168736 * r - 0.331264 * g + 0.5 * b) * 0.25;
      red[half] = red[half]! + (0.5 * r - 0.418688 * g - 0.081312 * b) * 0.25;
      if (at < last) at += 4;
    }
  }
}

/** A run of 16 zeros, and the end of a block. */
const zeroRun = 0xf0;
const endOfBlock = 0;

const brightnessTables = { dc: tables.brightnessDc, ac: tables.brightnessAc };
const colourTables = { dc: tables.colourDc, ac: tables.colourAc };

/** Reads the blocks of one component: each begins with the difference to the one before. */
class ComponentReader {
  private readonly values = new Int32Array(64);
  private before = 0;

  constructor(
    private readonly factors: Float64Array,
    private readonly symbols: ScanSymbols,
    private readonly tables: { dc: Table; ac: Table },
  ) {}

  read(plane: Float64Array, start: number, stride: number): void {
    forwardDct(plane, start, stride, this.factors, this.values);
    const first = this.values[0]!;
    this.symbols.addValue(this.tables.dc, 0, first - this.before);
    this.before = first;
    this.readAc();
  }

  private readAc(): void {
    const { values, symbols } = this;
    const { ac } = this.tables;
    let zeros = 0;
    for (let at = 1; at < 64; at++) {
      const value = values[at]!;
      if (value === 0) {
        zeros++;
        continue;
      }
      for (; zeros > 15; zeros -= 16) symbols.addMark(ac, zeroRun);
      symbols.addValue(ac, zeros, value);
      zeros = 0;
    }
    if (zeros > 0) symbols.addMark(ac, endOfBlock);
  }
}
