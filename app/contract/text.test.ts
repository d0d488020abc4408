import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DisplayName } from "./account";
import { Content } from "./chat";
import { NewAsk } from "./connection";
import { NewPasskey } from "./passkey";
import { NewReport } from "./report";
import { NewStory, StoryChange } from "./story";
import { hasVisibleText } from "./text";

const invisible = [
  ...["\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u034f", "\u061c", "\u115f", "\u1160", "\u17b4", "\u180e"],
  ...[
    "\u2800",
    "\u3164",
    "\uffa0",
    "\ufe0f",
    "\u{e0041}",
    "\u{e0100}",
    "\u202e",
    "\u2069",
    "\u00a0",
    "\u3000",
    "\u2028",
  ],
];
const nothing = fc.string({ unit: fc.constantFrom(...invisible, " ", "\n", "\t"), minLength: 1, maxLength: 50 });
const bidi = ["\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"];
const controls = ["\0", "\x01", "\x07", "\x08", "\x0b", "\x1b", "\x7f", "\x85", "\x9f", "\ud83d"];
const around = fc.string({ unit: fc.constantFrom("a", "é", "ש", "1", " ") });

const passkeyName = NewPasskey.shape.name.unwrap();
const names = { DisplayName, passkeyName, title: NewStory.shape.title.unwrap() };
const texts = {
  body: NewStory.shape.body,
  note: NewAsk.shape.note,
  alt: NewStory.shape.image_alts.unwrap().valueType,
  details: NewReport.shape.note,
};
const all = { ...names, ...texts, Content };

test("a text of invisible characters alone shows nothing, whatever their number", () => {
  fc.assert(fc.property(nothing, (text) => !hasVisibleText(text)));
});

test("one visible character among them is enough: letters of every script, digits, signs and emoji", () => {
  const seen = fc.constantFrom("a", "ש", "ن", "あ", "한", "।", "7", "!", "❤️", "👩‍👩‍👧‍👦", "🏳️‍🌈", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "e\u0301");
  fc.assert(fc.property(nothing, seen, nothing, (before, each, after) => hasVisibleText(before + each + after)));
});

describe("what shows nothing", () => {
  test("is refused where words are needed", () => {
    fc.assert(
      fc.property(nothing, (text) => {
        for (const schema of [DisplayName, passkeyName, texts.body, Content]) {
          expect(schema.safeParse(text).success).toBe(false);
        }
      }),
    );
  });

  test("is left out where they may be", () => {
    const line = fc.string({ unit: fc.constantFrom("\u200b", "\u3164", "\u2800", "\u00ad", " "), maxLength: 50 });
    fc.assert(
      fc.property(line, (text) => {
        for (const schema of [names.title, texts.note, texts.alt, texts.details]) expect(schema.parse(text)).toBe("");
      }),
    );
    expect(StoryChange.parse({ title: "\u200b" })).toEqual({ title: "" });
  });
});

test.each(Object.entries(all))("%s has no control characters and no half ones", (_field, schema) => {
  fc.assert(
    fc.property(around, fc.constantFrom(...controls), around, (before, control, after) => {
      return !schema.safeParse(`x${before}${control}${after}x`).success;
    }),
  );
});

test.each(Object.entries(names))("%s is one line that does not turn around what stands beside it", (_field, schema) => {
  fc.assert(
    fc.property(around, fc.constantFrom(...bidi, "\n", "\t", "\u2028"), around, (before, bad, after) => {
      return !schema.safeParse(`x${before}${bad}${after}x`).success;
    }),
  );
});

test.each(Object.entries({ ...names, ...texts }))(
  "%s is kept in NFC, trimmed, and the same when sent again",
  (_field, schema) => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 50 }), (text) => {
        const parsed = schema.safeParse(text);
        if (!parsed.success) return true;
        const kept = parsed.data;
        return kept === kept.normalize("NFC").trim() && schema.parse(kept) === kept;
      }),
    );
    expect(schema.parse(" cafe\u0301 ")).toBe("café");
  },
);

test("long texts keep their lines and tabs, with line breaks as LF", () => {
  expect(texts.body.parse("one\r\ntwo\rthree\tfour")).toBe("one\ntwo\nthree\tfour");
});

test("a message keeps every character as typed", () => {
  const typed = fc.string({ unit: "grapheme", minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(typed, (text) => {
      const parsed = Content.safeParse(text);
      return !parsed.success || parsed.data === text;
    }),
  );
  for (const text of [" e\u0301 ", "one\r\ntwo\tthree", "\u202eabc\u202c"]) expect(Content.parse(text)).toBe(text);
});
