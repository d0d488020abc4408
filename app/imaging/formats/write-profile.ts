/** Writes ICC profiles of a matrix and one curve: without a day, a device or a maker, the same bytes for everybody. */
import { big32, concat, latin1Bytes } from "./bytes";

/** A parametric curve of ICC's type 3: (a x + b)^gamma from d on, c x below. */
export interface CurveParameters {
  gamma: number;
  a: number;
  b: number;
  c: number;
  d: number;
}

export interface ProfileDefinition {
  /** A few letters that stand in the profile for a name. */
  label: string;
  /** The XYZ of red, of green and of blue under D50, by Bradford's adaptation; null for grey. */
  primaries: readonly number[] | null;
  curve: CurveParameters;
}

/** X, Y and Z of D50 (ICC.1:2022, 7.2.16). */
const d50 = [0.9642, 1, 0.8249];

/** Returns a profile (ICC.1:2010, version 4.2) that holds nothing but how its colours are meant. */
export function writeProfile({ label, primaries, curve }: ProfileDefinition): Uint8Array<ArrayBuffer> {
  const trc = writeCurve(curve);
  const tags: [string, Uint8Array][] = [
    ["desc", writeText(label)],
    ["cprt", writeText("CC0")],
    ["wtpt", writeXyz(d50)],
  ];
  if (primaries === null) tags.push(["kTRC", trc]);
  else {
    tags.push(["rXYZ", writeXyz(primaries.slice(0, 3))], ["gXYZ", writeXyz(primaries.slice(3, 6))]);
    tags.push(["bXYZ", writeXyz(primaries.slice(6, 9))], ["rTRC", trc], ["gTRC", trc], ["bTRC", trc]);
  }
  return assemble(primaries === null ? "GRAY" : "RGB ", tags);
}

/** ICC.1:2022, 7.2 and 7.3: a header, a table of tags, and their data; tags of the same data share it. */
function assemble(space: string, tags: readonly [string, Uint8Array][]): Uint8Array<ArrayBuffer> {
  const parts = [...new Set(tags.map(([, data]) => data))];
  const start = 128 + 4 + tags.length * 12;
  const offsetOf = (data: Uint8Array) =>
    start + parts.slice(0, parts.indexOf(data)).reduce((sum, part) => sum + part.length, 0);
  const table = tags.map(([name, data]) => concat([latin1Bytes(name), big32(offsetOf(data)), big32(data.length)]));
  const size = start + parts.reduce((sum, part) => sum + part.length, 0);
  const header = concat([
    ...[big32(size), new Uint8Array(4), big32(0x04200000), latin1Bytes(`mntr${space}XYZ `), new Uint8Array(12)],
    ...[latin1Bytes("acsp"), new Uint8Array(28), ...d50.map(writeFixed), new Uint8Array(48)],
  ]);
  return concat([header, big32(tags.length), ...table, ...parts]);
}

/** A text in one language (10.15), two bytes a character, padded to whole words. */
function writeText(text: string): Uint8Array {
  const characters = Uint8Array.from([...text].flatMap((character) => [0, character.charCodeAt(0)]));
  const record = concat([latin1Bytes("enUS"), big32(characters.length), big32(28), characters]);
  const padding = new Uint8Array(characters.length % 4);
  return concat([latin1Bytes("mluc"), big32(0), big32(1), big32(12), record, padding]);
}

function writeXyz(xyz: readonly number[]): Uint8Array {
  return concat([latin1Bytes("XYZ "), big32(0), ...xyz.map(writeFixed)]);
}

/** A gamma alone as the one value of a table, which more readers know. */
function writeCurve({ gamma, a, b, c, d }: CurveParameters): Uint8Array {
  if (a === 1 && b === 0) {
    const value = Math.round(gamma * 256);
    return concat([latin1Bytes("curv"), big32(0), big32(1), Uint8Array.from([value >> 8, value & 0xff, 0, 0])]);
  }
  const type = Uint8Array.from([0, 3, 0, 0]);
  return concat([latin1Bytes("para"), big32(0), type, ...[gamma, a, b, c, d].map(writeFixed)]);
}

function writeFixed(value: number): Uint8Array {
  return big32(Math.round(value * 0x10000));
}
