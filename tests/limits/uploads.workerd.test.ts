/** Uploads inside workerd, with a real R2 and D1: what streams, what is held, and what is left when it ends badly. */
import encodeJpeg, { init as initJpeg } from "@jsquash/jpeg/encode";
import encoderModule from "@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm";
import { env } from "cloudflare:test";
import { uuidv7 } from "uuidv7";
import { beforeAll, expect, test } from "vitest";
import { createSlot } from "../../app/adapters/decode-slot";
import { createUploadMemory } from "../../app/adapters/upload-memory";
import type { PhotoId } from "../../app/contract/ids";
import { PhotoUpload, TooManyUploads } from "../../app/domain/photos/upload.server";
import { stripMetadata } from "../../app/imaging/formats/strip";
import { newPerson } from "../world/people";
import { servicesAt } from "../world/services";
import { start } from "../world/start";
import { piecesOf, uploadWhole } from "../world/upload";

const { services } = servicesAt(() => start);
const megabyte = 1024 * 1024;

let copy: Uint8Array;

beforeAll(async () => {
  await initJpeg(encoderModule);
  const size = { width: 64, height: 48 };
  copy = new Uint8Array(
    await encodeJpeg({ ...size, data: new Uint8ClampedArray(64 * 48 * 4).fill(160), colorSpace: "srgb" as const }),
  );
});

/** A JPEG of that many bytes: the copy, with a restart marker again and again in its scan. */
function large(bytes: number): Uint8Array {
  const file = new Uint8Array(bytes);
  file.set(copy.subarray(0, -2));
  for (let at = copy.length - 2; at < bytes - 2; at++) file[at] = (at % 251) + 1;
  file.set([0xff, 0xd9], bytes - 2);
  return file;
}

/** A WebP of that many bytes in the extended format: headers that agree, and data that nobody decodes. */
function largeWebp(bytes: number): Uint8Array {
  const file = new Uint8Array(bytes);
  const view = new DataView(file.buffer);
  const text = (at: number, word: string) => file.set(new TextEncoder().encode(word), at);
  text(0, "RIFF");
  view.setUint32(4, bytes - 8, true);
  text(8, "WEBPVP8X");
  view.setUint32(16, 10, true);
  file.set([0x08, 0, 0, 0, 63, 0, 0, 47, 0, 0], 20);
  text(30, "XMP ");
  view.setUint32(34, 1_000, true);
  text(1_038, "VP8L");
  view.setUint32(1_042, bytes - 1_046 - 34, true);
  file.set([0x2f, 63, 0xc0, 0x0b, 0], 1_046);
  for (let at = 1_051; at < bytes - 34; at++) file[at] = at % 253;
  text(bytes - 34, "EXIF");
  view.setUint32(bytes - 30, 26, true);
  file.set([0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 3], bytes - 26);
  return file;
}

const id = () => uuidv7() as PhotoId;
const keys = async () => (await env.R2_BUCKET.list()).objects.map(({ key }) => key);

test.each([
  ["a JPEG that is smaller than a part", () => large(megabyte)],
  ["a JPEG of exactly a part", () => large(5 * megabyte)],
  ["a JPEG of several parts", () => large(17 * megabyte + 123)],
  ["a JPEG of exactly four parts", () => large(20 * megabyte)],
  ["a WebP, whose head is known at its end", () => largeWebp(12 * megabyte)],
  ["a small WebP", () => largeWebp(megabyte / 2)],
])("%s is stored as the metadata filter leaves it, byte for byte", async (_what, make) => {
  const original = make();
  const right = stripMetadata(original, "how_to_show");
  if (right.kind === "refused") throw new Error(right.code);
  const stored = await uploadWhole(services, await newPerson(), { publicCopy: copy, original, regions: [] }, id());
  if (stored.kind !== "stored") throw new Error(stored.kind);
  const row = await env.DB.prepare("SELECT original_key, original_bytes FROM story_images WHERE id = ?")
    .bind(stored.image.image_id)
    .first<{ original_key: string; original_bytes: number }>();
  const kept = new Uint8Array(await (await env.R2_BUCKET.get(row!.original_key))!.arrayBuffer());
  expect(row!.original_bytes).toBe(right.bytes.length);
  expect(kept.length).toBe(right.bytes.length);
  expect(kept.every((byte, index) => byte === right.bytes[index])).toBe(true);
});

test("fields that come in another order make the same photo", async () => {
  const upload = new PhotoUpload(services, { id: id(), ownerId: await newPerson(), style: "soft" });
  await upload.takeOriginal(piecesOf(large(6 * megabyte), 1_000));
  await upload.takeCopy(piecesOf(copy, 7));
  await upload.takeRegions([]);
  expect(await upload.finish()).toMatchObject({ kind: "stored", image: { width: 64, height: 48 } });
});

test("an original that is refused at its end, or a copy that is refused first, leaves nothing but scheduled removals", async () => {
  const before = await keys();
  const cut = large(11 * megabyte).subarray(0, -2);
  const owner = await newPerson();
  expect(await uploadWhole(services, owner, { publicCopy: copy, original: cut, regions: [] }, id())).toMatchObject({
    kind: "refused",
    field: "image_original",
    reason: { code: "truncated" },
  });
  const bad = copy.subarray(0, -2);
  const all = large(7 * megabyte);
  expect(await uploadWhole(services, owner, { publicCopy: bad, original: all, regions: [] }, id())).toMatchObject({
    kind: "refused",
    field: "image_blurred",
  });
  expect(await keys()).toEqual(before);
});

test("a connection that is cut in the middle of an original leaves nothing but a scheduled removal", async () => {
  const before = await keys();
  async function* broken() {
    yield* piecesOf(large(9 * megabyte));
    throw new Error("Network connection lost.");
  }
  const upload = new PhotoUpload(services, { id: id(), ownerId: await newPerson(), style: "soft" });
  await upload.takeRegions([]);
  await upload.takeCopy(piecesOf(copy));
  await expect(upload.takeOriginal(broken())).rejects.toThrow("lost");
  await upload.cancel();
  expect(await keys()).toEqual(before);
  const left = await env.DB.prepare("SELECT count(*) AS n FROM pending_removals").first<number>("n");
  expect(left).toBeGreaterThan(0);
});

test("a sender who stalls holds neither the decoder nor the others", async () => {
  const withDecodeSlot = createSlot();
  const one = { ...services, withDecodeSlot };
  const stalled = new PhotoUpload(one, { id: id(), ownerId: await newPerson(), style: "soft" });
  await stalled.takeRegions([]);
  let isOver = false;
  async function* slow() {
    yield copy.subarray(0, 100);
    while (!isOver) await scheduler.wait(5);
    yield copy.subarray(100);
  }
  const waiting = stalled.takeCopy(slow());
  const others = Array.from({ length: 4 }, async () =>
    uploadWhole(one, await newPerson(), { publicCopy: copy, original: null, regions: [] }, id()),
  );
  for (const other of await Promise.all(others)) expect(other.kind).toBe("stored");
  isOver = true;
  await waiting;
  expect((await stalled.finish()).kind).toBe("stored");
});

test("the decoder is used by one upload at a time, and free again after one that throws", async () => {
  const slot = createSlot();
  let [running, most] = [0, 0];
  const work = async () => {
    most = Math.max(most, ++running);
    await scheduler.wait(3);
    running--;
  };
  await expect(slot(() => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  await Promise.all(Array.from({ length: 5 }, () => slot(work)));
  expect(most).toBe(1);
});

test("a decoder whose request the platform ended is free again after its lease", async () => {
  let clock = 0;
  const slot = createSlot(() => clock);
  void slot(() => new Promise(() => {}));
  let isDone = false;
  const next = slot(() => Promise.resolve((isDone = true)));
  await scheduler.wait(30);
  expect(isDone).toBe(false);
  clock = 11_000;
  await next;
  expect(isDone).toBe(true);
});

test("five uploads of the largest size are held at once, and the next is told to come again", async () => {
  let clock = 0;
  const memory = createUploadMemory(() => clock);
  const uploads = Array.from({ length: 6 }, () => ({}));
  const held = uploads.map((upload) => memory.hold(upload, 5.5 * megabyte));
  expect(held).toEqual([true, true, true, true, true, false]);
  memory.release(uploads[0]!);
  expect(memory.hold(uploads[5]!, 5.5 * megabyte)).toBe(true);
  expect(memory.hold(uploads[0]!, 5.5 * megabyte)).toBe(false);
  clock = 61_000; // the others' requests are gone
  expect(memory.hold(uploads[0]!, 5.5 * megabyte)).toBe(true);
});

test("an upload that finds no room in memory ends, and leaves nothing", async () => {
  const before = await keys();
  const full = { ...services, uploadMemory: { hold: () => false, release: () => undefined } };
  await expect(
    uploadWhole(full, await newPerson(), { publicCopy: copy, original: large(6 * megabyte), regions: [] }, id()),
  ).rejects.toThrow(TooManyUploads);
  expect(await keys()).toEqual(before);
});
