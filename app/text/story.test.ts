import { expect, test } from "vitest";
import { excerpt, paragraphs, readingTime, titleOf } from "./story";

test("a short text is its own excerpt", () => {
  expect(excerpt("  Two\n lines ", 50)).toBe("Two lines");
});

test("an excerpt ends at a word and says that something is left out", () => {
  expect(excerpt("The sea was calm, and we waited", 20)).toBe("The sea was calm …");
  expect(excerpt("a".repeat(100), 10)).toBe(`${"a".repeat(10)} …`);
});

test("reading takes at least a minute", () => {
  expect(readingTime("one")).toBe("1 min read");
  expect(readingTime("word ".repeat(690))).toBe("3 min read");
});

test("an untitled story is called by its first words", () => {
  expect(titleOf({ title: null, body: "It rained." })).toBe("It rained.");
  expect(titleOf({ title: "Rain", body: "It rained." })).toBe("Rain");
});

test("blank lines part paragraphs, a single line break does not", () => {
  expect(paragraphs("One\nline\n\n \nTwo\n")).toEqual(["One\nline", "Two"]);
});
