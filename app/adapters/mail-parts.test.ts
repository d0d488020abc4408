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
