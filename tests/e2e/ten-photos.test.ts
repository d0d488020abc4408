/** As many photos as a message may have, on two phones: one of them fails on its way, and all of them disappear in time. */
import { expect, test } from "vitest";
import { expectAccessible } from "./accessible";
import { chatsIn, chooseOfConversation, log } from "./chatting";
import { press } from "./keyboard";
import { choosePhotos, reviewAll } from "./photo-sheet";
import { tenPhotos } from "./photos";
import { openWorld, phone } from "./world";

const world = openWorld();
const { twoConnected, openChat } = chatsIn(world);

test("ten photos go as one message though one fails on its way, and are gone from both phones when their time is over", async () => {
  const { author, reader, path } = await twoConnected();
  const [authors, readers] = [await openChat(author, path, phone), await openChat(reader, path, phone)];
  for (const page of [authors, readers]) await page.clock.install();
  await chooseOfConversation(authors, "Disappearing messages");
  const setting = authors.getByRole("dialog", { name: "Disappearing messages" });
  await setting.getByLabel("After 1 day").check();
  await setting.getByRole("button", { name: "Save" }).click();
  await log(readers)
    .getByText(/ set messages to disappear after 1 day\./)
    .waitFor();

  /** The ids of the photos that the reader was sent. */
  const fetched: string[] = [];
  readers.on("request", (request) => {
    const id = /\/images\/([0-9a-f-]{36})/.exec(request.url())?.[1];
    if (id !== undefined) fetched.push(id);
  });
  const uploads: number[] = [];
  await authors.route("**/api/connections/*/photos*", async (route) => {
    uploads.push(uploads.length);
    if (uploads.length === 4) await route.fulfill({ status: 503, body: "" });
    else await route.continue();
  });
  const sheet = await choosePhotos(authors, tenPhotos());
  await reviewAll(authors, 10);
  await sheet.getByLabel("Caption of photo 1", { exact: true }).fill("The first");
  await sheet.getByLabel("Caption of photo 10", { exact: true }).fill("The last");
  await sheet.getByRole("radio", { name: "Don't keep them", exact: true }).check();
  await expectAccessible(authors);
  await sheet.getByRole("button", { name: "Send 10 photos" }).click();
  await sheet.waitFor({ state: "detached" });
  const covered = log(readers).getByRole("button", { name: /^Show 10 photos/ });
  await covered.waitFor();
  expect(uploads).toHaveLength(11);
  expect(await log(readers).locator("article").count()).toBe(1);

  await covered.click();
  const tiles = log(readers).getByRole("button", { name: /^Open photo \d+ of 10/ });
  await tiles.nth(3).waitFor();
  await log(readers).getByText("+6").waitFor();
  await press(tiles.first());
  const viewer = readers.getByRole("dialog", { name: "Photos of a message" });
  await viewer.getByText("Photo 1 of 10").waitFor();
  for (let at = 2; at <= 10; at++) {
    await readers.keyboard.press("ArrowRight");
    await viewer.getByText(`Photo ${at} of 10`).waitFor();
  }
  await viewer.getByText("The last").waitFor();
  await readers.keyboard.press("Escape");
  await expectAccessible(readers);
  expect(new Set(fetched)).toHaveLength(10);

  for (const page of [authors, readers]) {
    await page.context().setOffline(true);
    await page.getByText("You're offline.", { exact: false }).waitFor();
    await page.clock.fastForward("24:00:00");
    await log(page).locator("article img").first().waitFor({ state: "detached" });
    expect(await page.content()).not.toContain("The last");
    expect(await log(page).locator("article").count()).toBe(0);
  }
});
