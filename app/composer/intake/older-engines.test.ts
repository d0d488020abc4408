/** The limits of older Safaris, and what they lack: each has its way around. */
import { afterEach, expect, test, vi } from "vitest";
import { bytes, frame, jpegOf, pngOf } from "../../../tests/photo-fuzz/segments";
import { plain } from "../../../tests/pixels";
import { encodePublicPhoto } from "~/composer/public-photo/encode";
import { makePublicPhoto } from "~/composer/public-photo/make-public-photo";
import { maxCanvasSidePx } from "./canvas";
import { openFile } from "./open-file";
import { openPhoto } from "./open-photo";
import { planFile } from "./file-plan";
import { PhotoRefused } from "./photo-refused";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const plainJpeg = jpegOf(frame(0xc0, 8, 640, 480));

/** A canvas element that holds one colour, draws nothing beyond the limits of an older iPhone, and encodes by a callback. */
class OlderCanvas {
  static all: OlderCanvas[] = [];
  width = 0;
  height = 0;
  /** At its largest. */
  largest = { width: 0, height: 0 };
  colour = [40, 120, 200, 255];
  encoded: Uint8Array | null = plainJpeg;
  hasEncoded = false;
  constructor() {
    OlderCanvas.all.push(this);
  }
  getContext() {
    this.largest = { width: this.width, height: this.height };
    const nothing = () => undefined;
    const getImageData = (_x: number, _y: number, width: number, height: number) => ({
      data: new Uint8ClampedArray(width * height * 4).map((_none, at) =>
        this.drawsNothing() ? 0 : this.colour[at % 4]!,
      ),
    });
    return {
      canvas: this,
      fillRect: nothing,
      setTransform: nothing,
      drawImage: nothing,
      putImageData: nothing,
      getImageData,
    };
  }
  private drawsNothing() {
    const { width, height } = this.largest;
    return Math.max(width, height) > maxCanvasSidePx || width * height > maxCanvasSidePx ** 2;
  }
  toBlob(callback: (blob: Blob | null) => void, type: string) {
    this.hasEncoded = true;
    callback(this.encoded && new Blob([Uint8Array.from(this.encoded)], { type }));
  }
}

/** A page whose browser has canvases and pictures as elements alone. Returns the addresses that stand for files. */
function olderPage({ canvas = {}, picture = { width: 640, height: 480 } }: OlderPage = {}) {
  OlderCanvas.all = [];
  const addresses = new Set<string>();
  vi.stubGlobal("OffscreenCanvas", undefined);
  vi.stubGlobal("createImageBitmap", undefined);
  vi.stubGlobal("ImageData", class {});
  vi.stubGlobal("document", { createElement: () => Object.assign(new OlderCanvas(), canvas) });
  vi.stubGlobal(
    "Image",
    class {
      src = "";
      width = picture?.width;
      height = picture?.height;
      decode = async () => {
        if (picture === null || !addresses.has(this.src)) throw new DOMException("Cannot decode.", "EncodingError");
      };
    },
  );
  vi.spyOn(URL, "createObjectURL").mockImplementation(() => {
    addresses.add("blob:photo");
    return "blob:photo";
  });
  vi.spyOn(URL, "revokeObjectURL").mockImplementation((address) => void addresses.delete(address));
  return addresses;
}

interface OlderPage {
  canvas?: Partial<OlderCanvas>;
  /** Null when the browser cannot decode it. */
  picture?: { width: number; height: number } | null;
}

/** Workers that cannot do what they are asked for. */
function workersWithoutCanvas() {
  vi.stubGlobal(
    "Worker",
    class extends EventTarget {
      postMessage = () => void this.dispatchEvent(new MessageEvent("message", { data: { kind: "not_here" } }));
      terminate = () => undefined;
    },
  );
}

const fileOf = (data: Uint8Array) => new Blob([Uint8Array.from(data)]);
const codeOf = (made: Promise<unknown>) =>
  made.then(
    () => "made",
    (error: unknown) => (error instanceof PhotoRefused ? error.refusal.code : error),
  );

test("without canvases in workers the page opens a photo and makes the public one, by its elements", async () => {
  workersWithoutCanvas();
  const addresses = olderPage();
  const opened = await openPhoto(fileOf(plainJpeg));
  expect([opened.size, opened.type, opened.view.type]).toEqual([
    { width: 640, height: 480 },
    "image/jpeg",
    "image/jpeg",
  ]);
  const made = await makePublicPhoto(fileOf(plainJpeg), [], { style: "soft" });
  expect([made.width, made.height, made.blob.type]).toEqual([640, 480, "image/jpeg"]);
  expect(addresses.size).toBe(0);
});

test("a page that has no true canvas, or cannot decode, refuses the photo as a worker does", async () => {
  workersWithoutCanvas();
  olderPage({ canvas: { colour: [200, 40, 120, 255] } });
  expect(await codeOf(openPhoto(fileOf(plainJpeg)))).toBe("unreadable_canvas");
  expect(await codeOf(makePublicPhoto(fileOf(plainJpeg), [], { style: "soft" }))).toBe("unreadable_canvas");
  olderPage({ picture: null });
  expect(await codeOf(openPhoto(fileOf(plainJpeg)))).toBe("undecodable");
});

test("a photo that is encoded anew keeps within the canvases of an older iPhone, whatever its size", async () => {
  const panorama = { width: 5_000, height: 500 };
  const cmyk = jpegOf(frame(0xc0, 8, panorama.width, panorama.height, 4));
  expect(planFile(cmyk).kind).toBe("encode");
  olderPage({ picture: panorama });
  await openFile(fileOf(cmyk));
  const encoded = OlderCanvas.all.filter(({ hasEncoded }) => hasEncoded);
  const sides = encoded.flatMap(({ largest }) => [largest.width, largest.height]);
  expect(Math.max(...sides)).toBe(maxCanvasSidePx);
  // The larger one, which was tried first, holds no memory any longer.
  expect(OlderCanvas.all.every(({ width }) => width <= maxCanvasSidePx)).toBe(true);
});

test("the memory of canvases is given back once they are encoded: Safari counts all of a page's", async () => {
  olderPage();
  await openFile(fileOf(plainJpeg));
  await encodePublicPhoto(plain({ width: 64, height: 64 }, 90));
  const encoded = OlderCanvas.all.filter(({ hasEncoded }) => hasEncoded);
  expect(encoded.map(({ width, height }) => [width, height])).toEqual([
    [0, 0],
    [0, 0],
  ]);
});

test("an encoder that makes nothing, or another format than JPEG, makes no public photo", async () => {
  const pixels = plain({ width: 64, height: 64 }, 90);
  olderPage({ canvas: { encoded: null } });
  await expect(encodePublicPhoto(pixels)).rejects.toThrow("encoded no picture");
  // A browser writes PNG in place of a format that it lacks.
  olderPage({ canvas: { encoded: bytes(pngOf(64, 64)) } });
  await expect(encodePublicPhoto(pixels)).rejects.toThrow("no plain JPEG");
});
