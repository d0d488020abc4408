import { afterEach, describe, expect, test, vi } from "vitest";
import { jpegOf, frame } from "../../../tests/photo-fuzz/segments";
import { maxPhotoBytes } from "~/contract/limits";
import { photoRefusalText } from "~/text/photo-refusals";
import { decodePhoto, requireTrueCanvas, rowsOf } from "./decode";
import { PhotoRefused } from "./photo-refused";

const jpeg = jpegOf(frame(0xc0, 8, 640, 480));
const cmyk = jpegOf(frame(0xc0, 8, 640, 480, 4));
const fileOf = (bytes: Uint8Array, type = "") => new Blob([Uint8Array.from(bytes)], { type });

afterEach(() => void vi.unstubAllGlobals());

/** A browser that decodes to this bitmap, or cannot. */
function browserThatDecodes(bitmap: { width: number; height: number } | null) {
  const create = vi.fn(async (_file: Blob, _options: ImageBitmapOptions) => {
    if (bitmap === null) throw new DOMException("The source image could not be decoded.", "InvalidStateError");
    return bitmap;
  });
  vi.stubGlobal("createImageBitmap", create);
  return create;
}

/** Canvases that read back what `read` makes of the colour that was painted last. */
function browserThatPaints(read: (size: { width: number; height: number }) => number[] | null) {
  const drawn: number[][] = [];
  vi.stubGlobal(
    "OffscreenCanvas",
    class {
      constructor(
        readonly width: number,
        readonly height: number,
      ) {}
      getContext() {
        if (read(this) === null) return null;
        return {
          fillRect: () => undefined,
          drawImage: (_image: unknown, ...box: number[]) => void drawn.push([...box, this.height]),
          getImageData: (_x: number, _y: number, width: number, height: number) => ({
            data: Uint8ClampedArray.from({ length: width * height * 4 }, (_none, at) => read(this)![at % 4]!),
          }),
        };
      }
    },
  );
  return drawn;
}

const codeOf = async (made: Promise<unknown>) => {
  const error: unknown = await made.catch((reason: unknown) => reason);
  return error instanceof PhotoRefused ? error.refusal.code : error;
};

describe("a file", () => {
  test("is decoded upright, by the type that its bytes have and not by the one that its name says", async () => {
    const create = browserThatDecodes({ width: 640, height: 480 });
    const decoded = await decodePhoto(fileOf(jpeg, "image/png"));
    expect(decoded.picture).toMatchObject({ type: "image/jpeg", width: 640, height: 480 });
    expect([create.mock.calls[0]![0].type, create.mock.calls[0]![1]]).toEqual([
      "image/jpeg",
      { imageOrientation: "from-image" },
    ]);
  });

  test("that the server would refuse is refused before the browser decodes anything", async () => {
    const create = browserThatDecodes({ width: 640, height: 480 });
    expect(await codeOf(decodePhoto(fileOf(Buffer.from("<svg/>"))))).toBe("svg");
    expect(await codeOf(decodePhoto(fileOf(jpegOf(frame(0xc0, 8, 60_000, 60_000)))))).toBe("too_many_pixels");
    expect(create).not.toHaveBeenCalled();
  });

  test("that is too large is refused before its bytes are read", async () => {
    const arrayBuffer = vi.fn();
    const large = { size: maxPhotoBytes + 1, arrayBuffer } as unknown as Blob;
    expect(await codeOf(decodePhoto(large))).toBe("too_large");
    expect(arrayBuffer).not.toHaveBeenCalled();
  });

  test("that this browser cannot decode is named by its coding, where that is the reason", async () => {
    browserThatDecodes(null);
    expect(await codeOf(decodePhoto(fileOf(jpeg)))).toBe("undecodable");
    expect(await codeOf(decodePhoto(fileOf(cmyk)))).toBe("cmyk");
  });
});

describe("a canvas", () => {
  test("that gives back what was painted, with a little noise at most, is trusted", () => {
    for (const colour of [
      [40, 120, 200, 255],
      [42, 118, 195, 255],
    ]) {
      browserThatPaints(() => colour);
      expect(requireTrueCanvas).not.toThrow();
    }
  });

  test("that gives back other colours makes no public photo", () => {
    browserThatPaints(() => [200, 40, 120, 255]);
    expect(requireTrueCanvas).toThrow(new PhotoRefused({ code: "unreadable_canvas" }));
  });

  test("that is not there is a photo that cannot be decoded", () => {
    browserThatPaints(() => null);
    expect(requireTrueCanvas).toThrow(new PhotoRefused({ code: "undecodable" }));
  });
});

test("a bitmap is read in bands of the height that is asked for, through one small canvas", () => {
  const drawn = browserThatPaints(() => [1, 2, 3, 255]);
  const source = rowsOf({ width: 100, height: 80 } as ImageBitmap); // the two fields that are read
  expect(source.rows(0, 32)).toHaveLength(100 * 32 * 4);
  source.rows(32, 32);
  source.rows(64, 16);
  expect(drawn.map(([, top, , height, , , , , canvasHeight]) => [top, height, canvasHeight])).toEqual([
    [0, 32, 32],
    [32, 32, 32],
    [64, 16, 16],
  ]);
});

test("a refusal is an error whose message is the sentence for the author", () => {
  const refusal = { code: "too_large", maxBytes: maxPhotoBytes } as const;
  expect(new PhotoRefused(refusal).message).toBe(photoRefusalText(refusal));
});
