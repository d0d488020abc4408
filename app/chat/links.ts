/** A piece of a message: plain words, or the address of a page. */
export type TextPiece = { kind: "text"; text: string } | { kind: "link"; text: string; href: string };

const address = /\bhttps?:\/\/[^\s<>"']+/giu;

/** What ends a sentence, not an address. A closing bracket belongs to it only when it was opened in it. */
const trailing = /[.,;:!?…]+$/u;

/** A message cut into words and links. Only `http` and `https` become links, and only when the browser can read them. */
export function findLinks(text: string): TextPiece[] {
  const pieces: TextPiece[] = [];
  let end = 0;
  for (const match of text.matchAll(address)) {
    const shown = withoutTail(match[0]);
    const href = pageAddress(shown);
    if (href === null) continue;
    if (match.index > end) pieces.push({ kind: "text", text: text.slice(end, match.index) });
    pieces.push({ kind: "link", text: shown, href });
    end = match.index + shown.length;
  }
  if (end < text.length) pieces.push({ kind: "text", text: text.slice(end) });
  return pieces;
}

/** Whether a message is nothing but at most six emoji: it is shown large. */
export function isEmojiAlone(text: string): boolean {
  const signs = [...new Intl.Segmenter("en", { granularity: "grapheme" }).segment(text.trim())];
  return (
    signs.length > 0 &&
    signs.length <= 6 &&
    signs.every(({ segment }) => /\p{Extended_Pictographic}|\p{Regional_Indicator}/u.test(segment) || segment === " ")
  );
}

function withoutTail(url: string): string {
  const cut = url.replace(trailing, "");
  if (cut.endsWith(")") && count(cut, ")") > count(cut, "(")) return withoutTail(cut.slice(0, -1));
  return cut;
}

function count(text: string, sign: string): number {
  return text.split(sign).length - 1;
}

/** The address as the browser reads it, names in punycode; null when it is none, or hides a name and password in it. */
function pageAddress(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const isPage = url.protocol === "http:" || url.protocol === "https:";
  return isPage && url.username === "" && url.password === "" ? url.href : null;
}
