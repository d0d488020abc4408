/** Opens pages and waits until they react: until React has taken them over, a press does nothing. */
import type { Locator, Page, Response } from "playwright-core";
import { isHydrated } from "./hydrated";

/** Goes to a path and waits until the page reacts. Returns the answer to the page itself. */
export async function visit(page: Page, path: string): Promise<Response | null> {
  const response = await page.goto(path);
  await untilHydrated(page);
  return response;
}

/** Loads the page again and waits until it reacts. */
export async function reload(page: Page): Promise<void> {
  await page.reload();
  await untilHydrated(page);
}

/** Resolves once React has committed the hydration of the document and its first effects have run. */
export async function untilHydrated(page: Page): Promise<void> {
  await page.waitForFunction(isHydrated);
  await untilPainted(page);
}

/** Resolves after the next two frames: what was scrolled or rendered has been painted, and its effects have run. */
export async function untilPainted(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

/** Resolves once there are so many of what comes one after the other. Each is waited for alone: a busy machine may need longer for all. */
export async function untilEach(items: Locator, count: number): Promise<void> {
  for (let n = 0; n < count; n++) await items.nth(n).waitFor();
}
