import type { LetterText } from "~/contract/letter";

/** The two parts of a mail: they say the same. */
export interface MailParts {
  subject: string;
  text: string;
  html: string;
  /** Besides those of every mail. */
  headers?: Record<string, string>;
}

/** Returns a letter as plain text and as HTML. `origin`: where its link leads. The HTML loads nothing and tracks nobody. */
export function mailParts({ subject, paragraphs, action, footer, unsubscribe }: LetterText, origin: string): MailParts {
  const url = new URL(action.path, origin).href;
  const stop = unsubscribe && { label: unsubscribe.label, url: new URL(unsubscribe.path, origin).href };
  const stopText = stop ? [`${stop.label}:\n${stop.url}`] : [];
  return {
    subject: oneLine(subject),
    text: [...paragraphs.map(oneLine), `${action.label}:\n${url}`, footer, ...stopText, "Heartfelt"].join("\n\n"),
    html: htmlOf({ subject, paragraphs, footer, label: action.label, url, stop }),
    ...(stop && { headers: unsubscribeHeaders(stop.url) }),
  };
}

/** By these a mail program shows its own button, whose press posts to the address (RFC 2369, RFC 8058). */
function unsubscribeHeaders(url: string): Record<string, string> {
  return { "List-Unsubscribe": `<${url}>`, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" };
}

/** Headers and lines end at a line break: a name can hold none by its contract, and could do nothing here if it did. */
function oneLine(words: string): string {
  return words.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
}

interface HtmlMail {
  subject: string;
  paragraphs: string[];
  footer: string;
  label: string;
  url: string;
  stop?: { label: string; url: string };
}

function htmlOf(mail: HtmlMail): string {
  const paragraph = (words: string) => `<p dir="auto" style="margin:0 0 16px">${escaped(oneLine(words))}</p>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(oneLine(mail.subject))}</title>
<style>
:root { color-scheme: light dark; }
body { background: #faf6ef; color: #2b2420; }
.foot { color: #6b5f57; }
.button { background: #a33b2c; color: #ffffff; }
@media (prefers-color-scheme: dark) {
  body { background: #181513; color: #f0e9e1; }
  .foot { color: #b8aca2; }
  .button { background: #e58a76; color: #1c1210; }
}
</style>
</head>
<body style="margin:0;padding:24px 16px;font:17px/1.5 Georgia,serif">
<main style="max-width:560px;margin:0 auto">
<h1 style="font-size:24px;font-weight:normal;margin:0 0 16px">${escaped(oneLine(mail.subject))}</h1>
${mail.paragraphs.map(paragraph).join("\n")}
<p style="margin:24px 0"><a class="button" href="${escaped(mail.url)}" style="display:inline-block;padding:12px 20px;border-radius:24px;text-decoration:none">${escaped(mail.label)}</a></p>
<p class="foot" style="margin:0 0 16px;font-size:15px">If the button does nothing, copy this address:<br><span style="word-break:break-all">${escaped(mail.url)}</span></p>
<p class="foot" style="margin:0;font-size:15px">${escaped(oneLine(mail.footer))}${mail.stop ? ` ${linkOf(mail.stop)}` : ""}</p>
</main>
</body>
</html>
`;
}

/** A link in small print, in its paragraph's colour. */
function linkOf({ label, url }: { label: string; url: string }): string {
  return `<a href="${escaped(url)}" style="color:inherit">${escaped(label)}</a>`;
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escaped(words: string): string {
  return words.replaceAll(/[&<>"']/g, (character) => entities[character] ?? "");
}
