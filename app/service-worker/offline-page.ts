import { offlineText } from "../text/offline";

/** A kept page, to be led to. */
export interface KeptLink {
  path: string;
  title: string;
}

/** It runs nothing. Its one style sheet, and the pictures in it, are ours. */
const policy = "default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/** Returns the page for what is not kept: it says so, and leads to what is. */
export function offlinePage(styles: string, kept: readonly KeptLink[]): Response {
  const headers = { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy };
  return new Response(htmlOf(styles, kept), { status: 503, headers });
}

const button = "inline-flex min-h-11 items-center justify-center rounded-full px-5 py-2 font-medium";

function htmlOf(styles: string, kept: readonly KeptLink[]): string {
  const links = kept.map(
    ({ path, title }) => `<li><a class="${linkLook}" href="${escape(path)}">${escape(title)}</a></li>`,
  );
  return `<!doctype html>
<html lang="en" data-theme="system">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<title>${offlineText.title}</title>
<link rel="stylesheet" href="${styles}">
</head>
<body>
<main class="mx-auto grid max-w-xl justify-items-center gap-5 px-6 py-24 text-center">
<h1 class="text-4xl">${offlineText.title}</h1>
<p class="text-lg text-soft">${offlineText.body}</p>
<p><a class="${button} bg-accent text-on-accent hover:bg-accent-strong" href="">${offlineText.tryAgain}</a></p>
${links.length > 0 ? `<h2 class="pt-6 text-2xl">${offlineText.kept}</h2>\n<ul class="grid gap-1">${links.join("")}</ul>` : ""}
</main>
</body>
</html>
`;
}

const linkLook = "inline-flex min-h-11 items-center text-accent underline underline-offset-4";

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]!);
}

/** Returns the title of a page, as text. */
export function titleIn(html: string): string | null {
  const title = /<title>([^<]*)<\/title>/.exec(html)?.[1];
  return title?.replace(/&(amp|lt|gt|quot|#39|#x27);/g, (entity) => characters[entity] ?? entity) ?? null;
}

const characters: Record<string, string> = {
  ...Object.fromEntries(Object.entries(entities).map(([character, entity]) => [entity, character])),
  "&#x27;": "'",
};
