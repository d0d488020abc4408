import fc from "fast-check";
import { expect, test } from "vitest";
import { findLinks, isEmojiAlone } from "./links";

const linksIn = (text: string) => findLinks(text).flatMap((piece) => (piece.kind === "link" ? [piece.href] : []));

test("URLs become links, without the full stop that ends the sentence", () => {
  expect(linksIn("See https://example.org/a?b=1. And (http://example.org/c_(d)), please!")).toEqual([
    "https://example.org/a?b=1",
    "http://example.org/c_(d)",
  ]);
});

test("no other scheme becomes a link, nor a URL with credentials before its host", () => {
  const texts = ["javascript:alert(1)", "data:text/html,x", "https://bank.example@evil.example/", "ftp://example.org"];
  expect(texts.flatMap(linksIn)).toEqual([]);
});

test("the pieces add up to the text, and each link is http or https, whatever was typed", () => {
  const words = fc.constantFrom("https://", "http://a.b", "javascript:", "a.b/c", " ", ".", ")", "(", "\n", "é", "👋🏽");
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(words).map((all) => all.join("")),
      ),
      (text) => {
        const pieces = findLinks(text);
        expect(pieces.map((piece) => piece.text).join("")).toBe(text);
        for (const href of linksIn(text)) expect(href).toMatch(/^https?:\/\//);
      },
    ),
  );
});

test("recognises messages of a few emoji alone", () => {
  expect(["👋🏽", "❤️ 👩‍👩‍👧", "🇵🇹"].map(isEmojiAlone)).toEqual([true, true, true]);
  expect(["hi 👋", "1", "", "👋👋👋👋👋👋👋"].map(isEmojiAlone)).toEqual([false, false, false, false]);
});
