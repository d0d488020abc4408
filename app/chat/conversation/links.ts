import LinkifyIt from "linkify-it";
import { shownHost } from "./shown-host";

/**
 * A piece of a message: plain text, or a link. The `text` is as typed; a link's `shown` differs from it where its host could
 * be taken for another.
 */
export type TextPiece = { kind: "text"; text: string } | { kind: "link"; text: string; shown: string; href: string };

const scheme = /https?:/giu;

/** Before a URL stands no word and no other scheme. */
const withinWord = /(?:[\p{L}\p{N}+.-]|[\p{L}\p{N}]_|[\p{L}\p{N}+.-]:)$/u;

/** Scripts that write no spaces put a URL right after a word. */
const wordWithoutSpace = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]$/u;

/**
 * The characters that end a URL wherever they stand: spaces, controls, characters that turn the direction of text, and the
 * quotes, brackets and punctuation of all scripts. Dashes, the apostrophe of "L’Équipe" and the dot of "l·l" are parts of addresses.
 */
const hardStop =
  /[\s\p{Cc}\u00ad\u061c\u200b\u200e\u200f\u2028-\u202f\u2060-\u206f\ufeff<>"`]|(?![’·\p{Pd}\p{Pc}])[^\P{P}\p{ASCII}]/u;

/** ASCII marks that end a sentence or a styled word; within a URL they are parts of it. */
const trailing = /[.,;:!?*_~'’|]+$/u;

const linkify = new LinkifyIt({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });

/** Splits a message into text and links. Only `http` and `https` become links, and only when the browser can read them. */
export function findLinks(text: string): TextPiece[] {
  const pieces: TextPiece[] = [];
  let end = 0;
  for (const start of startsOf(text)) {
    if (start < end) continue;
    const typed = urlAt(text, start);
    const link = typed === "" ? null : linkOf(typed);
    if (link === null) continue;
    if (start > end) pieces.push({ kind: "text", text: text.slice(end, start) });
    pieces.push(link);
    end = start + typed.length;
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

function startsOf(text: string): number[] {
  return [...text.matchAll(scheme)].flatMap(({ index }) => {
    const before = text.slice(Math.max(0, index - 2), index);
    return withinWord.test(before) && !wordWithoutSpace.test(before) ? [] : [index];
  });
}

/** Returns the URL that begins at an index, as typed; "" when there is none. */
function urlAt(text: string, start: number): string {
  const rest = text.slice(start);
  const stop = rest.search(hardStop);
  const run = stop === -1 ? rest : rest.slice(0, stop);
  const schemeLength = run.indexOf(":") + 1;
  const length = linkify.testSchemaAt(run, run.slice(0, schemeLength).toLowerCase(), schemeLength);
  return length === 0 ? "" : run.slice(0, schemeLength + length).replace(trailing, "");
}

/** Returns a URL as a link that the browser reads the same way; null when it is invalid or has credentials in it. */
function linkOf(typed: string): TextPiece | null {
  const url = parsed(typed);
  if (url === null || url.username !== "" || url.password !== "") return null;
  const shown = typed.replace(
    schemeAndHost,
    (_, before: string, host: string) => before + shownHost(host, url.hostname),
  );
  return { kind: "link", text: typed, shown, href: url.href };
}

/** `URL.canParse` came with Safari 17: a link must not break the conversation on older iPhones. */
function parsed(typed: string): URL | null {
  try {
    return new URL(typed);
  } catch {
    return null;
  }
}

/** Of a URL without credentials. */
const schemeAndHost = /^(https?:\/\/)([^/?#:]+)/iu;
