import { afterAll, beforeAll, expect, test } from "vitest";
import { partsOf } from "../photo-fuzz/segments";
import { type Bench, labelledPhotos, openBench, samples } from "./bench";

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

test("two photos that differ only inside the regions become the same file, byte for byte", async () => {
  for (const path of samples)
    expect(await sameFile(path, [{ x: 90, y: 60, width: 180, height: 220 }]), path).toBe(true);
});

test("so do the labelled photos, with noise painted over every face", async (context) => {
  const photos = labelledPhotos(0);
  if (photos === null) return context.skip("../shared/faces/dev is not there");
  for (const { path, faces } of photos) if (faces.length > 0) expect(await sameFile(path, faces), path).toBe(true);
});

test("so does a photo that is made smaller, whose stripes end at the region's edge", async () => {
  const files = await bench.page.evaluate(async () => {
    const { stripesWith, makePublicPhoto } = window.bench;
    const region = { x: 1203.3, y: 700.7, width: 611, height: 809 };
    const copies = ["#000", "#f0f"].map(async (colour) => {
      const file = await stripesWith({ width: 4100, height: 3000 }, { region, colour });
      const { blob, width, height, regions } = await makePublicPhoto(file, [region], { style: "soft" });
      return { bytes: [...new Uint8Array(await blob.arrayBuffer())], width, height, regions };
    });
    return Promise.all(copies);
  });
  expect(files[0]).toEqual(files[1]);
  expect(files[0]).toMatchObject({ width: 2048, height: 1499 });
});

/** The public copies of a photo and of the same with noise inside the regions, compared. */
function sameFile(path: string, regions: { x: number; y: number; width: number; height: number }[]): Promise<boolean> {
  return bench.page.evaluate(
    async ([path, regions]) => {
      const { makePublicPhoto, paintInside } = window.bench;
      const file = await (await fetch(path)).blob();
      const { untouched, painted } = await paintInside(file, regions);
      const [one, other] = await Promise.all(
        [untouched, painted].map(async (png) =>
          (await makePublicPhoto(png, regions, { style: "soft" })).blob.arrayBuffer(),
        ),
      );
      const [bytes, others] = [new Uint8Array(one as ArrayBuffer), new Uint8Array(other as ArrayBuffer)];
      return bytes.length === others.length && bytes.every((byte, i) => byte === others[i]);
    },
    [path, regions] as const,
  );
}

test("a public copy holds a JPEG's picture and nothing else", async () => {
  const copy = await bench.page.evaluate(async (path) => {
    const file = await (await fetch(path)).blob();
    const { blob } = await window.bench.makePublicPhoto(file, [], { style: "soft" });
    return { bytes: [...new Uint8Array(await blob.arrayBuffer())], type: blob.type };
  }, samples[0] as string);
  expect(copy.type).toBe("image/jpeg");
  const parts = partsOf(Uint8Array.from(copy.bytes), "image/jpeg");
  expect(parts.at(-1)).toBe("d9");
  expect([...new Set(parts)].sort()).toEqual(["c0", "c4", "d9", "da", "db", "e0"]);
});
