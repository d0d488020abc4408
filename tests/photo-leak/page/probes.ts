import type { Pixels, Size } from "~/contract/photo";
import { PhotoRefused } from "~/composer/intake/photo-refused";
import { openPhoto } from "~/composer/intake/open-photo";
import { makePublicPhoto } from "~/composer/public-photo/make-public-photo";
import { contextOf, pixelsOf, stripesWith } from "./pictures";

/** Small questions that the tests ask of the product's photo code, answered in what can leave the page: plain data. */

/** A JPEG of 40 x 20 pixels, the left half red, the right half blue. */
export async function halves(): Promise<Uint8Array> {
  const context = contextOf({ width: 40, height: 20 });
  context.fillStyle = "#f00";
  context.fillRect(0, 0, 20, 20);
  context.fillStyle = "#00f";
  context.fillRect(20, 0, 20, 20);
  return bytesOf(await context.canvas.convertToBlob({ type: "image/jpeg", quality: 1 }));
}

interface Sides {
  size: [number, number];
  red: string;
}

/** Where the red half is, in the opened photo and in its public copy. */
export async function sidesOf(bytes: number[]): Promise<{ opened: Sides; published: Sides }> {
  const file = fileOf(bytes);
  const photo = await openPhoto(file);
  const copy = await makePublicPhoto(file, [], { style: "soft" });
  return { opened: redSideOf(await bitmapOf(photo.pixels)), published: redSideOf(await createImageBitmap(copy.blob)) };
}

function bitmapOf(pixels: Pixels): Promise<ImageBitmap> {
  return createImageBitmap(new ImageData(new Uint8ClampedArray(pixels.data), pixels.width, pixels.height));
}

function redSideOf(bitmap: ImageBitmap): Sides {
  const { width, height } = bitmap;
  const context = contextOf(bitmap);
  context.drawImage(bitmap, 0, 0);
  const places = {
    left: [2, height / 2],
    right: [width - 3, height / 2],
    top: [width / 2, 2],
    bottom: [width / 2, height - 3],
  };
  const isRed = ([x, y]: number[]) => (context.getImageData(x ?? 0, y ?? 0, 1, 1).data[0] ?? 0) > 200;
  const [horizontal, vertical] = width > height ? (["left", "right"] as const) : (["top", "bottom"] as const);
  const red = isRed(places[horizontal]) ? horizontal : isRed(places[vertical]) ? vertical : "nowhere";
  return { size: [width, height], red };
}

interface Told {
  removed: string[];
  published: number[];
}

export async function toldByPhoto(path: string): Promise<Told> {
  return toldBy([...new Uint8Array(await (await fetch(path)).arrayBuffer())]);
}

/** The sizes of a file as it opens: of the photo, and of what is searched. */
export async function sizesOf(bytes: number[]): Promise<{ size: number[]; searched: number[] }> {
  const { size, pixels } = await openPhoto(fileOf(bytes));
  return { size: [size.width, size.height], searched: [pixels.width, pixels.height] };
}

/** A file as it opens: the original that would be uploaded, its size, what is searched, and the bytes of the small picture. */
export async function opened(
  bytes: number[],
): Promise<{ original: number[]; size: Size; searched: number[]; view: number }> {
  const { file, size, pixels, view } = await openPhoto(fileOf(bytes));
  return { original: [...(await bytesOf(file))], size, searched: [...pixels.data], view: view.size };
}

/** The file's metadata in words, and the bytes of its public copy. */
export async function toldBy(bytes: number[]): Promise<Told> {
  const file = fileOf(bytes);
  const { removed } = await openPhoto(file);
  const copy = await makePublicPhoto(file, [], { style: "soft" });
  return { removed, published: [...(await bytesOf(copy.blob))] };
}

/** A Display P3 photo of one colour: whether it held a profile, its public copy and the colour there. */
export async function wideGamut(): Promise<{ told: boolean; published: number[]; colour: number[] }> {
  const canvas = new OffscreenCanvas(64, 64);
  const context = canvas.getContext("2d", { colorSpace: "display-p3" });
  if (context === null) throw new Error("No canvas.");
  context.fillStyle = "color(display-p3 0.784 0.196 0.196)";
  context.fillRect(0, 0, 64, 64);
  const file = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.95 });
  const copy = await makePublicPhoto(file, [], { style: "soft" });
  const told = new TextDecoder("latin1").decode(await file.arrayBuffer()).includes("ICC_PROFILE");
  return {
    told,
    published: [...(await bytesOf(copy.blob))],
    colour: firstColourOf(await pixelsOf(copy.blob)),
  };
}

/** The colour that nothing has in a public copy. */
export async function transparentCorner(): Promise<number[]> {
  const file = await contextOf({ width: 32, height: 32 }).canvas.convertToBlob({ type: "image/png" });
  const copy = await makePublicPhoto(file, [], { style: "soft" });
  return firstColourOf(await pixelsOf(copy.blob));
}

interface Refusal {
  name: string;
  message: string;
  code: string;
}

/** The errors for a file that is no photo: when it is opened, and when a copy is asked for. */
export function refusalsOf(bytes: number[]): Promise<Refusal[]> {
  const file = fileOf(bytes);
  return Promise.all([refusal(openPhoto(file)), refusal(makePublicPhoto(file, [], { style: "soft" }))]);
}

async function refusal(work: Promise<unknown>): Promise<Refusal> {
  const error: unknown = await work.then(
    () => new Error("It was not refused."),
    (reason: unknown) => reason,
  );
  if (error instanceof PhotoRefused) return { name: error.name, message: error.message, code: error.refusal.code };
  return { name: "other", message: String(error), code: "" };
}

/** The rejections of a copy that is aborted before it starts, and while it is made. */
export async function aborted(path: string): Promise<unknown[]> {
  const file = await (await fetch(path)).blob();
  const early = new AbortController();
  early.abort("gone");
  const late = new AbortController();
  const copies = [early, late].map(({ signal }) => {
    return new Promise((resolve) => void copyOf(file, signal).then(() => resolve("made"), resolve));
  });
  setTimeout(() => late.abort("gone"), 5);
  return Promise.all(copies);
}

async function copyOf(file: Blob, signal: AbortSignal): Promise<unknown> {
  return makePublicPhoto(file, [], { style: "soft", signal });
}

/** Milliseconds to open a JPEG of that size, and to make its public copy with ten regions; the longest side of what is searched. */
export async function timed(size: Size): Promise<{ open: number; copy: number; searchedSide: number; bytes: number }> {
  const png = await stripesWith(size, { region: { x: 9, y: 9, width: 90, height: 90 }, colour: "#000" });
  const context = contextOf(size);
  context.drawImage(await createImageBitmap(png), 0, 0);
  const file = await context.canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 });
  const regions = Array.from({ length: 10 }, (_, i) => ({
    x: 100 + i * 350,
    y: 800 + i * 90,
    width: 300,
    height: 400,
  }));
  const start = performance.now();
  const { pixels } = await openPhoto(file);
  const opened = performance.now();
  const { blob } = await makePublicPhoto(file, regions, { style: "soft" });
  const searchedSide = Math.max(pixels.width, pixels.height);
  return { open: opened - start, copy: performance.now() - opened, searchedSide, bytes: blob.size };
}

function firstColourOf({ data }: Pixels): number[] {
  return [...data.subarray(0, 3)];
}

function fileOf(bytes: readonly number[]): File {
  return new File([new Uint8Array(bytes)], "photo.jpg", { type: "image/jpeg" });
}

async function bytesOf(blob: Blob): Promise<Uint8Array> {
  return new Uint8Array(await blob.arrayBuffer());
}
