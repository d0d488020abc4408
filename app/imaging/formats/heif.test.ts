import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { bytes } from "../../../tests/photo-fuzz/segments";
import { coloursOf } from "./colour-space";
import { heifProfile, isHeifSequence } from "./heif";

const p3 = new Uint8Array(readFileSync(join(import.meta.dirname, "../../../tests/photo-leak/pictures/turned-p3.heic")));

function coloursIn(file: Uint8Array): string | null {
  const profile = heifProfile(file);
  return profile && coloursOf(profile, "rgb");
}

test("the profile of a phone's photo in tiles is that of its primary image", () => {
  expect(coloursIn(p3)).toBe("display-p3");
});

test("colours by the numbers of H.273 are recognised", () => {
  const at = Buffer.from(p3).indexOf("colrprof");
  const numbered = (primaries: number) => {
    const file = p3.slice();
    file.set(bytes("colrnclx", [0, primaries, 0, 13, 0, 0, 0x80]), at);
    return file;
  };
  expect(coloursIn(numbered(12))).toBe("display-p3");
  expect(coloursIn(numbered(9))).toBe("rec2020");
  expect(coloursIn(numbered(1))).toBeNull();
});

test("a damaged file is read without an error", () => {
  for (let length = 0; length < p3.length; length += 7) expect(() => heifProfile(p3.subarray(0, length))).not.toThrow();
  for (let at = 0; at < 700; at++) {
    const file = p3.slice();
    file[at] = 0xff;
    expect(() => heifProfile(file)).not.toThrow();
  }
});

test("a sequence is known by its main brand", () => {
  expect([isHeifSequence(p3), isHeifSequence(bytes([0, 0, 0, 16], "ftypmsf1", [0, 0, 0, 0]))]).toEqual([false, true]);
});
