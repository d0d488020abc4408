import fc from "fast-check";
import { expect, test } from "vitest";
import { ConversationSearchQuery, faultInSearch, findWords, maxSearchLength, searchWords } from "./search";

const wordsIn = (text: string, search: string) =>
  findWords(text, searchWords(search)).map(([from, to]) => text.slice(from, to));

test("words are found by their beginnings, whatever their case and accents", () => {
  expect(wordsIn("Das Café am Fluß, und das CAFETERIA", "cafe")).toEqual(["Café", "CAFETERIA"]);
  expect(wordsIn("Привет, мир", "при")).toEqual(["Привет"]);
  expect(wordsIn("नमस्ते दुनिया", "नमस्ते")).toEqual(["नमस्ते"]);
  expect(wordsIn("one two three", "t on")).toEqual(["one", "two", "three"]);
  expect(wordsIn("one two three", "one four")).toEqual([]);
});

test("signs that mean something to the index are no words", () => {
  expect(searchWords('"a" OR b* NOT (c) AND d:e -f ^g NEAR(h, 2)')).toEqual(
    ["a", "OR", "b", "NOT", "c", "AND", "d", "e", "f", "g"].slice(0, 10),
  );
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      for (const word of searchWords(text)) expect(word).toMatch(/^[\p{L}\p{N}\p{M}\p{Co}]+$/u);
    }),
  );
});

test("an empty search, one without a word and one that is too long each get a sentence", () => {
  const issueOf = (q: unknown) => ConversationSearchQuery.safeParse({ q }).error?.issues[0]?.message;
  expect([issueOf(undefined), issueOf("  "), issueOf("?!"), issueOf("a".repeat(maxSearchLength + 1))]).toEqual([
    "Type what to look for.",
    "Type what to look for.",
    "Type a word or a number to look for.",
    "A search has at most 100 characters.",
  ]);
  expect(issueOf(" a ")).toBeUndefined();
});

test("a page says of a search what the schema says", () => {
  const typed = fc.oneof(fc.string({ unit: "binary", maxLength: 2 * maxSearchLength }), fc.string({ maxLength: 4 }));
  fc.assert(
    fc.property(typed, (q) => {
      const issues = ConversationSearchQuery.safeParse({ q }).error?.issues ?? [];
      expect(faultInSearch(q)).toBe(issues[0]?.message ?? "");
    }),
  );
});
