/**
 * The one rule for what people type. Text of one line (names, titles) and of many (stories, notes, descriptions) is brought
 * into one form: NFC, trimmed, line breaks as LF. What is left out of sight is refused with a sentence, never cut out
 * silently; only where a text may be left out does one of nothing visible count as left out. Messages keep every character
 * as typed, so for them all of it is refused instead.
 */
import { z } from "zod";

/**
 * Anything but spaces, control and format characters, and what Unicode draws as nothing: its default-ignorables (fillers
 * such as U+3164, soft hyphens, tags, variation selectors) and the blanks of Braille (U+2800) and music (U+1D159).
 */
const visible = /[^\p{Z}\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800\u{1d159}]/u;

/** Half a character, or a control character that is neither a tab nor a line break: nobody types one. */
const unstorable = /(?![\t\n\r])[\p{Cc}\p{Cs}]/u;

/** A line break or a tab, and what breaks a line besides. */
const lineBreak = /[\t\n\r\u2028\u2029]/;

/** Bidirectional embeddings, overrides and isolates: in a name they turn around the words that stand beside it. */
const bidiControl = /[\u202a-\u202e\u2066-\u2069]/;

/** Returns whether there is anything to see in a text. */
export function hasVisibleText(text: string): boolean {
  return visible.test(text);
}

/** Returns whether every character of a text can be kept. */
export function isStorable(text: string): boolean {
  return !unstorable.test(text);
}

const sentences = {
  unstorable: "This contains a character that can't be stored. Remove it, or type the text again.",
  lineBreak: "Use a single line.",
  bidi: "This contains a character that changes the direction of the text around it. Remove it.",
} as const;

interface Rule {
  max: number;
  tooLong: string;
  /** Said of a text that was left out or shows nothing. */
  missing: string;
}

type OptionalRule = Omit<Rule, "missing">;

/** Returns the schema of a name: one line, with something to see, that leaves the text around it alone. */
export function name({ missing, ...rule }: Rule) {
  return oneLine(rule, missing).refine(hasVisibleText, missing);
}

/** Returns the schema of a line that may be empty. One of nothing visible is empty. */
export function optionalLine(rule: OptionalRule) {
  return oneLine(rule).overwrite(emptyUnlessVisible);
}

/** Returns the schema of a text of several lines, with something to see. */
export function longText({ missing, ...rule }: Rule) {
  return manyLines(rule, missing).refine(hasVisibleText, missing);
}

/** Returns the schema of a text of several lines that may be empty. One of nothing visible is empty. */
export function optionalText(rule: OptionalRule) {
  return manyLines(rule).overwrite(emptyUnlessVisible);
}

function oneLine(rule: OptionalRule, missing?: string) {
  return typed(rule, missing)
    .refine((text) => !lineBreak.test(text), sentences.lineBreak)
    .refine((text) => !bidiControl.test(text), sentences.bidi);
}

function manyLines(rule: OptionalRule, missing?: string) {
  return typed(rule, missing);
}

function typed({ max, tooLong }: OptionalRule, missing?: string) {
  return z
    .string(missing)
    .overwrite((text) => text.replaceAll(/\r\n?/g, "\n").normalize("NFC").trim())
    .max(max, tooLong)
    .refine(isStorable, sentences.unstorable);
}

function emptyUnlessVisible(text: string): string {
  return hasVisibleText(text) ? text : "";
}
