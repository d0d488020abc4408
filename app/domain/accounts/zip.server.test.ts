import { strFromU8, unzipSync } from "fflate";
import { expect, test } from "vitest";
import { zipStream, type ArchiveFile } from "./zip.server";

const modified = new Date(2026, 0, 1);

async function* chunks(count: number, size: number, made: () => void = () => undefined): AsyncGenerator<Uint8Array> {
  for (let n = 0; n < count; n++) {
    made();
    yield new Uint8Array(size).fill(n);
  }
}

async function* encoded(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

async function* filesOf(...files: ArchiveFile[]): AsyncGenerator<ArchiveFile> {
  yield* files;
}

const readAll = async (stream: ReadableStream<Uint8Array>) => new Uint8Array(await new Response(stream).arrayBuffer());

test("an archive unpacks to what went in, stored and deflated, large and empty", async () => {
  const archive = zipStream(
    filesOf(
      { name: "words.json", packing: "deflated", bytes: encoded("héron ".repeat(1000)) },
      { name: "photos/a.jpg", packing: "stored", bytes: chunks(40, 65_536) },
      { name: "empty.txt", packing: "deflated", bytes: chunks(0, 0) },
    ),
    modified,
  );
  const files = unzipSync(await readAll(archive));
  expect(strFromU8(files["words.json"]!)).toBe("héron ".repeat(1000));
  expect(files["photos/a.jpg"]!.length).toBe(40 * 65_536);
  expect([files["photos/a.jpg"]![0], files["photos/a.jpg"]!.at(-1)]).toEqual([0, 39]);
  expect(files["empty.txt"]!.length).toBe(0);
});

test("an archive is made as it is read: a reader that stops keeps no more than a chunk waiting", async () => {
  let made = 0;
  const bytes = chunks(1000, 65_536, () => (made += 1));
  const reader = zipStream(filesOf({ name: "a.jpg", packing: "stored", bytes }), modified).getReader();
  await reader.read();
  expect(made).toBeLessThanOrEqual(1);
  await reader.read();
  await reader.read();
  expect(made).toBeLessThanOrEqual(3);
  await reader.cancel();
  expect((await bytes.next()).done).toBe(true);
});

test("a file that breaks off breaks the archive off: no half picture passes for a whole one", async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield new Uint8Array(10);
    throw new Error("R2 broke off.");
  }
  const archive = zipStream(filesOf({ name: "a.jpg", packing: "stored", bytes: broken() }), modified);
  await expect(readAll(archive)).rejects.toThrow("R2 broke off.");
});
