/** A story with a photo, from the first word to publishing, without ever touching a mouse. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { boxOf, readyStage } from "./composing";
import { threePeople } from "./photos";
import { openWorld } from "./world";
import { visit } from "./visiting";

const world = openWorld();

/** Presses Tab until the element with this accessible name has the focus. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element) return "";
      const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : [];
      return element.getAttribute("aria-label") ?? [element, ...labels].map((one) => one.textContent).join(" ");
    });
    if (name.test(focused)) return;
  }
  throw new Error(`Tab never came to ${name}.`);
}

/** Returns the last announcement to a screen reader. */
function said(page: Page) {
  return page.locator('dialog[open] [aria-live="polite"]');
}

test("an author marks, corrects and publishes with keys alone", async () => {
  const page = await world.pageOf(await world.newPerson());
  // Asked for before the page is there: a chooser that opens before the browser was told to hand it over is lost.
  page.on("filechooser", (chooser) => void chooser.setFiles(threePeople));
  await visit(page, "/stories/new");
  await page.getByLabel("Your story").focus();
  await page.keyboard.type("All of it with keys.");
  await tabTo(page, /Add photos/);
  await page.keyboard.press("Enter");
  await page.locator('li[data-stage="to_review"]').waitFor();
  await tabTo(page, /Keep them/);
  await page.keyboard.press("Space");
  await page.getByRole("button", { name: "Review", exact: true }).focus();
  await page.keyboard.press("Enter");
  const stage = await readyStage(page);
  expect(await stage.evaluate((element) => element === document.activeElement)).toBe(true);
  const regions = stage.locator("[data-region]");
  const found = await regions.count();
  expect(found).toBeGreaterThan(1);

  await tabTo(page, /^Region 1/);
  const first = regions.first();
  const start = await boxOf(first);
  await page.keyboard.press("ArrowRight");
  const moved = await boxOf(first);
  expect(moved.x).toBeGreaterThan(start.x);
  expect(moved.width).toBeCloseTo(start.width, 0);
  await expect.poll(() => said(page).textContent()).toBe("Region 1 moved.");
  await page.keyboard.press("Shift+ArrowRight");
  expect((await boxOf(first)).width).toBeGreaterThan(moved.width);
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+z");
  expect(await boxOf(first)).toEqual(start);
  await page.keyboard.press("Control+Shift+z");
  expect(await boxOf(first)).toEqual(moved);

  await page.keyboard.press("Enter");
  expect(await first.getAttribute("aria-label")).toBe("Region 1, not covered");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Delete");
  expect(await regions.count()).toBe(found - 1);
  await expect.poll(() => said(page).textContent()).toBe("Region 1 removed.");
  // The focus went to the mark that took its place: keys still work.
  await page.keyboard.press("Control+z");
  expect(await regions.count()).toBe(found);
  await page.keyboard.press("n");
  expect(await regions.count()).toBe(found + 1);
  expect(await regions.last().evaluate((region) => region === document.activeElement)).toBe(true);
  await page.keyboard.press("Control+d");
  expect(await regions.count()).toBe(found + 2);
  await page.keyboard.press("Delete");

  await page.keyboard.down("b");
  await page.getByText("The original. Only you can see this.").waitFor();
  await page.keyboard.up("b");
  await page.getByText("The original. Only you can see this.").waitFor({ state: "detached" });
  const picture = stage.locator("img");
  const whole = await boxOf(picture);
  await page.keyboard.press("+");
  expect((await boxOf(picture)).width).toBeGreaterThan(whole.width);
  const zoomed = await boxOf(picture);
  await page.keyboard.press("Alt+ArrowRight");
  expect((await boxOf(picture)).x).toBeLessThan(zoomed.x);
  await page.keyboard.press("0");
  expect(await boxOf(picture)).toEqual(whole);

  await page.keyboard.press("Escape");
  expect(await page.locator("[data-handle]").count()).toBe(0);
  await page.keyboard.press("Escape");
  await expect.poll(() => stage.count()).toBe(0);
  await page.getByRole("button", { name: "Review", exact: true }).focus();
  await page.keyboard.press("Enter");
  await readyStage(page);
  expect(await regions.count()).toBe(found + 1);
  await tabTo(page, /I've checked this photo/);
  await page.keyboard.press("Enter");
  for (let round = 0; round < 3; round++) {
    const publishing = page.getByRole("button", { name: "Publish", exact: true });
    await publishing.focus();
    await page.keyboard.press("Enter");
    const doubts = page.getByRole("dialog", { name: /photo/i });
    await Promise.race([
      page.waitForURL(/\/stories\/[0-9a-f-]{36}$/).catch(() => undefined),
      doubts.waitFor().catch(() => undefined),
    ]);
    if (/\/stories\/[0-9a-f-]{36}$/.test(page.url())) break;
    await readyStage(page);
    await tabTo(page, /I've checked this photo/);
    await page.keyboard.press("Enter");
  }
  expect(page.url()).toMatch(/\/stories\/[0-9a-f-]{36}$/);
});
