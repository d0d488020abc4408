/** Revealing an original for a day and to be viewed once, between two phones. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { patientFetch } from "../../scripts/patient-fetch.mjs";
import { expectAccessible } from "./accessible";
import { chatsIn, log } from "./chatting";
import { press } from "./keyboard";
import { openWorld, phone } from "./world";
import { photo, uploaded } from "../api/client";

const world = openWorld();
const { share, twoConnected, openChat, say } = chatsIn(world);

/** Two on their phones, and an original of the author. */
async function withOriginal() {
  const { author, reader, path, id } = await twoConnected();
  const { image_id: image } = await uploaded(author, { original: (await photo()).original });
  await share(author, [image]);
  const statusOf = async (query = "") =>
    (
      await patientFetch(`${world.url}/api/images/${image}/original${query}`, {
        headers: { Authorization: `Bearer ${reader.token}` },
      })
    ).status;
  return { author, reader, path, id, statusOf };
}

/** Chooses the terms with the arrow keys, and confirms by keyboard. */
async function reveal(page: Page, terms: string, { presses }: { presses: number }): Promise<void> {
  await press(page.getByRole("button", { name: "Photos", exact: true }));
  // The list is longer than a phone: its end, where the only button is at first, would be out of view.
  await page
    .getByRole("heading", { name: /^Photos between/ })
    .and(page.locator(":focus"))
    .waitFor();
  await press(page.getByRole("button", { name: "Reveal the original" }));
  await page.getByText("will see exactly this").waitFor();
  await page.getByRole("radio", { name: "Until I take it back" }).focus();
  for (let n = 0; n < presses; n++) await page.keyboard.press("ArrowDown");
  expect(await page.getByRole("radio", { name: terms }).isChecked()).toBe(true);
  await expectAccessible(page);
  await press(page.getByRole("button", { name: "Continue" }));
}

async function confirm(page: Page, question: RegExp): Promise<void> {
  await page.getByText(question).waitFor();
  await expectAccessible(page);
  await press(page.getByRole("button", { name: /^Reveal to/ }));
}

const shownIn = (page: Page) => page.getByRole("dialog").getByRole("img", { name: "The original photo" });

async function openOnce(page: Page): Promise<void> {
  await press(log(page).getByRole("button", { name: "View once …" }));
  await page.getByRole("dialog", { name: /lets you view this photo once$/ }).waitFor();
  await expectAccessible(page);
  await press(page.getByRole("button", { name: "View it now" }));
}

const widthOf = (page: Page) => shownIn(page).evaluate((image: HTMLImageElement) => image.naturalWidth);

test("an original is viewed once: on one tab, until it is closed, and the author sees when", async () => {
  const { author, reader, path, statusOf } = await withOriginal();
  const authors = await openChat(author, path, phone);
  const [readers, second] = [await openChat(reader, path, phone), await openChat(reader, path, phone)];
  await reveal(authors, "To be viewed once", { presses: 2 });
  await press(authors.getByRole("button", { name: "Back" }));
  await press(authors.getByRole("button", { name: "Continue" }));
  await confirm(authors, /^Let .* view this original once\?$/);
  await authors.getByText("can view the original once.").waitFor();
  await log(readers).getByText("Can be viewed once").waitFor();
  await log(second).getByText("Can be viewed once").waitFor();
  expect(await statusOf()).toBe(404);

  await log(readers).getByRole("button", { name: "View once …" }).click();
  await readers.getByRole("button", { name: "Not now" }).click();
  await openOnce(readers);
  await expect.poll(() => widthOf(readers)).toBeGreaterThan(0);
  const source = new URL((await shownIn(readers).getAttribute("src"))!, world.url);
  expect(await statusOf(source.search)).toBe(200);
  await openOnce(second);
  await second.getByText("This photo is no longer open to you.").waitFor();
  await log(authors)
    .getByText(/Seen at/)
    .waitFor({ state: "attached" });

  await readers.keyboard.press("Escape");
  await log(readers).getByText("You viewed ").waitFor();
  await log(authors).getByText(" viewed your photo once").waitFor({ state: "attached" });
  await expect.poll(() => statusOf(source.search)).toBe(404);
  await expect.poll(() => shownIn(second).count()).toBe(0);
  await readers.reload();
  await log(readers).getByText("You viewed ").waitFor();
  expect(await log(readers).getByRole("button", { name: "View once …" }).count()).toBe(0);
  await expectAccessible(readers);
});

test("what is open to be viewed once closes with the connection, and on leaving the page", async () => {
  const { author, reader, path, statusOf } = await withOriginal();
  const [authors, readers] = [await openChat(author, path, phone), await openChat(reader, path, phone)];
  await reveal(authors, "To be viewed once", { presses: 2 });
  await confirm(authors, /view this original once\?$/);
  await openOnce(readers);
  await expect.poll(() => widthOf(readers)).toBeGreaterThan(0);
  const source = new URL((await shownIn(readers).getAttribute("src"))!, world.url);
  await readers.context().setOffline(true);
  await shownIn(readers).waitFor({ state: "detached" });
  await readers.context().setOffline(false);
  await log(readers).getByText("You viewed ").waitFor();
  expect(await statusOf(source.search)).toBe(404);
});

/** Returns the distance of a conversation from its end, in pixels. */
const fromEnd = (page: Page) => log(page).evaluate((list) => list.scrollHeight - list.scrollTop - list.clientHeight);

test("an original for 24 hours says when it ends, to both, and its photo comes into view", async () => {
  const { author, reader, path, id, statusOf } = await withOriginal();
  const [authors, readers] = [await openChat(author, path, phone), await openChat(reader, path, phone)];
  await say(
    author,
    id,
    Array.from({ length: 12 }, (_, n) => `message ${n}`),
  );
  await log(readers).getByText("message 11", { exact: true }).waitFor();
  await reveal(authors, "For 24 hours", { presses: 1 });
  await confirm(authors, /^Show .* this original for 24 hours\?$/);
  await authors.getByText(/can see the original\. It ends /).waitFor();
  for (const page of [authors, readers]) {
    await log(page)
      .getByText(/^Ends tomorrow, /)
      .waitFor({ state: "attached" });
  }
  await log(readers).locator("article img").waitFor();
  await expect.poll(() => fromEnd(readers)).toBeLessThanOrEqual(1);
  await log(readers).getByRole("button", { name: "Show the photo" }).click();
  await expect.poll(() => widthOf(readers)).toBeGreaterThan(0);
  expect(await statusOf()).toBe(200);
});
