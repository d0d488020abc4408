import { findWords, type WordSpan } from "~/contract/search";

/** Characters before the first word that was found, and of a snippet in all: two lines of a phone. */
const leadLength = 30;
const snippetLength = 120;

/** Returns the part of a text around the first word that a search finds, and where the words are in it, in UTF-16 units. */
export function snippetOf(text: string, words: readonly string[]): { snippet: string; matches: [number, number][] } {
  const spans = findWords(text, words);
  const first = spans[0]?.[0] ?? 0;
  const from = first <= leadLength ? 0 : wordStart(text, first - leadLength);
  const to = from + snippetLength >= text.length ? text.length : wholeEnd(text, from + snippetLength);
  const [head, tail] = [from > 0 ? "…" : "", to < text.length ? "…" : ""];
  const shift = head.length - from;
  const shown = spans.filter(([, end]) => end <= to);
  return {
    snippet: head + text.slice(from, to) + tail,
    matches: shown.map(([start, end]: WordSpan) => [start + shift, end + shift]),
  };
}

/** Returns a place from which on no word is cut, unless it is very long. */
function wordStart(text: string, near: number): number {
  const space = text.slice(near, near + leadLength).search(/\s/u);
  return space === -1 ? wholeEnd(text, near) : near + space + 1;
}

/** Half a character is not cut off. */
function wholeEnd(text: string, near: number): number {
  return /[\udc00-\udfff]/.test(text.charAt(near)) ? near + 1 : near;
}
