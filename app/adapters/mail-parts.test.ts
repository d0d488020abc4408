import fc from "fast-check";
import { expect, test } from "vitest";
import { letterText } from "../text/letters";
import { mailParts } from "./mail-parts";

const origin = "https://heartfelt.example";
const letterTo = (name: string) =>
  mailParts(letterText({ kind: "reset_password", name, path: "/reset-password?token=a-secret" }), origin);

/** Names that try: line breaks of all kinds, headers, markup, and anything else. */
const names = fc.oneof(
  fc.string({ unit: "binary" }),
  fc
    .tuple(fc.string(), fc.constantFrom("\r\n", "\n", "\r", "\u2028", "\u0085", "\0"), fc.string())
    .map(([before, end, after]) => `${before}${end}Bcc: eve@example.org${end}${end}${after}`),
  fc.string().map((words) => `${words}</p><img src="https://eve.example/x.png"><a href='https://eve.example'>`),
);

test("no name changes a mail's headers, adds a line to its text, or markup to its HTML", () => {
  const plain = letterTo("Ana");
  fc.assert(
    fc.property(names, (name) => {
      const mail = letterTo(name);
      expect(mail.subject).toBe(plain.subject);
      expect(mail.text.split("\n").length).toBe(plain.text.split("\n").length);
      expect(mail.html.split("<").length).toBe(plain.html.split("<").length);
      expect(mail.html.split("\n").length).toBe(plain.html.split("\n").length);
    }),
  );
});

test("both parts lead to the same address, and the HTML loads nothing", () => {
  const { text, html } = letterTo("Ana");
  const url = `${origin}/reset-password?token=a-secret`;
  expect(text).toContain(`\n${url}\n`);
  expect(html).toContain(`href="${url}"`);
  expect(html).not.toMatch(/<(img|script|link|iframe|object)|@import|url\(/);
});

test("a mail of what waits says how much and never from whom, and stops by one press", () => {
  const unsubscribe = "/unsubscribe?token=an-id.a-key";
  const counts = { messages: 3, requests: 1, others: 2 };
  const { subject, text, html, headers } = mailParts(
    letterText({ kind: "digest", counts, path: "/inbox", unsubscribe }),
    origin,
  );
  expect(subject).toBe("Something is waiting for you on Heartfelt");
  for (const part of [text, html]) {
    expect(part).toContain("3 unread messages, 1 request to connect, and 2 other pieces of news.");
    expect(part).toContain(`${origin}/inbox`);
    expect(part).toContain(origin + unsubscribe);
  }
  expect(headers).toEqual({
    "List-Unsubscribe": `<${origin}${unsubscribe}>`,
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
  });
  expect(html).not.toMatch(/<(img|script|link|iframe|object)|@import|url\(/);
  expect(letterTo("Ana").headers).toBeUndefined();
});

test("a mail of what waits names only what there is", () => {
  const sentenceOf = (counts: { messages: number; requests: number; others: number }) =>
    letterText({ kind: "digest", counts, path: "/inbox", unsubscribe: "/unsubscribe" }).paragraphs[1];
  expect(sentenceOf({ messages: 1, requests: 0, others: 0 })).toMatch(/: 1 unread message\.$/);
  expect(sentenceOf({ messages: 0, requests: 2, others: 1 })).toMatch(
    /: 2 requests to connect and 1 other piece of news\.$/,
  );
});
