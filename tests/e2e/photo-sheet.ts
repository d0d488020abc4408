/** The sheet in which photos for a message are reviewed. */
import type { Locator, Page } from "playwright-core";
import { untilEach } from "./visiting";

const sheetOf = (page: Page): Locator => page.getByRole("dialog", { name: "Send photos" });

/** Chooses photos for a message, and waits until the finder has looked at all of them. */
export async function choosePhotos(page: Page, files: string[]): Promise<Locator> {
  await page.getByLabel("Add photos").setInputFiles(files);
  const sheet = sheetOf(page);
  await untilEach(sheet.locator('li[data-stage="to_review"][data-public-photo="ready"]'), files.length);
  return sheet;
}

/** Reviews all photos that wait for it, one after the other. */
export async function reviewAll(page: Page, count: number): Promise<void> {
  await sheetOf(page).getByRole("button", { name: "Review", exact: true }).first().click();
  for (let left = count; left > 0; left--) {
    const done = page.getByRole("button", { name: left > 1 ? "Checked. Next photo" : "I've checked this photo" });
    await done.and(page.locator(":enabled")).click();
  }
  await sheetOf(page)
    .getByText("Reviewed")
    .nth(count - 1)
    .waitFor();
}
