import { expect, test } from "vitest";
import { figuresOf, failuresOf } from "./figures.mjs";
import { mediansOf, tableOf } from "./report.mjs";

const result = (score: number, lcp: number) => ({
  categories: {
    performance: { score, auditRefs: [{ id: "largest-contentful-paint", weight: 25 }] },
    accessibility: { score: 1, auditRefs: [{ id: "color-contrast", weight: 7 }] },
    "best-practices": { score: 0.96, auditRefs: [] },
  },
  audits: {
    "largest-contentful-paint": { score: 0.5, numericValue: lcp, title: "LCP", displayValue: "3 s" },
    "total-blocking-time": { score: 1, numericValue: 40, title: "TBT" },
    "cumulative-layout-shift": { score: 1, numericValue: 0, title: "CLS" },
    "color-contrast": { score: 0, title: "Contrast is too low" },
    "network-requests": {
      score: null,
      title: "Requests",
      details: { items: [{ resourceType: "Script", transferSize: 90_000 }, { transferSize: 10_400 }] },
    },
  },
});

test("a page's row holds the median of each figure", () => {
  const runs = [result(0.8, 3000), result(0.97, 1900), result(0.95, 2100)].map(figuresOf);
  expect(
    tableOf({ feed: mediansOf(runs) })
      .split("\n")
      .at(-1),
  ).toBe("| feed | 95 | 100 | 96 | 2.1 s | 40 ms | 0.000 | 90 kB | 100 kB |");
});

test("a run names the audits that take from its scores", () => {
  expect(failuresOf(result(0.8, 3000))).toEqual(["performance: LCP (3 s)", "accessibility: Contrast is too low"]);
});

test("a page that did not load has no figures", () => {
  expect(() => figuresOf({ ...result(1, 1), runtimeError: { message: "NO_FCP" } })).toThrow("NO_FCP");
});
