/** Whether a page is open to everybody, as axe and the page's own width tell. */
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { untilPainted } from "./visiting";

/** The rules whose answer changes with the colours alone. */
const colourRules = ["color-contrast", "link-in-text-block"];

/** Expects no violation of axe's rules in the page as it is, and that it does not scroll sideways. */
export async function expectAccessible(page: Page): Promise<void> {
  expect(await violationsOf(page, new AxeBuilder({ page }))).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
}

/** The same in light and in dark colours. The page is left in dark ones. */
export async function expectAccessibleInBothThemes(page: Page): Promise<void> {
  await showIn(page, "light");
  await expectAccessible(page);
  await showIn(page, "dark");
  expect(await violationsOf(page, new AxeBuilder({ page }).withRules(colourRules))).toEqual([]);
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

async function violationsOf(page: Page, axe: AxeBuilder): Promise<string[]> {
  const { violations } = await axe.analyze();
  return violations.map(({ id, nodes }) => `${page.url()} ${id} ${nodes.map(({ html }) => html).join(" ")}`);
}
