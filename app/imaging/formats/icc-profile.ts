/**
 * Reads the ICC profiles (ICC.1:2022) that a matrix and curves describe: what cameras, phones and monitors write. Pure, and
 * never throws.
 */
import { latin1, u16, u32 } from "./bytes";

/** Most bytes of a profile that is read: three curves of 4,096 values take 24 kB, tables of print profiles far more. */
export const maxIccBytes = 64 * 1024;

/** Maps a stored value, 0 to 1, to light, 0 to 1. */
export type ToneCurve = (stored: number) => number;

/** The meaning that a profile gives to the numbers of a picture. */
export type ProfileModel =
  /** Nine numbers: the XYZ of red, of green and of blue, as seen under D50. */
  { kind: "rgb"; primaries: readonly number[]; curves: readonly ToneCurve[] } | { kind: "grey"; curve: ToneCurve };

/** Tags of profiles that readers take as tables instead, whatever matrix stands beside them. */
const tableTags = ["A2B0", "A2B1", "A2B2", "D2B0", "D2B1", "D2B2"];

const headerBytes = 128;
const maxTags = 100;

/** Returns what a profile says; null when it is none, is damaged, or needs more than a matrix and curves. */
export function readProfile(icc: Uint8Array): ProfileModel | null {
  if (icc.length < headerBytes + 4 || icc.length > maxIccBytes || latin1(icc, 36, 4) !== "acsp") return null;
  const tags = readTags(icc);
  if (tableTags.some((name) => tags.has(name))) return null;
  const space = latin1(icc, 16, 4);
  if (latin1(icc, 20, 4) !== "XYZ ") return null;
  return space === "RGB " ? readRgb(tags) : space === "GRAY" ? readGrey(tags) : null;
}

function readTags(icc: Uint8Array): Map<string, Uint8Array> {
  const tags = new Map<string, Uint8Array>();
  const count = Math.min(u32(icc, headerBytes), maxTags);
  for (let n = 0; n < count; n++) {
    const entry = headerBytes + 4 + n * 12;
    const [offset, length] = [u32(icc, entry + 4), u32(icc, entry + 8)];
    if (offset + length <= icc.length) tags.set(latin1(icc, entry, 4), icc.subarray(offset, offset + length));
  }
  return tags;
}

function readRgb(tags: ReadonlyMap<string, Uint8Array>): ProfileModel | null {
  const primaries = ["rXYZ", "gXYZ", "bXYZ"].map((name) => readXyz(tags.get(name)));
  const curves = ["rTRC", "gTRC", "bTRC"].map((name) => readCurve(tags.get(name)));
  if (!primaries.every((xyz) => xyz !== null) || !curves.every((curve) => curve !== null)) return null;
  return { kind: "rgb", primaries: primaries.flat(), curves };
}

function readGrey(tags: ReadonlyMap<string, Uint8Array>): ProfileModel | null {
  const curve = readCurve(tags.get("kTRC"));
  return curve && { kind: "grey", curve };
}

function readXyz(tag: Uint8Array | undefined): number[] | null {
  if (tag === undefined || tag.length < 20 || latin1(tag, 0, 4) !== "XYZ ") return null;
  return [8, 12, 16].map((at) => fixed(tag, at));
}

/** An s15Fixed16Number. */
function fixed(bytes: Uint8Array, at: number): number {
  return (u32(bytes, at) | 0) / 0x10000;
}

function readCurve(tag: Uint8Array | undefined): ToneCurve | null {
  if (tag === undefined || tag.length < 12) return null;
  const type = latin1(tag, 0, 4);
  return type === "curv" ? readTable(tag) : type === "para" ? readParameters(tag) : null;
}

/** ICC.1:2022, 10.6: no value is the identity, one a gamma, more a table that is read in straight lines. */
function readTable(tag: Uint8Array): ToneCurve | null {
  const count = u32(tag, 8);
  if (12 + count * 2 > tag.length) return null;
  if (count === 0) return (stored) => stored;
  const gamma = u16(tag, 12) / 256;
  if (count === 1) return (stored) => stored ** gamma;
  return (stored) => {
    const place = stored * (count - 1);
    const below = Math.min(Math.floor(place), count - 2);
    const [low, high] = [u16(tag, 12 + below * 2), u16(tag, 14 + below * 2)];
    return (low + (high - low) * (place - below)) / 0xffff;
  };
}

/** The number of parameters of each type of function (ICC.1:2022, 10.18). */
const parameterCounts = [1, 3, 4, 5, 7];

function readParameters(tag: Uint8Array): ToneCurve | null {
  const type = u16(tag, 8);
  const count = parameterCounts[type];
  if (count === undefined || tag.length < 12 + count * 4) return null;
  const parameters = Array.from({ length: count }, (_none, n) => fixed(tag, 12 + n * 4));
  const [gamma = 1, a = 1, b = 0] = parameters;
  // Types 1 and 2 end in a level, at the place where the power begins; 3 and 4 in a straight line.
  const shift = type === 2 ? (parameters[3] ?? 0) : type === 4 ? (parameters[5] ?? 0) : 0;
  const start = type === 0 ? -Infinity : type <= 2 ? -b / a : (parameters[4] ?? 0);
  const slope = type >= 3 ? (parameters[3] ?? 0) : 0;
  const level = type === 2 ? shift : type === 4 ? (parameters[6] ?? 0) : 0;
  return (stored) => (stored >= start ? Math.max(0, a * stored + b) ** gamma + shift : slope * stored + level);
}
