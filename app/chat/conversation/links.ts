/** A piece of a message: plain text, or a link. */
export type TextPiece = { kind: "text"; text: string } | { kind: "link"; text: string; href: string };

const urlPattern = /\bhttps?:\/\/[^\s<>"']+/giu;

/** Punctuation that ends a sentence, not a URL. A closing bracket belongs to a URL only when it was opened in it. */
const trailing = /[.,;:!?…]+$/u;

/** Splits a message into text and links. Only `http` and `https` become links, and only when the browser can read them. */
export function findLinks(text: string): TextPiece[] {
  const pieces: TextPiece[] = [];
  let end = 0;
  for (const match of text.matchAll(urlPattern)) {
    const shown = withoutTrailingPunctuation(match[0]);
    const href = normalizeUrl(shown);
    if (href === null) continue;
    if (match.index > end) pieces.push({ kind: "text", text: text.slice(end, match.index) });
    pieces.push({ kind: "link", text: shown, href });
    end = match.index + shown.length;
  }
  if (end < text.length) pieces.push({ kind: "text", text: text.slice(end) });
  return pieces;
}

/** Returns whether a message is nothing but at most six emoji: it is shown large. */
export function isEmojiAlone(text: string): boolean {
  const graphemes = [...new Intl.Segmenter("en", { granularity: "grapheme" }).segment(text.trim())];
  return (
    graphemes.length > 0 &&
    graphemes.length <= 6 &&
    graphemes.every(
      ({ segment }) => /\p{Extended_Pictographic}|\p{Regional_Indicator}/u.test(segment) || segment === " ",
    )
  );
}

function withoutTrailingPunctuation(url: string): string {
  const cut = url.replace(trailing, "");
  if (cut.endsWith(")") && count(cut, ")") > count(cut, "(")) return withoutTrailingPunctuation(cut.slice(0, -1));
  return cut;
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

/** Returns a URL as the browser reads it, its host in punycode; null when it is invalid or has credentials in it. */
function normalizeUrl(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const isPage = url.protocol === "http:" || url.protocol === "https:";
  return isPage && url.username === "" && url.password === "" ? url.href : null;
}
