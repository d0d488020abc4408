import { beforeAll, expect, test } from "vitest";
import { inspect } from "~/imaging/formats/inspect";
import { isStripped, stripMetadata } from "~/imaging/formats/strip";
import { pictures, size, type Picture } from "./pictures";
import {
  allowedParts,
  bytes,
  partsOf,
  pngChunk,
  segment,
  webpChunk,
  withPngChecksums,
  withPngChunks,
  withSegments,
  withWebpChunks,
} from "./segments";

/** Mutants of all pictures together. */
const mutants = 200_000;

let bases: Picture[] = [];

beforeAll(async () => {
  bases = (await pictures()).map(withNotes);
});

/** With something in it that must not come through, so that mutants find ways around its removal. */
function withNotes(picture: Picture): Picture {
  const note = "Exif\0\0MM\0*\0\0\0\x08\0\0 of Anna at 47.37 N";
  const noted = {
    "image/jpeg": () => withSegments(picture.bytes, segment(0xe1, note), segment(0xfe, "Anna")),
    "image/png": () => withPngChunks(picture.bytes, pngChunk("eXIf", note.slice(6)), pngChunk("tEXt", "Author\0Anna")),
    "image/webp": () => withWebpChunks(picture.bytes, webpChunk("EXIF", note), webpChunk("XMP ", "Anna")),
  }[picture.type]();
  return { ...picture, bytes: noted };
}

/** Random numbers of a seed (mulberry32): a failing mutant can be made again. */
function randomOf(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const telling = [0x00, 0x01, 0x7f, 0x80, 0xfe, 0xff, 0xd8, 0xd9, 0xda, 0xe1, 0xc0, 0xc4];

/** One to four changes: a byte, a bit, a cut, a piece taken out, doubled, moved, or put in from another picture. */
function mutate(from: Uint8Array, other: Uint8Array, random: (below: number) => number): Uint8Array {
  let changed: Uint8Array = from.slice();
  for (let change = random(4); change >= 0; change--) {
    if (changed.length === 0) return changed;
    // Half of all changes fall into the header, where a picture is decided.
    const at = random(2) === 0 ? random(Math.min(changed.length, 120)) : random(changed.length);
    const length = 1 + random(40);
    const kind = random(8);
    if (kind < 2) changed[at] = telling[random(telling.length)]!;
    else if (kind === 2) changed[at]! ^= 1 << random(8);
    else if (kind === 3) changed = changed.slice(0, at);
    else if (kind === 4) changed = bytes(changed.subarray(0, at), changed.subarray(at + length));
    else if (kind === 5)
      changed = bytes(changed.subarray(0, at), changed.subarray(at, at + length), changed.subarray(at));
    else if (kind === 6)
      changed = bytes(
        changed.subarray(0, at),
        other.subarray(random(other.length)).subarray(0, length),
        changed.subarray(at),
      );
    else changed = bytes(changed, other.subarray(random(other.length)));
  }
  return changed;
}

test("no mutant of a picture makes the parsers throw, and what they let through is nothing but a picture", () => {
  const counts = { accepted: 0, refused: 0 };
  const started = performance.now();
  for (let seed = 0; seed < mutants; seed++) {
    const random = randomOf(seed);
    const base = bases[seed % bases.length]!;
    const raw = mutate(base.bytes, bases[random(bases.length)]!.bytes, random);
    const mutant = base.type === "image/png" && random(3) > 0 ? withPngChecksums(raw) : raw;
    const clean = stripMetadata(mutant, "nothing");
    counts[clean.kind === "stripped" ? "accepted" : "refused"]++;
    if (clean.kind === "stripped") expectPicture(clean.bytes, mutant, seed);
    const original = stripMetadata(mutant, "orientation");
    if (original.kind === "stripped" && inspect(original.bytes).kind !== "picture")
      throw new Error(`original of ${seed}`);
  }
  console.log(`${mutants} mutants in ${Math.round(performance.now() - started)} ms:`, counts);
  expect(counts.accepted).toBeGreaterThan(mutants / 100);
  expect(counts.refused).toBeGreaterThan(mutants / 10);
});

/** By plain comparisons: 200,000 calls of `expect` would take longer than the parsers. */
function expectPicture(clean: Uint8Array, mutant: Uint8Array, seed: number): void {
  const [seen, before] = [inspect(clean), inspect(mutant)];
  if (seen.kind !== "picture" || before.kind !== "picture") throw new Error(`mutant ${seed} is no picture once clean`);
  const parts = partsOf(clean, seen.type);
  const stranger = parts.find((part) => !allowedParts[seen.type].has(part));
  const isSame = seen.type === before.type && seen.width === before.width && seen.height === before.height;
  const holds = stranger === undefined && isSame && seen.orientation === 1 && isStripped(clean);
  if (!holds) throw new Error(`mutant ${seed} (${seen.type}) came through: ${parts.join(" ")}`);
}

test("random bytes behind each signature are refused or a picture, and never an error", () => {
  const signatures = ["", "\xff\xd8\xff", "\x89PNG\r\n\x1a\n", "RIFF\x40\0\0\0WEBP", "GIF89a", "\0\0\0\x18ftypheic"];
  const kinds = new Set<string>();
  for (let seed = 0; seed < 20_000; seed++) {
    const random = randomOf(~seed);
    const noise = Array.from({ length: random(120) }, () => random(256));
    kinds.add(inspect(bytes(signatures[seed % signatures.length]!, noise)).kind);
  }
  expect([...kinds]).toEqual(["refused"]);
});

test("the pictures that mutants are made of come through whole", async () => {
  for (const { name, bytes: plain, type } of await pictures()) {
    const clean = stripMetadata(plain, "nothing");
    expect(clean, name).toMatchObject({ kind: "stripped" });
    expect(inspect(plain), name).toMatchObject({ kind: "picture", type, ...size });
  }
});
