import { beforeAll, expect, test } from "vitest";
import { inspect } from "~/imaging/formats/inspect";
import { isStripped, stripMetadata } from "~/imaging/formats/strip";
import { runs } from "../how-many";
import { mutantOf, randomOf, withNotes } from "./mutate";
import { pictures, size, type Picture } from "./pictures";
import { allowedParts, bytes, partsOf } from "./segments";

/** Mutants of all pictures together. */
const mutants = runs({ usual: 40_000, full: 200_000 });

let bases: Picture[] = [];

beforeAll(async () => {
  bases = (await pictures()).map(withNotes);
});

test(`none of ${mutants} mutants of pictures makes the parsers throw, and what they let through is nothing but a picture`, () => {
  const counts = { accepted: 0, refused: 0 };
  const started = performance.now();
  for (let seed = 0; seed < mutants; seed++) {
    const mutant = mutantOf(bases, seed);
    const clean = stripMetadata(mutant, "nothing");
    counts[clean.kind === "stripped" ? "accepted" : "refused"]++;
    if (clean.kind === "stripped") expectPicture(clean.bytes, mutant, seed);
    const original = stripMetadata(mutant, "how_to_show");
    if (original.kind === "stripped" && inspect(original.bytes).kind !== "picture")
      throw new Error(`original of ${seed}`);
  }
  console.log(`${mutants} mutants in ${Math.round(performance.now() - started)} ms:`, counts);
  expect(counts.accepted).toBeGreaterThan(mutants / 100);
  expect(counts.refused).toBeGreaterThan(mutants / 10);
});

/** By plain comparisons: so many calls of `expect` would take longer than the parsers. */
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
