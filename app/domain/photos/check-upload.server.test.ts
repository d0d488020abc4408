import { beforeAll, expect, test } from "vitest";
import { maxPublicBytes, maxRegionsHeightPx } from "~/contract/limits";
import type { Services } from "~/domain/ports";
import { pictures, size, type Picture } from "../../../tests/photo-fuzz/pictures";
import { withExif } from "../../../tests/photo-leak/exif";
import { plain } from "../../../tests/pixels";
import type { Region } from "~/contract/photo";
import { createPictureFilter } from "~/imaging/filter/picture-filter";
import { checkCopyBytes, checkCopyPixels, objectionToOriginal } from "./check-upload.server";

let all: Picture[] = [];
beforeAll(async () => {
  all = await pictures();
});

function named(name: string): Uint8Array {
  return all.find((picture) => picture.name === name)!.bytes;
}

const grey = plain(size, 128);

interface Upload {
  publicCopy: Uint8Array;
  regions: Region[];
}

/** A decoder that always succeeds, and a verifier that finds every region filled; `change` replaces either. */
async function check(upload: Partial<Upload>, change: Partial<Services> = {}) {
  const { publicCopy, regions } = { publicCopy: named("baseline JPEG"), regions: [], ...upload };
  const copy = checkCopyBytes(publicCopy, regions);
  if (copy.kind === "refused") return copy;
  const ports: Parameters<typeof checkCopyPixels>[0] = {
    decodePicture: () => Promise.resolve(grey),
    verifyRedaction: () => ({ kind: "redacted" }),
    withDecodeSlot: (work) => work(),
  };
  return checkCopyPixels({ ...ports, ...change }, copy, { regions, style: "soft" });
}

function checkOriginal(bytes: Uint8Array, copy = size) {
  const filter = createPictureFilter(() => {});
  filter.write(bytes);
  return objectionToOriginal(filter.end(), copy);
}

test("a good copy is accepted, stripped of metadata", async () => {
  const withGps = withExif(named("baseline JPEG"), { 0x010e: 1 });
  const checked = await check({ publicCopy: withGps });
  expect(checked).toMatchObject({ kind: "checked", ...size, type: "image/jpeg" });
  if (checked.kind !== "checked") return;
  expect(Buffer.from(checked.bytes).includes("Exif")).toBe(false);
  expect(checked.bytes.length).toBeLessThan(withGps.length);
});

test("an original is taken beside a copy of its shape, upright or on a side, and refused beside another", () => {
  const sideways = withExif(named("baseline JPEG"), { 0x0112: 6 });
  expect(checkOriginal(named("baseline JPEG"))).toBeNull();
  expect(checkOriginal(sideways, { width: size.height, height: size.width })).toBeNull();
  expect(checkOriginal(sideways)).toMatchObject({ field: "image_original", reason: { code: "original_shape" } });
});

test("a region outside the picture is refused before anything is decoded", async () => {
  const decodePicture = () => Promise.reject(new Error("It must not be called."));
  const inside = { x: 0, y: 0, width: 1, height: 1 };
  const outside = { x: size.width - 1, y: 0, width: 2, height: 1 };
  expect(await check({ regions: [inside, outside] }, { decodePicture })).toMatchObject({
    kind: "refused",
    code: "invalid",
    field: "face_coordinates",
    reason: { code: "region_outside", region: 1 },
  });
});

test("regions that together cover more than three pictures are refused before anything is decoded", async () => {
  const decodePicture = () => Promise.reject(new Error("It must not be called."));
  const whole = { x: 0, y: 0, ...size };
  expect(await check({ regions: [whole, whole, whole] })).toMatchObject({ kind: "checked" });
  const sliver = { x: 0, y: 0, width: 1, height: 1 };
  expect(await check({ regions: [whole, whole, whole, sliver] }, { decodePicture })).toMatchObject({
    code: "invalid",
    field: "face_coordinates",
    reason: { code: "regions_area", maxPictures: 3 },
  });
});

test("many tall and narrow regions are refused before anything is decoded", async () => {
  const decodePicture = () => Promise.reject(new Error("It must not be called."));
  const columns = (count: number) =>
    Array.from({ length: count }, () => ({ x: 0, y: 0, width: 0.01, height: size.height }));
  const most = Math.floor(maxRegionsHeightPx / size.height);
  expect(await check({ regions: columns(most) })).toMatchObject({ kind: "checked" });
  expect(await check({ regions: columns(most + 1) }, { decodePicture })).toMatchObject({
    code: "invalid",
    field: "face_coordinates",
    reason: { code: "regions_height", maxHeightPx: maxRegionsHeightPx },
  });
});

test("a region that is not filled is refused by its index", async () => {
  const verifyRedaction = () => ({ kind: "not_redacted" as const, regions: [0] });
  expect(await check({ regions: [{ x: 0, y: 0, width: 1, height: 1 }] }, { verifyRedaction })).toMatchObject({
    code: "not_redacted",
    reason: { code: "face_visible", regions: [0] },
  });
});

test("a public photo that does not decode is refused", async () => {
  const decodePicture = () => Promise.reject(new Error("broken"));
  expect(await check({}, { decodePicture })).toMatchObject({ code: "photo_refused", field: "image_blurred" });
});

test("a public photo that is too large, sideways or no photo is refused, with the field it came in", async () => {
  const refusals = await Promise.all([
    check({ publicCopy: new Uint8Array(maxPublicBytes + 1) }),
    check({ publicCopy: withExif(named("baseline JPEG"), { 0x0112: 6 }) }),
    check({ publicCopy: new Uint8Array([1, 2, 3]) }),
    Promise.resolve(checkOriginal(new Uint8Array([1, 2, 3]))),
  ]);
  expect(refusals.map((refused) => (refused && "field" in refused ? refused.field : null))).toEqual([
    "image_blurred",
    "image_blurred",
    "image_blurred",
    "image_original",
  ]);
});

test("a public copy with a transparent pixel is refused: a face can be drawn in the opacity alone", async () => {
  const pixels = plain(size, 128);
  pixels.data[3] = 254;
  expect(await check({}, { decodePicture: () => Promise.resolve(pixels) })).toMatchObject({
    kind: "refused",
    field: "image_blurred",
    reason: { code: "public_not_opaque" },
  });
});
