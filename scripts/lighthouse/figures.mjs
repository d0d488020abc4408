/** The figures in a result of Lighthouse. */

/**
 * @typedef {{ score: number | null, numericValue?: number, title: string, displayValue?: string, details?: { items?: { resourceType?: string, transferSize?: number, description?: string, sourceLocation?: { url?: string } }[] } }} Audit
 * @typedef {{ score: number | null, auditRefs: { id: string, weight: number }[] }} Category
 * @typedef {{ categories: Record<string, Category>, audits: Record<string, Audit>, runtimeError?: { message: string } }} Result
 */

/**
 * Returns the figures of a run. Throws when the page did not load.
 * @param {Result} result
 * @returns {import("./report.mjs").Figures}
 */
export function figuresOf({ categories, audits, runtimeError }) {
  if (runtimeError) throw new Error(runtimeError.message);
  const scoreOf = (/** @type {string} */ name) => Math.round((categories[name]?.score ?? 0) * 100);
  const valueOf = (/** @type {string} */ name) => audits[name]?.numericValue ?? NaN;
  const requests = audits["network-requests"]?.details?.items ?? [];
  const bytesOf = (/** @type {typeof requests} */ some) =>
    some.reduce((sum, { transferSize = 0 }) => sum + transferSize, 0);
  return {
    performance: scoreOf("performance"),
    accessibility: scoreOf("accessibility"),
    practices: scoreOf("best-practices"),
    lcpMs: valueOf("largest-contentful-paint"),
    tbtMs: valueOf("total-blocking-time"),
    cls: valueOf("cumulative-layout-shift"),
    scriptBytes: bytesOf(requests.filter(({ resourceType }) => resourceType === "Script")),
    bytes: bytesOf(requests),
  };
}

/**
 * Returns a line for each audit that takes from a score, and for each thing that it names.
 * @param {Result} result
 */
export function failuresOf({ categories, audits }) {
  return Object.entries(categories).flatMap(([category, { auditRefs }]) =>
    auditRefs.flatMap(({ id, weight }) => {
      const audit = audits[id];
      if (!audit || weight === 0 || audit.score === null || audit.score >= 0.9) return [];
      const said = (audit.details?.items ?? []).flatMap(({ description, sourceLocation }) =>
        description ? [`  ${description} ${sourceLocation?.url ?? ""}`] : [],
      );
      return [`${category}: ${audit.title}${audit.displayValue ? ` (${audit.displayValue})` : ""}`, ...said];
    }),
  );
}
