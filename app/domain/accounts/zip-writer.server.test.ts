import { strFromU8, unzipSync } from "fflate";
import { expect, test } from "vitest";
import { emptyZip, joined, writePart, zipEnd, type ArchivePart, type ZipEntry } from "./zip-writer.server";

/** Writes an archive whose state goes through JSON between all parts, as through a job that is put aside. */
function archiveOf(parts: ArchivePart[]): Uint8Array {
  let zip = emptyZip(new Date(Date.UTC(2026, 0, 1)));
  const chunks: Uint8Array[] = [];
  const entries: ZipEntry[] = [];
  for (const part of parts) {
    const { state, bytes, closed } = writePart(JSON.parse(JSON.stringify(zip)) as typeof zip, part);
    zip = state;
    chunks.push(bytes);
    if (closed) entries.push(closed);
  }
  return joined([...chunks, zipEnd(zip, entries)]);
}

const open = (name: string, packing: "stored" | "deflated"): ArchivePart => ({ kind: "open", name, packing });
const text = (words: string): ArchivePart => ({ kind: "bytes", bytes: new TextEncoder().encode(words) });
const close: ArchivePart = { kind: "close" };

test("an archive unpacks to what went in, stored and deflated, piece by piece, large and empty", () => {
  const pieces = Array.from({ length: 40 }, (_, n): ArchivePart => ({
    kind: "bytes",
    bytes: new Uint8Array(65_536).fill(n),
  }));
  const archive = archiveOf([
    ...[open("words.json", "deflated"), text("héron ".repeat(1000)), text(""), text("heron"), close],
    ...[open("photos/a.jpg", "stored"), ...pieces, close],
    ...[open("empty.txt", "deflated"), close],
  ]);
  const files = unzipSync(archive);
  expect(strFromU8(files["words.json"]!)).toBe(`${"héron ".repeat(1000)}heron`);
  expect(files["photos/a.jpg"]!.length).toBe(40 * 65_536);
  expect([files["photos/a.jpg"]![0], files["photos/a.jpg"]!.at(-1)]).toEqual([0, 39]);
  expect(files["empty.txt"]!.length).toBe(0);
  expect(archive.length).toBeLessThan(40 * 65_536 + 2_000);
});

test("an archive without a file unpacks to nothing", () => {
  expect(unzipSync(archiveOf([]))).toEqual({});
});

test("what belongs to no file, and what makes the archive too large, is refused", () => {
  const zip = emptyZip(new Date(0));
  expect(() => writePart(zip, text("lost"))).toThrow("No file of the archive is open.");
  expect(() => writePart({ ...zip, offset: 0xffff_fff0 }, open("a.json", "deflated"))).toThrow(RangeError);
});
