import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { findLinks, isEmojiAlone } from "./links";

const linksIn = (text: string) => findLinks(text).flatMap((piece) => (piece.kind === "link" ? [piece.href] : []));

test("URLs become links, without the full stop that ends the sentence", () => {
  expect(linksIn("See https://example.org/a?b=1. And (http://example.org/c_(d)), please!")).toEqual([
    "https://example.org/a?b=1",
    "http://example.org/c_(d)",
  ]);
});

test.each([
  ["a full stop of Japanese", "https://example.org/x。", "https://example.org/x"],
  ["a full stop and the next sentence", "見てhttps://example.org/x。次の文", "https://example.org/x"],
  ["corner brackets", "「https://example.org/q」と", "https://example.org/q"],
  ["full-width brackets", "（https://example.org/q）", "https://example.org/q"],
  ["curly quotes", "“https://example.org/quoted”", "https://example.org/quoted"],
  ["single curly quotes", "‘https://example.org/quoted’", "https://example.org/quoted"],
  ["low quotes", "„https://example.org/quoted“", "https://example.org/quoted"],
  ["guillemets", "«https://example.org/q»", "https://example.org/q"],
  ["square brackets", "[https://example.org/sq]", "https://example.org/sq"],
  ["braces", "{https://example.org/b}", "https://example.org/b"],
  ["stars", "**https://example.org/bold**", "https://example.org/bold"],
  ["underscores", "_https://example.org/it_", "https://example.org/it"],
  ["a tilde of Markdown", "~~https://example.org/gone~~", "https://example.org/gone"],
  ["a Markdown link", "[see](https://example.org/md).", "https://example.org/md"],
  ["an Arabic comma", "https://example.org/x، ثم", "https://example.org/x"],
  ["an Arabic question mark", "https://example.org/x؟", "https://example.org/x"],
  ["a danda", "https://example.org/x।", "https://example.org/x"],
  ["an ellipsis", "https://example.org/x…", "https://example.org/x"],
  ["a right-to-left override", "https://example.org/\u202egpj.exe", "https://example.org/"],
  ["an isolate", "https://example.org/\u2067gpj.exe", "https://example.org/"],
  ["a zero-width space", "https://example.org/a\u200bb", "https://example.org/a"],
  ["no-break space", "https://example.org/a\u00a0b", "https://example.org/a"],
  ["an upper-case scheme", "HTTPS://Example.org/A", "https://example.org/A"],
])("a link ends where a reader would end it: %s", (_name, text, href) => {
  expect(linksIn(text)).toEqual([href]);
});

test("what belongs to an address stays in it", () => {
  const urls = [
    "https://en.wikipedia.org/wiki/Foo_(bar)",
    "https://example.org/a_b-c~d/!$&()*+,;=:@x?y=[1]#z",
    "https://fr.example.org/wiki/L’Équipe",
    "http://localhost:8787/x",
    "https://example.org/emoji/👋🏽",
  ];
  for (const url of urls) expect(findLinks(`see ${url} there`)[1]?.text).toBe(url);
});

const shownIn = (text: string) => findLinks(text).flatMap((piece) => (piece.kind === "link" ? [piece.shown] : []));

test.each([
  ["a Cyrillic letter among Latin ones", "https://ex\u0430mple.org/a", "https://xn--exmple-4nf.org/a"],
  ["nothing but Cyrillic look-alikes", "https://аррӏе.com/", "https://xn--80ak6aa92e.com/"],
  ["a Greek letter among Latin ones", "https://gοogle.com", "https://xn--gogle-rce.com"],
  ["a dotless i", "https://wıkipedia.org", "https://xn--wkipedia-tkb.org"],
  ["a katakana that looks like a slash", "https://example.orgノx.test/", "https://example.xn--orgx-xq4c.test/"],
  ["full-width letters", "https://ｅxample.org/", "https://example.org/"],
])("a host that can be taken for another is shown as its punycode: %s", (_name, text, shown) => {
  expect(shownIn(text)).toEqual([shown]);
});

test("a host of one script is shown as typed", () => {
  const urls = [
    "https://münchen.de/",
    "https://пример.рф/",
    "https://παράδειγμα.δοκιμή/",
    "https://日本語.jp/",
    "https://한국.kr/",
  ];
  for (const url of urls) expect(shownIn(url)).toEqual([url]);
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

test("links are found in older browsers, which cannot say whether a URL can be parsed", () => {
  const canParse = vi.spyOn(URL, "canParse").mockImplementation(() => {
    throw new TypeError("URL.canParse is not a function");
  });
  expect(linksIn("https://example.org/a and https://[")).toEqual(["https://example.org/a"]);
  canParse.mockRestore();
});
