import { afterEach, expect, test, vi } from "vitest";
import { bytes, frame, jpegOf, partsOf, segment, withSegments } from "../../../tests/photo-fuzz/segments";
import { plain } from "../../../tests/pixels";
import { maxPublicBytes } from "~/contract/limits";
import { encodePublicPhoto } from "./encode";

const pixels = plain({ width: 64, height: 64 }, 90);
const jpeg = jpegOf(frame(0xc0, 8, 64, 64));

afterEach(() => void vi.unstubAllGlobals());

/** A browser whose encoder makes this file at each quality; keeps the qualities that were asked for. */
function browserThatEncodes(encode: (quality: number) => Uint8Array) {
  const qualities: number[] = [];
  vi.stubGlobal("ImageData", class {});
  vi.stubGlobal(
    "OffscreenCanvas",
    class {
      getContext = () => ({ putImageData: () => undefined, getImageData: () => ({ data: [0, 0, 0, 255] }) });
      convertToBlob = async ({ quality = 1 }: ImageEncodeOptions) => {
        qualities.push(quality);
        return new Blob([Uint8Array.from(encode(quality))]);
      };
    },
  );
  return qualities;
}

/** A JPEG whose scan is so long. */
const jpegOfLength = (length: number) => bytes(jpeg.subarray(0, -2), new Uint8Array(length), [0xff, 0xd9]);

test("what the browser's encoder adds to the picture is left out of the public photo", async () => {
  browserThatEncodes(() => withSegments(jpeg, segment(0xe1, "Exif\0\0Anna"), segment(0xe2, "ICC_PROFILE\0Anna")));
  const made = new Uint8Array(await (await encodePublicPhoto(pixels)).arrayBuffer());
  expect(partsOf(made, "image/jpeg")).toEqual(partsOf(jpeg, "image/jpeg"));
});

test("the best quality that fits the limit is taken", async () => {
  const qualities = browserThatEncodes((quality) => (quality > 0.8 ? jpegOfLength(maxPublicBytes) : jpeg));
  const made = await encodePublicPhoto(pixels);
  expect([made.type, made.size <= maxPublicBytes, qualities]).toEqual(["image/jpeg", true, [0.88, 0.75]]);
});

test("a picture that fits at no quality, and an encoder that makes no JPEG, are errors", async () => {
  browserThatEncodes(() => jpegOfLength(maxPublicBytes));
  await expect(encodePublicPhoto(pixels)).rejects.toThrow("does not fit");
  browserThatEncodes(() => bytes("<html>"));
  await expect(encodePublicPhoto(pixels)).rejects.toThrow("no plain JPEG");
});
