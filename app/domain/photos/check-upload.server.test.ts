import { beforeAll, expect, test } from "vitest";
import { maxPublicBytes } from "~/contract/limits";
import type { Services } from "~/domain/ports";
import { pictures, size, type Picture } from "../../../tests/photo-fuzz/pictures";
import { withExif } from "../../../tests/photo-leak/exif";
import { checkUpload, type PhotoUpload } from "./check-upload.server";

let all: Picture[] = [];
beforeAll(async () => {
  all = await pictures();
});

function named(name: string): Uint8Array {
  return all.find((picture) => picture.name === name)!.bytes;
}

const grey = { ...size, data: new Uint8ClampedArray(size.width * size.height * 4).fill(128) };

/** A decoder that always succeeds, and a verifier that finds every region filled; `change` replaces either. */
function check(upload: Partial<PhotoUpload>, change: Partial<Services> = {}) {
  const ports: Pick<Services, "decodePicture" | "verifyRedaction"> = {
    decodePicture: () => Promise.resolve(grey),
    verifyRedaction: () => ({ kind: "redacted" }),
  };
  const services = { ...ports, ...change } as Services; // all that the check asks
  return checkUpload(services, { publicCopy: named("baseline JPEG"), original: null, regions: [], ...upload });
}

test("a good upload is accepted with both pictures stripped of metadata", async () => {
  const withGps = withExif(named("baseline JPEG"), { 0x010e: 1 });
  const checked = await check({ publicCopy: withGps, original: withGps });
  expect(checked).toMatchObject({ kind: "checked", ...size, publicType: "image/jpeg" });
  if (checked.kind !== "checked") return;
  expect(Buffer.from(checked.publicBytes).includes("Exif")).toBe(false);
  expect(checked.publicBytes.length).toBeLessThan(withGps.length);
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
    check({ original: new Uint8Array([1, 2, 3]) }),
  ]);
  expect(refusals.map((refused) => ("field" in refused ? refused.field : null))).toEqual([
    "image_blurred",
    "image_blurred",
    "image_blurred",
    "image_original",
  ]);
});
