/** Photos in a conversation, on two phones: reviewed, sent, covered, revealed and taken back; and without a network. */
import { expect, test } from "vitest";
import { expectAccessible, expectAccessibleInBothThemes } from "./accessible";
import { chatsIn, log } from "./chatting";
import { press } from "./keyboard";
import { choosePhotos, reviewAll } from "./photo-sheet";
import { fourPeople, threePeople } from "./photos";
import { openWorld, phone } from "./world";

const world = openWorld();
const { twoConnected, openChat } = chatsIn(world);

test("two photos are reviewed, sent, covered until they are pressed, revealed, and taken back", async () => {
  const { author, reader, path } = await twoConnected();
  const [authors, readers] = [await openChat(author, path, phone), await openChat(reader, path, phone)];
  const fetched: string[] = [];
  readers.on("request", (request) => fetched.push(new URL(request.url()).pathname));

  await authors.getByLabel("Your message").fill("From the lake");
  const sheet = await choosePhotos(authors, [threePeople, fourPeople]);
  const send = sheet.getByRole("button", { name: "Send 2 photos" });
  expect(await send.isDisabled()).toBe(true);
  await expectAccessibleInBothThemes(authors);
  await reviewAll(authors, 2);
  await sheet.getByText("Choose whether the originals are kept.").waitFor();
  expect(await sheet.getByRole("radio", { checked: true }).count()).toBe(0);
  await sheet.getByRole("radio", { name: "Keep them", exact: true }).check();
  await sheet.getByLabel("Caption of photo 1").fill("Before we swam");
  expect(await sheet.getByLabel("Message", { exact: true }).inputValue()).toBe("From the lake");
  await send.click();
  await sheet.waitFor({ state: "detached" });

  await log(readers).getByText("From the lake").waitFor();
  await log(authors).locator('article[data-status="delivered"], article[data-status="read"]').waitFor();
  const covered = log(readers).getByRole("button", { name: "Show 2 photos: Before we swam" });
  await covered.waitFor();
  expect(fetched.filter((each) => each.startsWith("/images/"))).toEqual([]);
  await expectAccessibleInBothThemes(readers);
  await covered.click();
  const tile = log(readers).getByRole("button", { name: "Open photo 1 of 2: Before we swam" });
  await press(tile);
  const viewer = readers.getByRole("dialog", { name: "Photos of a message" });
  await viewer.getByText("Before we swam").waitFor();
  await expectAccessible(readers);
  await readers.keyboard.press("ArrowRight");
  await viewer.getByText("Photo 2 of 2").waitFor();
  await readers.keyboard.press("Escape");
  await viewer.waitFor({ state: "detached" });
  await press(tile);
  await press(viewer.getByRole("button", { name: "Close" }));
  await readers.locator(":focus").and(tile).waitFor();
  expect(fetched.some((each) => each.startsWith("/images/"))).toBe(true);
  expect(fetched.some((each) => each.includes("/original"))).toBe(false);

  await log(authors)
    .getByRole("button", { name: /^Open photo 1 of 2/ })
    .click();
  await authors.getByRole("button", { name: "Reveal original …" }).click();
  await authors.getByRole("button", { name: "Continue" }).click();
  await authors.getByRole("button", { name: /^Reveal to/ }).click();
  await authors.getByText(/can see the original/).waitFor();
  await log(readers).getByText("revealed a photo").waitFor();
  const original = readers.waitForResponse((answer) => answer.url().endsWith("/original"));
  await log(readers).getByRole("button", { name: "Show the photo" }).click();
  expect((await original).status()).toBe(200);
  const shown = readers.getByRole("img").and(readers.locator('[src$="/original"]'));
  await shown.waitFor();
  await authors.getByRole("button", { name: "Take it back" }).click();
  await shown.waitFor({ state: "detached" });
  await log(readers).getByText("took a photo back").waitFor();
});

test("a viewer that is opened again in the moment in which it closes stays open", async () => {
  const { author, path } = await twoConnected();
  const page = await openChat(author, path, phone);
  const sheet = await choosePhotos(page, [threePeople]);
  await reviewAll(page, 1);
  await sheet.getByRole("radio", { name: "Don't keep them", exact: true }).check();
  await sheet.getByRole("button", { name: "Send photo" }).click();
  await sheet.waitFor({ state: "detached" });
  const tile = log(page).getByRole("button", { name: "Open photo" });
  await press(tile);
  const viewer = page.getByRole("dialog", { name: "Photos of a message" });
  await viewer.waitFor();
  await log(page).locator('article[data-status="sent"]').waitFor(); // the tile stays the same one while it is sent
  await viewer.evaluate(async (dialog: HTMLDialogElement) => {
    dialog.close();
    await Promise.resolve();
    if (document.activeElement instanceof HTMLElement) document.activeElement.click();
  });
  await press(viewer.getByRole("button", { name: "Close" }));
  await page.locator(":focus").and(tile).waitFor();
});

test("Escape, however often it is pressed, asks before photos are lost", async () => {
  const { author, path } = await twoConnected();
  const page = await openChat(author, path, phone);
  const sheet = await choosePhotos(page, [threePeople]);
  const question = page.getByRole("dialog", { name: "Discard this photo?" });
  for (let time = 0; time < 3; time += 1) {
    await page.keyboard.press("Escape");
    await question.waitFor();
    await page.keyboard.press("Escape");
    await question.waitFor({ state: "detached" });
    await sheet.getByRole("button", { name: "Review", exact: true }).waitFor();
  }
  await sheet.getByRole("button", { name: "Review", exact: true }).click();
  const review = page.getByRole("dialog", { name: "Your photo" });
  await review.waitFor();
  await review.evaluate((dialog: HTMLDialogElement) => dialog.close());
  await press(sheet.getByRole("button", { name: "Review", exact: true }));
  await review.waitFor();
});

test("photos that are discarded leave their words in the composer", async () => {
  const { author, path } = await twoConnected();
  const page = await openChat(author, path, phone);
  const sheet = await choosePhotos(page, [threePeople]);
  await sheet.getByLabel("Message", { exact: true }).fill("Not these");
  await page.keyboard.press("Escape");
  await press(page.getByRole("dialog", { name: "Discard this photo?" }).getByRole("button", { name: "Go on" }));
  await press(sheet.getByRole("button", { name: "Cancel" }));
  await press(page.getByRole("button", { name: "Discard" }));
  await sheet.waitFor({ state: "detached" });
  expect(await page.getByLabel("Your message").inputValue()).toBe("Not these");
});

test("photos that were sent without a network wait with their words, and go once it is back", async () => {
  const { author, reader, path } = await twoConnected();
  const [authors, readers] = [await openChat(author, path, phone), await openChat(reader, path, phone)];
  const sheet = await choosePhotos(authors, [threePeople]);
  await reviewAll(authors, 1);
  await sheet.getByRole("radio", { name: "Don't keep them", exact: true }).check();
  await sheet.getByLabel("Message", { exact: true }).fill("Without a network");
  await authors.context().setOffline(true);
  await sheet.getByRole("button", { name: "Send photo" }).click();
  const waiting = log(authors).locator('article[data-status="waiting"]');
  await waiting.getByRole("button", { name: "Open photo" }).waitFor();
  await waiting.getByRole("progressbar").waitFor();
  await expectAccessible(authors);
  await authors.getByLabel("Your message").fill("and then");
  await authors.getByRole("button", { name: "Send", exact: true }).click();
  await authors.context().setOffline(false);
  await log(readers).getByText("and then").waitFor();
  expect(await log(readers).locator("article span[dir]").allTextContents()).toEqual(["Without a network", "and then"]);
  await log(readers).getByRole("button", { name: "Show photo" }).click();
  await expect
    .poll(() =>
      log(readers)
        .locator("article img")
        .evaluate((image: HTMLImageElement) => image.naturalWidth),
    )
    .toBeGreaterThan(0);

  await readers.reload();
  await log(readers).getByRole("button", { name: "Show photo" }).waitFor();
});
