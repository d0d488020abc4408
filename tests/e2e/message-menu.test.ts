/** A message's menu, by finger, mouse and keyboard: what it does reaches the other person, and a page that comes later. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { expectAccessible } from "./accessible";
import { chatsIn, log, saidIn, write } from "./chatting";
import { openWorld, phone } from "./world";

const world = openWorld();
const { twoConnected, openChat } = chatsIn(world);

/** Opens the menu of a message by a right click, and expects it to be all on the screen. */
async function openMenu(page: Page, text: string): Promise<void> {
  // A quote of it stands below it.
  await log(page).getByText(text, { exact: true }).first().click({ button: "right" });
  const box = (await page.getByRole("dialog", { name: "Message options" }).boundingBox())!;
  const { width, height } = page.viewportSize()!;
  expect([box.x >= 0, box.y >= 0, box.x + box.width <= width, box.y + box.height <= height]).toEqual(
    Array(4).fill(true),
  );
}

async function choose(
  page: Page,
  text: string,
  act: string,
  role: "menuitem" | "menuitemradio" = "menuitem",
): Promise<void> {
  await openMenu(page, text);
  await page.getByRole(role, { name: act }).click();
}

test("a message is edited, answered, reacted to, and deleted for both and for oneself, on both phones and after a reload", async () => {
  const { author, reader, path } = await twoConnected();
  const [authors, readers] = [await openChat(author, path, phone), await openChat(reader, path, phone)];
  for (const text of ["I will come on Mondey", "a secret", "only for you"]) await write(authors, text);
  await log(readers).getByText("only for you").waitFor();

  await authors.getByLabel("Your message").fill("a draft");
  await openMenu(authors, "I will come on Mondey");
  await expectAccessible(authors);
  await authors.keyboard.press("ArrowDown");
  await authors.keyboard.press("ArrowDown");
  await authors.keyboard.press("Enter");
  await authors.getByText("Edit message").waitFor();
  await authors.getByLabel("Your message").fill("I will come on Monday");
  await authors.keyboard.press("Enter");
  await log(readers).getByText("I will come on Monday").waitFor();
  await log(readers).getByText("Edited").waitFor();
  await expect.poll(() => authors.getByLabel("Your message").inputValue()).toBe("a draft");

  await choose(readers, "only for you", "React with ❤️", "menuitemradio");
  await log(authors)
    .getByRole("button", { name: / reacted with ❤️/ })
    .click();
  await log(readers)
    .getByRole("button", { name: / and you reacted with ❤️/ })
    .click();
  await log(authors).getByRole("button", { name: "You reacted with ❤️" }).waitFor();
  await choose(readers, "only for you", "React with another emoji", "menuitemradio");
  await readers.getByLabel("Search emoji").fill("turtle");
  await readers.getByRole("gridcell", { name: "Turtle" }).click();
  await log(authors)
    .getByRole("button", { name: / reacted with 🐢/ })
    .waitFor();

  await choose(readers, "a secret", "Reply");
  await write(readers, "I keep it");
  await log(authors).getByRole("button", { name: "Reply to: a secret" }).click();
  const focused = () => authors.evaluate(() => document.activeElement?.closest("article")?.textContent);
  await expect.poll(focused).toContain("a secret");

  await authors.context().setOffline(true);
  await choose(authors, "a secret", "Delete");
  await authors.getByRole("button", { name: "Delete for both" }).click();
  await log(authors).getByText("You deleted this message").waitFor();
  await authors.context().setOffline(false);
  // The message itself, and the quote of it.
  await expect.poll(() => log(readers).getByText("This message was deleted").count()).toBe(2);

  await choose(readers, "only for you", "Delete");
  expect(await readers.getByRole("button", { name: "Delete for both" }).count()).toBe(0);
  await readers.getByRole("button", { name: "Delete for me" }).click();
  await log(readers).getByText("only for you").waitFor({ state: "detached" });

  for (const page of [authors, readers]) {
    await page.reload();
    await page.getByText("Online").waitFor();
    await log(page).getByText("Edited").waitFor();
    expect(await page.content()).not.toMatch(/a secret|Mondey/);
  }
  expect(await saidIn(authors)).toEqual(["I will come on Monday", "only for you", "I keep it"]);
  expect(await saidIn(readers)).toEqual(["I will come on Monday", "I keep it"]);
  await expectAccessible(readers);
});
