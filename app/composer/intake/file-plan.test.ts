import { beforeAll, expect, test } from "vitest";
import { pictures, type Picture } from "../../../tests/photo-fuzz/pictures";
import { known, profile, jpegWithProfile, unknown } from "../../../tests/photo-fuzz/profiles";
import { bytes, claimingSize, frame, jpegOf, pngChunk, pngOf, segment } from "../../../tests/photo-fuzz/segments";
import { withPngChunks, withSegments } from "../../../tests/photo-fuzz/segments";
import { withExif } from "../../../tests/photo-leak/exif";
import { planFile } from "./file-plan";

let all: Picture[] = [];
beforeAll(async () => {
  all = await pictures();
});

function named(name: string): Uint8Array {
  return all.find((picture) => picture.name === name)!.bytes;
}

function kindOf(file: Uint8Array): string {
  const plan = planFile(file);
  if (plan.kind === "encode") return `encode ${plan.type} or ${plan.otherwise.code}`;
  return plan.kind === "refused" ? `refused ${plan.refusal.code}` : plan.kind;
}

/** A box of HEIF that names a brand. */
function ftyp(brand: string): Uint8Array {
  return bytes([0, 0, 0, 16], "ftyp", brand, [0, 0, 0, 0]);
}

test("what the server takes is kept, without its metadata", () => {
  for (const { bytes: file, name } of all) expect(kindOf(file), name).toBe("keep");
  const plan = planFile(withExif(named("baseline JPEG"), { 0x010f: "Pear" }));
  expect(plan.kind === "keep" && Buffer.from(plan.bytes).includes("Pear")).toBe(false);
});

test("a profile that one of ours stands for is kept, any other is converted", () => {
  const jpeg = named("baseline JPEG");
  for (const source of Object.values(known)) expect(kindOf(jpegWithProfile(jpeg, profile(source)))).toBe("keep");
  for (const source of Object.values(unknown)) {
    expect(kindOf(jpegWithProfile(jpeg, profile(source)))).toBe("encode image/jpeg or undecodable");
  }
});

test("what a decoder may read is encoded anew", () => {
  const jpeg = named("baseline JPEG");
  const png = named("PNG");
  const badText = pngChunk("tEXt", "Author\0Anna");
  badText[badText.length - 1]! ^= 1;
  const odd: [Uint8Array, string][] = [
    [jpegOf(frame(0xc0, 8, 640, 480, 4)), "encode image/jpeg or cmyk"],
    [jpegOf(frame(0xc9, 8, 640, 480)), "encode image/jpeg or unusual_jpeg"],
    [pngOf(640, 480, 16), "encode image/png or deep"],
    [withSegments(jpeg, segment(0xfe, "Anna"), Uint8Array.from([7, 7, 7])), "encode image/jpeg or broken"],
    [withSegments(jpeg, Uint8Array.from([0xff, 0x00])), "encode image/jpeg or broken"],
    [withSegments(jpeg, Uint8Array.from([0xff, 0xe0, 0xff, 0xff])), "encode image/jpeg or truncated"],
    [withPngChunks(png, badText), "encode image/png or broken"],
    [ftyp("heic"), "encode image/heic or heic"],
    [ftyp("avif"), "encode image/avif or avif"],
  ];
  for (const [file, plan] of odd) expect(kindOf(file)).toBe(plan);
});

test("what no decoder helps is refused at once", () => {
  const jpeg = named("baseline JPEG");
  const refused: [Uint8Array, string][] = [
    [new Uint8Array(), "refused empty"],
    [bytes("hello"), "refused not_an_image"],
    [jpeg.subarray(0, -40), "refused truncated"],
    [claimingSize(jpeg, 60_000, 60_000), "refused too_many_pixels"],
    [withSegments(claimingSize(jpeg, 8, 8), segment(0xfe, "Anna")), "refused too_small"],
    [ftyp("msf1"), "refused heic_sequence"],
    [ftyp("hevc"), "refused heic_sequence"],
    [ftyp("avis"), "refused animated"],
    [bytes("GIF89a"), "refused gif"],
    [bytes("<svg/>"), "refused svg"],
  ];
  for (const [file, plan] of refused) expect(kindOf(file)).toBe(plan);
});
