/** Whether a page is open to everybody, as axe and the page's own width tell. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { untilPainted } from "./visiting";

/** The rules whose answer changes with the colours alone. */
const colourRules = ["color-contrast", "link-in-text-block"];

/** axe as the builder's package brings it: the small form, since to carry the other into a page costs more than its run. */
const axeScript = readFileSync(
  createRequire(createRequire(import.meta.url).resolve("@axe-core/playwright")).resolve("axe-core/axe.min.js"),
  "utf8",
);

/** Expects no violation of axe's rules in the page as it is, and that it does not scroll sideways. */
export async function expectAccessible(page: Page): Promise<void> {
  expect(await violationsOf(page, axeOf(page))).toEqual([]);
  await expectNoSidewaysScroll(page);
}

/** The same in light and in dark colours. The page is left in dark ones. */
export async function expectAccessibleInBothThemes(page: Page): Promise<void> {
  await showIn(page, "light");
  await expectAccessible(page);
  await showIn(page, "dark");
  expect(await violationsOf(page, axeOf(page).withRules(colourRules))).toEqual([]);
}

/**
 * The same of a page that repeats its parts by the hundred: the colours are looked at in the parts that a selector names, as
 * to compare those of every word takes axe half a minute.
 */
export async function expectRepeatingAccessible(page: Page, parts: string): Promise<void> {
  expect(await violationsOf(page, axeOf(page).disableRules(colourRules))).toEqual([]);
  await expectNoSidewaysScroll(page);
  for (const theme of ["light", "dark"] as const) {
    await showIn(page, theme);
    expect(await violationsOf(page, axeOf(page).include(parts).withRules(colourRules))).toEqual([]);
  }
}

async function expectNoSidewaysScroll(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
}

/** Resolves once the colours have changed: on their way from one theme to the other, some meet. */
async function showIn(page: Page, colorScheme: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await untilPainted(page);
  await page.evaluate(async () => {
    const changing = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
    await Promise.allSettled(changing.map(({ finished }) => finished));
  });
}

/**
 * Asks for violations alone, in a single run: to describe every element that passed, and to hand that to a page of its own, took
 * most of axe's time. That run sees no frames of other sites: the app has none.
 */
function axeOf(page: Page): AxeBuilder {
  // The builder would load its script twice for each run: the document has it already.
  return new AxeBuilder({ page, axeSource: "0" }).setLegacyMode().options({ resultTypes: ["violations"] });
}

/**
 * Loads axe into a document that has not got it. By DevTools, as the site's policy refuses scripts of others: by a session that
 * ends with the page, since one that ends before takes the page's virtual authenticator along.
 */
async function loadAxe(page: Page): Promise<void> {
  if (await page.evaluate(() => "axe" in window)) return;
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Runtime.evaluate", { expression: axeScript });
}

async function violationsOf(page: Page, axe: AxeBuilder): Promise<string[]> {
  await loadAxe(page);
  const { violations } = await axe.analyze();
  return violations.map(({ id, nodes }) => `${page.url()} ${id} ${nodes.map(({ html }) => html).join(" ")}`);
}
