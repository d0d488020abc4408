/**
 * The colour spaces that an original may be stored in. A profile names its maker, its device and its day; in its place stands
 * one of these few, which are the same for everybody.
 */
import { readProfile, type ProfileModel, type ToneCurve } from "./icc-profile";
import { writeProfile, type CurveParameters, type ProfileDefinition } from "./write-profile";

/** "srgb" is what a picture without a profile is in. */
export type ColourSpace = "srgb" | "display-p3" | "adobe-rgb" | "prophoto-rgb" | "rec2020" | "grey-2.2";

/** The space of a picture; "other" for a profile that none of ours stands for. */
export type PictureColours = ColourSpace | "other";

/** Whether a picture has one channel of colour or three. */
export type Channels = "grey" | "rgb";

/** IEC 61966-2-1. */
const srgbCurve: CurveParameters = { gamma: 2.4, a: 1 / 1.055, b: 0.055 / 1.055, c: 1 / 12.92, d: 0.04045 };

function power(gamma: number): CurveParameters {
  return { gamma, a: 1, b: 0, c: 0, d: 0 };
}

/** ITU-R BT.2020, table 4, inverted. */
const rec2020Curve: CurveParameters = { gamma: 1 / 0.45, a: 1 / 1.0993, b: 0.0993 / 1.0993, c: 1 / 4.5, d: 0.0812 };

// prettier-ignore
const definitions: Record<ColourSpace, ProfileDefinition> = {
  srgb: { label: "s", curve: srgbCurve,
    primaries: [0.43607, 0.22249, 0.01392, 0.38515, 0.71687, 0.09708, 0.14307, 0.06061, 0.7141] },
  "display-p3": { label: "P3", curve: srgbCurve,
    primaries: [0.51512, 0.2412, -0.00105, 0.29198, 0.69225, 0.04189, 0.1571, 0.06657, 0.78407] },
  "adobe-rgb": { label: "A98", curve: power(563 / 256),
    primaries: [0.60974, 0.31111, 0.01947, 0.20528, 0.62567, 0.06087, 0.14919, 0.06322, 0.74457] },
  "prophoto-rgb": { label: "PP", curve: power(1.8),
    primaries: [0.79767, 0.28804, 0, 0.13519, 0.71188, 0, 0.03134, 0.00009, 0.82491] },
  rec2020: { label: "2020", curve: rec2020Curve,
    primaries: [0.67348, 0.27904, -0.00194, 0.16566, 0.67534, 0.02998, 0.12505, 0.04561, 0.79684] },
  "grey-2.2": { label: "G22", curve: power(2.2), primaries: null },
};

const spaces = Object.keys(definitions) as ColourSpace[]; // the keys of a literal

/** Returns the space that a profile stands for in a picture of these channels. */
export function coloursOf(icc: Uint8Array, channels: Channels): PictureColours {
  const model = readProfile(icc);
  if (model?.kind !== channels) return "other";
  return spaces.find((space) => matches(model, definitions[space])) ?? "other";
}

/** A difference that no eye sees: in XYZ; and in the stored value, where 1 / 255 is one level. */
const primariesTolerance = 0.003;
const curveTolerance = 1.2 / 255;

function matches(model: ProfileModel, { primaries, curve }: ProfileDefinition): boolean {
  // A grey profile has sRGB's curve when it has that of a picture without one.
  if (model.kind === "grey") return (primaries === null || curve === srgbCurve) && isLike(model.curve, curve);
  if (primaries === null) return false;
  const isNear = primaries.every((value, n) => Math.abs(value - (model.primaries[n] ?? Infinity)) < primariesTolerance);
  return isNear && model.curves.every((each) => isLike(each, curve));
}

/** Whether two curves give the same light for stored values that differ by less than the tolerance. */
function isLike(found: ToneCurve, parameters: CurveParameters): boolean {
  const curve = curveOf(parameters);
  // Below 8 levels all is black.
  for (let level = 8; level <= 255; level += 4) {
    const stored = level / 255;
    const [darker, lighter] = [curve(stored - curveTolerance), curve(Math.min(1, stored + curveTolerance))];
    const light = found(stored);
    if (!(light >= darker && light <= lighter + 1e-4)) return false;
  }
  return true;
}

function curveOf({ gamma, a, b, c, d }: CurveParameters): ToneCurve {
  return (stored) => (stored >= d ? (a * stored + b) ** gamma : c * stored);
}

/** Returns the profile of a space, some 400 bytes without a day, a device or a maker; null for sRGB, which needs none. */
export function profileOf(colours: PictureColours): Uint8Array<ArrayBuffer> | null {
  if (colours === "srgb" || colours === "other") return null;
  profiles[colours] ??= writeProfile(definitions[colours]);
  return profiles[colours];
}

const profiles: Partial<Record<ColourSpace, Uint8Array<ArrayBuffer>>> = {};
