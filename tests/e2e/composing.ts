/** An author's steps in the composer, for the journeys that go through it. */
import type { Locator, Page } from "playwright-core";
import { untilEach, visit } from "./visiting";

/** Opens the composer with a story that lacks only its photos. */
export async function startStory(page: Page, body: string): Promise<void> {
  await visit(page, "/stories/new");
  await page.getByLabel("Your story").fill(body);
}

/** Adds photos, answers whether their originals are kept, and waits until the finder has looked at all of them. */
export async function addPhotos(
  page: Page,
  files: string[],
  originals: "Keep them" | "Don't keep them" = "Keep them",
): Promise<void> {
  await page.locator('input[type="file"][multiple]').setInputFiles(files);
  await page.getByRole("radio", { name: originals, exact: true }).check();
  await untilEach(page.locator('li[data-stage="to_review"]'), files.length);
}

/** Opens the review of the first photo that waits for it, if none is open. Returns the stage, with the copy on it. */
export async function openReview(page: Page): Promise<Locator> {
  const isOpen = (await page.getByRole("application").count()) > 0;
  if (!isOpen) await page.getByRole("button", { name: "Review", exact: true }).first().click();
  return readyStage(page);
}

/** The stage once it shows the copy of the marks as they are. */
export async function readyStage(page: Page): Promise<Locator> {
  await page.locator('[data-stage="ready"]').waitFor();
  return page.getByRole("application");
}

/**
 * Marks the photo under review as checked, once its public photo is there. Covers the faces that the second look found. The
 * review goes on to the next photo that waits, or closes.
 */
export async function finishReview(page: Page): Promise<void> {
  const cover = page.getByRole("button", { name: /^Cover face \d+$/ });
  while (await cover.count()) await cover.click();
  await readyStage(page);
  const title = await page.locator("dialog[open] h2").first().textContent();
  await page.getByRole("button", { name: /^(I've checked this photo|Checked\. Next photo)$/ }).click();
  await page.locator("dialog[open] h2", { hasText: title ?? "" }).waitFor({ state: "detached" });
}

/** Publishes, and decides about what the second look may have found: as it proposes. Returns the story's path. */
export async function publish(page: Page): Promise<string> {
  const isStory = (url: URL) => /^\/stories\/[0-9a-f-]{36}$/.test(url.pathname);
  const review = page.getByRole("dialog", { name: /photo/i });
  for (let round = 0; round < 4; round++) {
    await page.getByRole("button", { name: "Publish", exact: true }).click();
    await Promise.race([page.waitForURL(isStory).catch(() => undefined), review.waitFor().catch(() => undefined)]);
    if (isStory(new URL(page.url()))) return new URL(page.url()).pathname;
    await finishReview(page);
    while (await page.locator('li[data-stage="to_review"]').count()) {
      await openReview(page);
      await finishReview(page);
    }
  }
  throw new Error("The story was not published.");
}

/** Where an element lies on the page, in CSS pixels. */
export async function boxOf(element: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await element.boundingBox();
  if (!box) throw new Error("The element is not on the page.");
  return box;
}
