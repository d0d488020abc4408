import { expect, test } from "vitest";
import { pageMeta } from "./page-meta";

test("a page's title ends with the product's name, once", () => {
  expect(pageMeta({ title: "Rain", description: "" })[0]).toEqual({ title: "Rain · Heartfelt" });
  expect(pageMeta({ title: "Heartfelt: stories", description: "" })[0]).toEqual({ title: "Heartfelt: stories" });
});

test("a page without a public picture names none", () => {
  expect(JSON.stringify(pageMeta({ title: "Rain", description: "It fell." }))).not.toContain("og:image");
});
