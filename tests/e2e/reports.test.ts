/** A reader reports by keyboard, staff decide, and the author learns why: on a phone and on a desk. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { connected, enter, storyOf } from "../api/connected";
import { newStaff } from "../api/staff";
import { uploaded } from "../api/client";
import { expectAccessible } from "./accessible";
import { press } from "./keyboard";
import { desk, openWorld, phone } from "./world";
import { visit } from "./visiting";

const world = openWorld();

/** Reports through the dialog of the button that has the focus: with a reason, and closes it after the thanks. */
async function reportByKeyboard(page: Page, reason: string): Promise<void> {
  await page.keyboard.press("Enter");
  await page.getByRole("radio", { name: reason }).focus();
  await page.keyboard.press("Space");
  await expectAccessible(page);
  await page.getByLabel("Details").fill("Please look.");
  await press(page.getByRole("button", { name: "Send report" }));
  await page.getByRole("status").filter({ hasText: "Thank you." }).waitFor();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
}

test("a reader's report reaches staff, who hold the story; its author reads why", async () => {
  const { author, reader } = await connected();
  const photo = await uploaded(author);
  const story = await storyOf(author, [photo.image_id]);
  const page = await world.pageOf(reader, { viewport: phone });
  await visit(page, `/stories/${story}`);

  const button = page.getByRole("button", { name: "Report this photo" });
  await page.route("**/api/reports", (route) => route.abort(), { times: 1 });
  await button.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("radio", { name: "A face is recognisable" }).check();
  await page.getByRole("button", { name: "Send report" }).click();
  await page.getByRole("alert").filter({ hasText: "couldn't be sent" }).waitFor();
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("status").filter({ hasText: "Thank you." }).waitFor();
  await press(page.getByRole("button", { name: "Close" }));
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Report this photo");
  await page.getByRole("button", { name: "Report this story" }).focus();
  await reportByKeyboard(page, "Something else");
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Report this story");

  const staff = await newStaff();
  const desks = await world.pageOf(staff, { viewport: desk, colorScheme: "dark" });
  await visit(desks, "/moderation?status=closed");
  await expectAccessible(desks);
  await desks.getByRole("link", { name: "Open", exact: true }).click();
  await desks.getByRole("link", { name: "Photo: A face is recognisable" }).first().click();
  await desks.getByRole("heading", { name: "As reported" }).waitFor();
  await expect
    .poll(() => desks.locator("figure img").evaluate((img) => (img as HTMLImageElement).naturalWidth))
    .toBeGreaterThan(0);
  await expectAccessible(desks);
  await desks.getByLabel("Reason").fill("A face in the mirror.");
  await press(desks.getByRole("button", { name: "Hold the story" }));
  await desks.getByText("held a story").waitFor();
  await expectAccessible(desks);

  const gone = await page.goto(`/stories/${story}`);
  expect(gone?.status()).toBe(404);
  const own = await world.pageOf(author, { viewport: phone });
  await visit(own, `/stories/${story}`);
  await own.getByText("A face in the mirror.").waitFor();
  await expectAccessible(own);
});

test("a message is reported from its menu, by keyboard, and the other side sees nothing of it", async () => {
  const { author, reader, id } = await connected();
  const line = await enter(author, id);
  line.say("You will regret this.", "one");
  await expect.poll(() => line.frames.some(({ type }) => type === "delivery_confirmation")).toBe(true);
  const page = await world.pageOf(reader, { viewport: phone });
  await visit(page, `/connections/${id}`);
  await page.getByRole("button", { name: "Message options" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "Copy" }).waitFor();
  await expectAccessible(page);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  const before = line.frames.filter(({ type }) => type === "error").length;
  await reportByKeyboard(page, "Harassment or threats");
  expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("Message options");
  expect(line.frames.filter(({ type }) => type === "error").length).toBe(before);
  await line.close();
});
