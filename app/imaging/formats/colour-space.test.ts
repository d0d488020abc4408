import sharp from "sharp";
import { describe, expect, test } from "vitest";
import * as profiles from "../../../tests/photo-fuzz/profiles";
import { bytes, segment } from "../../../tests/photo-fuzz/segments";
import { createPictureFilter } from "~/imaging/filter/picture-filter";
import { coloursOf, profileOf } from "./colour-space";
import { concat, latin1 } from "./bytes";
import { maxIccBytes } from "./icc-profile";
import { inspect } from "./inspect";
import { stripMetadata } from "./strip";

const size = { width: 64, height: 48 };

/** Every hue in smooth ramps, so that a lossy coding says little about the colours. */
function pixels(channels: 1 | 3): Buffer {
  const data = Buffer.alloc(size.width * size.height * channels);
  for (let at = 0; at < data.length; at++) {
    const pixel = Math.floor(at / channels);
    const [x, y] = [pixel % size.width, Math.floor(pixel / size.width)];
    data[at] = [x * 4, y * 5, 255 - x * 2 - y * 2][at % channels]!;
  }
  return data;
}

function drawing(channels: 1 | 3 = 3) {
  return sharp(pixels(channels), { raw: { ...size, channels } });
}

/** The picture of a format with a profile, as a camera or an editor saves it. */
async function picture(format: string, icc: Uint8Array, channels: 1 | 3 = 3): Promise<Uint8Array> {
  const made = drawing(channels);
  const coded = made.toColourspace(channels === 1 ? "b-w" : "srgb");
  if (format === "JPEG")
    return profiles.jpegWithProfile(await coded.jpeg({ quality: 100, chromaSubsampling: "4:4:4" }).toBuffer(), icc);
  if (format === "PNG") return profiles.pngWithProfile(await coded.png().toBuffer(), icc);
  return profiles.webpWithProfile(await made.webp({ lossless: true }).toBuffer(), icc, size);
}

/** The colours that a viewer shows, by lcms: sharp converts from the profile to sRGB. */
async function shown(file: Uint8Array): Promise<Buffer> {
  return sharp(file).toColourspace("srgb").removeAlpha().raw().toBuffer();
}

function meanError(one: Buffer, other: Buffer): number {
  expect(one.length).toBe(other.length);
  return one.reduce((sum, value, at) => sum + Math.abs(value - other[at]!), 0) / one.length;
}

function original(file: Uint8Array): Uint8Array {
  const stripped = stripMetadata(file, "how_to_show");
  if (stripped.kind === "refused") throw new Error(stripped.code);
  return stripped.bytes;
}

/** The same by the filter, in pieces of 100 bytes. */
function filtered(file: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  const filter = createPictureFilter((part) => void parts.push(part.slice()));
  for (let at = 0; at < file.length; at += 100) filter.write(file.subarray(at, at + 100));
  const end = filter.end();
  if (end.kind === "refused") throw new Error(end.code);
  const whole = concat(parts);
  whole.set(end.head);
  return whole;
}

function holds(file: Uint8Array, text: string): boolean {
  return Buffer.from(file).includes(text);
}

const formats = ["JPEG", "PNG", "WebP"];
const cases = formats.flatMap((format) =>
  Object.entries(profiles.known).map(([name, source]) => ({ format, name, icc: profiles.profile(source) })),
);

describe("an original", () => {
  test.each(cases)("$format in $name looks the same without its profile's text", async ({ format, icc }) => {
    const file = await picture(format, icc);
    const kept = original(file);
    expect(meanError(await shown(kept), await shown(file))).toBeLessThan(0.8);
    for (const text of [profiles.profileNote, "PEAR", "ANNA", "lcms"]) expect(holds(kept, text)).toBe(false);
    expect(Buffer.from(filtered(file)).equals(kept)).toBe(true);
    expect(Buffer.from(original(kept)).equals(kept)).toBe(true);
  });

  test("of a wide space would look wrong without any profile", async () => {
    const file = await picture("PNG", profiles.profile(profiles.known["ProPhoto RGB"]!));
    const bare = stripMetadata(file, "nothing");
    if (bare.kind === "refused") throw new Error(bare.code);
    expect(meanError(await shown(bare.bytes), await shown(file))).toBeGreaterThan(10);
  });

  test.each(["JPEG", "PNG"])("%s in grey keeps a gamma of 2.2", async (format) => {
    const file = await picture(format, profiles.greyProfile(2.2), 1);
    expect(inspect(file)).toMatchObject({ colours: "grey-2.2" });
    expect(meanError(await shown(original(file)), await shown(file))).toBeLessThan(0.8);
    expect(Buffer.from(filtered(file)).equals(original(file))).toBe(true);
  });

  test.each(formats)("%s in a space that none of ours stands for loses its profile", async (format) => {
    for (const source of Object.values(profiles.unknown)) {
      const file = await picture(format, profiles.profile(source));
      expect(inspect(file)).toMatchObject({ colours: "other" });
      expect(inspect(original(file))).toMatchObject({ colours: "srgb" });
      expect(holds(original(file), profiles.profileNote)).toBe(false);
      expect(Buffer.from(filtered(file)).equals(original(file))).toBe(true);
    }
  });

  test("is the same file whoever's profile it had", async () => {
    const [one, other] = [profiles.known["Display P3"]!, profiles.known["Display P3 by a table"]!];
    const files = await Promise.all([one, other].map((source) => picture("JPEG", profiles.profile(source))));
    expect(Buffer.from(original(files[0]!)).equals(original(files[1]!))).toBe(true);
  });
});

describe("a profile", () => {
  const p3 = profiles.profile(profiles.known["Display P3 by a table"]!);

  test("in several segments is read, in any order; with one missing or doubled it is not", async () => {
    const jpeg = await drawing().jpeg().toBuffer();
    expect(inspect(profiles.jpegWithProfile(jpeg, p3, 500))).toMatchObject({ colours: "display-p3" });
    const part = (number: number) =>
      segment(0xe2, bytes("ICC_PROFILE\0", [number, 2], number === 1 ? p3.subarray(0, 500) : p3.subarray(500)));
    const first = bytes(jpeg.subarray(0, 2), part(2), part(1), jpeg.subarray(2));
    expect(inspect(first)).toMatchObject({ colours: "display-p3" });
    for (const parts of [[part(1)], [part(1), part(2), part(2)]]) {
      const file = bytes(jpeg.subarray(0, 2), ...parts, jpeg.subarray(2));
      expect(inspect(file)).toMatchObject({ colours: "other" });
      expect(Buffer.from(filtered(file)).equals(original(file))).toBe(true);
    }
  });

  test("that is cut off, too long, of tables or of another kind of picture is none of ours", () => {
    expect(coloursOf(p3, "rgb")).toBe("display-p3");
    expect(coloursOf(p3, "grey")).toBe("other");
    expect(coloursOf(profiles.greyProfile(2.2), "rgb")).toBe("other");
    expect(coloursOf(bytes(p3, new Uint8Array(maxIccBytes)), "rgb")).toBe("other");
    for (let length = 0; length < p3.length - 100; length += 97) {
      expect(coloursOf(p3.subarray(0, length), "rgb")).not.toBe("display-p3");
    }
    const tables = Uint8Array.from(Buffer.from(p3).toString("latin1").replace("cprt", "A2B0"), (c) => c.charCodeAt(0));
    expect(coloursOf(tables, "rgb")).toBe("other");
  });

  test("of ours is recognised as what it says, and has no day, device or maker", () => {
    for (const space of ["display-p3", "adobe-rgb", "prophoto-rgb", "rec2020", "grey-2.2"] as const) {
      const icc = profileOf(space)!;
      expect(coloursOf(icc, space === "grey-2.2" ? "grey" : "rgb"), space).toBe(space);
      expect(icc.subarray(24, 36).every((byte) => byte === 0)).toBe(true);
      for (const at of [4, 40, 48, 52, 80]) expect(latin1(icc, at, 4)).toBe("\0\0\0\0");
      expect(icc.length).toBeLessThan(450);
    }
    expect(profileOf("srgb")).toBeNull();
  });
});

describe("a direct-RGB JPEG", () => {
  test.each([12, 13, 40])("with an Adobe segment of %i bytes keeps its colours", async (length) => {
    const rgb = await rgbJpeg();
    const adobe = segment(0xee, bytes("Adobe", [0, 100, 0, 0, 0, 0, 0], new Uint8Array(length - 12)));
    const file = bytes(rgb.subarray(0, 2), adobe, rgb.subarray(2));
    expect(meanError(await shown(file), pixels(3))).toBeLessThan(3);
    expect(meanError(await shown(original(file)), pixels(3))).toBeLessThan(3);
    expect(Buffer.from(filtered(file)).equals(original(file))).toBe(true);
  });

  test("with a JFIF segment that is too short to count keeps its colours", async () => {
    const rgb = await rgbJpeg();
    const adobe = segment(0xee, bytes("Adobe", [0, 100, 0, 0, 0, 0, 0]));
    const file = bytes(rgb.subarray(0, 2), segment(0xe0, "JFIF\0\x01"), adobe, rgb.subarray(2));
    expect(meanError(await shown(original(file)), await shown(file))).toBe(0);
  });

  /** Red, green and blue as they are, with nothing that says so: a grey picture's coding of each channel, joined. */
  async function rgbJpeg(): Promise<Uint8Array> {
    const { default: encode, init } = await import("@jsquash/jpeg/encode");
    const { wasmOf } = await import("../../../tests/photo-fuzz/pictures");
    await init(await wasmOf("@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm"));
    const rgba = await drawing().ensureAlpha().raw().toBuffer();
    const image = { ...size, data: new Uint8ClampedArray(rgba), colorSpace: "srgb" as const };
    const options = { quality: 100, color_space: 2, auto_subsample: false, chroma_subsample: 1, progressive: false };
    const jpeg = new Uint8Array(await encode(image, options));
    return withoutApplicationSegments(jpeg);
  }
});

/** Drops APP0 to APP15. */
function withoutApplicationSegments(jpeg: Uint8Array): Uint8Array {
  const view = Buffer.from(jpeg);
  const kept: Uint8Array[] = [jpeg.subarray(0, 2)];
  let at = 2;
  while (view[at + 1] !== 0xda) {
    const end = at + 2 + view.readUInt16BE(at + 2);
    if ((view[at + 1]! & 0xf0) !== 0xe0) kept.push(jpeg.subarray(at, end));
    at = end;
  }
  return bytes(...kept, jpeg.subarray(at));
}
