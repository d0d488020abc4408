import fc from "fast-check";
import { expect, test } from "vitest";
import { isStorable } from "~/contract/text";
import { snippetOf } from "./snippet";

test("a short message is its own snippet, and the words that were found are named", () => {
  const { snippet, matches } = snippetOf("We met at the old harbour.", ["harb"]);
  expect([snippet, matches.map(([from, to]) => snippet.slice(from, to))]).toEqual([
    "We met at the old harbour.",
    ["harbour"],
  ]);
});

test("a long message is cut at words around what was found", () => {
  const text = `${"before ".repeat(30)}harbour${" after".repeat(60)}`;
  const { snippet, matches } = snippetOf(text, ["harbour"]);
  expect(snippet).toMatch(/^…before before before before harbour after.*…$/);
  expect(matches.map(([from, to]) => snippet.slice(from, to))).toEqual(["harbour"]);
});

test("a snippet never ends in half a character, and its matches lie within it", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("🌿", "a", "wort ", " ", "é")), (parts) => {
      const text = parts.join("").repeat(20);
      const { snippet, matches } = snippetOf(text, ["wort"]);
      expect(isStorable(snippet)).toBe(true);
      for (const [from, to] of matches) expect(snippet.slice(from, to).startsWith("wort")).toBe(true);
    }),
  );
});
