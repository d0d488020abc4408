import { afterEach, describe, expect, test, vi } from "vitest";
import { frame, jpegOf } from "../../../tests/photo-fuzz/segments";
import { maxPhotoBytes } from "~/contract/limits";
import { parsePicture } from "~/imaging/formats/inspect";
import { photoRefusalText } from "~/text/photo-refusals";
import { canvasWith, maxCanvasSidePx, NotInWorker, requireTrueCanvas } from "./canvas";
import { decodeParsed, decodeUpright, rowsOf } from "./decode";
import { bytesOf } from "./open-file";
import { canHelpToRetry, PhotoRefused } from "./photo-refused";

afterEach(() => void vi.unstubAllGlobals());

/** A browser that decodes to a bitmap of this size, or cannot. */
function browserThatDecodes(bitmap: { width: number; height: number } | null) {
  const create = vi.fn(async (_file: Blob, _options?: ImageBitmapOptions) => {
    if (bitmap === null) throw new DOMException("The source image could not be decoded.", "InvalidStateError");
    return bitmap;
  });
  vi.stubGlobal("createImageBitmap", create);
  return create;
}

/** Canvases that read back what `read` makes of the colour that was painted last; collects the sizes that are made. */
function browserThatPaints(read: (size: { width: number; height: number }) => number[] | null) {
  const made: [number, number][] = [];
  vi.stubGlobal(
    "OffscreenCanvas",
    class {
      constructor(
        readonly width: number,
        readonly height: number,
      ) {
        made.push([width, height]);
      }
      getContext() {
        if (read(this) === null) return null;
        return {
          canvas: this,
          fillRect: () => undefined,
          setTransform: () => undefined,
          drawImage: () => undefined,
          getImageData: (_x: number, _y: number, width: number, height: number) => ({
            data: Uint8ClampedArray.from({ length: width * height * 4 }, (_none, at) => read(this)![at % 4]!),
          }),
        };
      }
    },
  );
  return made;
}

const codeOf = async (made: Promise<unknown>) => {
  const error: unknown = await made.catch((reason: unknown) => reason);
  return error instanceof PhotoRefused ? error.refusal.code : error;
};

const jpeg = Uint8Array.from(jpegOf(frame(0xc0, 8, 640, 480)));
function parsed() {
  const picture = parsePicture(jpeg);
  if (picture.kind === "refused") throw new Error(picture.code);
  return picture;
}

describe("a file", () => {
  test("is decoded by the type that its bytes have", async () => {
    const create = browserThatDecodes({ width: 640, height: 480 });
    expect(await decodeParsed(jpeg, parsed())).toMatchObject({ width: 640, height: 480 });
    expect(create.mock.calls[0]![0].type).toBe("image/jpeg");
  });

  test("that lies on its side is decoded as it lies, and has its upright size", async () => {
    browserThatDecodes({ width: 640, height: 480 });
    const picture = { ...parsed(), orientation: 6 };
    expect(await decodeParsed(jpeg, picture)).toMatchObject({ orientation: 6, width: 480, height: 640 });
  });

  test("that is too large is refused before its bytes are read", async () => {
    const arrayBuffer = vi.fn();
    const large = { size: maxPhotoBytes + 1, arrayBuffer } as unknown as Blob;
    expect(await codeOf(bytesOf(large))).toBe("too_large");
    expect(arrayBuffer).not.toHaveBeenCalled();
  });

  test("that this browser cannot decode is refused", async () => {
    browserThatDecodes(null);
    expect(await codeOf(decodeUpright(new Blob([jpeg])))).toBe("undecodable");
  });

  test("is decoded without options where the browser knows none", async () => {
    vi.stubGlobal("createImageBitmap", (_blob: Blob, options?: ImageBitmapOptions) =>
      options ? Promise.reject(new TypeError("1 argument required")) : Promise.resolve({ width: 8, height: 6 }),
    );
    expect(await decodeUpright(new Blob([jpeg]))).toMatchObject({ width: 8, height: 6 });
  });

  test("is left to the page where a worker decodes nothing, or has no canvas", async () => {
    vi.stubGlobal("createImageBitmap", undefined);
    vi.stubGlobal("OffscreenCanvas", undefined);
    await expect(decodeUpright(new Blob([jpeg]))).rejects.toThrow(NotInWorker);
    expect(() => canvasWith({ width: 1, height: 1, data: new Uint8ClampedArray(4) })).toThrow(NotInWorker);
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

test("a picture is read in bands of the height that is asked for, through canvases within every browser's limits", () => {
  const made = browserThatPaints(() => [1, 2, 3, 255]);
  const image = { width: 10_000, height: 80 } as ImageBitmap; // the two fields that are read
  const source = rowsOf({ image, orientation: 1, width: 10_000, height: 80, close: () => undefined });
  expect(source.rows(0, 32)).toHaveLength(10_000 * 32 * 4);
  source.rows(32, 32);
  expect(source.rows(64, 16).every((value, at) => value === [1, 2, 3, 255][at % 4])).toBe(true);
  expect(Math.max(...made.flat())).toBe(maxCanvasSidePx);
  expect(made.filter(([, height]) => height === 32)).toHaveLength(1);
});

test("a refusal is an error whose message is the sentence for the author", () => {
  const refusal = { code: "too_large", maxBytes: maxPhotoBytes } as const;
  expect(new PhotoRefused(refusal).message).toBe(photoRefusalText(refusal));
  expect([canHelpToRetry(new PhotoRefused(refusal)), canHelpToRetry(new Error("crash"))]).toEqual([false, true]);
});
