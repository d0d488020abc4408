/** The table of `npm run lighthouse`. */

/**
 * @typedef {{ performance: number, accessibility: number, practices: number, lcpMs: number, tbtMs: number, cls: number, scriptBytes: number, bytes: number }} Figures
 */

const introduction = `# Lighthouse

Medians of several runs of [Lighthouse](https://github.com/GoogleChrome/lighthouse) with its mobile preset, which simulates a
mid-range phone on slow 4G, of the built app with a feed of twelve photos. As from Cloudflare's edge, it comes by
HTTP/2 and its text is compressed. The bare page is a heading in a Remix app without anything else: its scripts are React and Remix. \`npm run lighthouse\` measures
again and writes this page; times depend on the machine, and on what else it does.
`;

const goals = `The goals for the feed and a story: performance 95, LCP 2.0 s, TBT 150 ms, CLS 0.01, accessibility and best practices 100; for
the other pages performance 90.
`;

/** The middle of some numbers. @param {number[]} values */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/**
 * Returns the median of each figure.
 * @param {Figures[]} runs
 * @returns {Figures}
 */
export function mediansOf(runs) {
  const names = /** @type {(keyof Figures)[]} */ (Object.keys(runs[0] ?? {}));
  const medians = names.map((name) => [name, median(runs.map((figures) => figures[name]))]);
  return Object.fromEntries(medians);
}

/**
 * Returns the table in Markdown.
 * @param {Record<string, Figures>} pages
 */
export function tableOf(pages) {
  const head = "| page | performance | accessibility | best practices | LCP | TBT | CLS | scripts | in all |";
  const rows = Object.entries(pages).map(([name, { lcpMs, tbtMs, cls, scriptBytes, bytes, ...scores }]) => {
    const times = [`${(lcpMs / 1000).toFixed(1)} s`, `${Math.round(tbtMs)} ms`, cls.toFixed(3)];
    const sizes = [scriptBytes, bytes].map((size) => `${Math.round(size / 1000)} kB`);
    return `| ${[name, scores.performance, scores.accessibility, scores.practices, ...times, ...sizes].join(" | ")} |`;
  });
  return [head, "| --- |" + " --: |".repeat(8), ...rows].join("\n");
}

/** @param {Record<string, Figures>} pages */
export const documentOf = (pages) => [introduction, tableOf(pages), "", goals].join("\n");
