/** The emoji of the composer and of reactions: searched by name, in one's skin tone, by finger and by keyboard. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { expectAccessible } from "./accessible";
import { chatsIn, log } from "./chatting";
import { press } from "./keyboard";
import { openWorld, phone } from "./world";
import { reload, visit } from "./visiting";

const world = openWorld();
const { twoConnected, openChat } = chatsIn(world);

const field = (page: Page) => page.getByLabel("Your message");
const button = (page: Page) => page.getByRole("button", { name: "Emoji", exact: true });
const tray = (page: Page) => page.getByRole("region", { name: "Emoji" });
const pick = (page: Page, name: string) => page.getByRole("gridcell", { name, exact: true }).click();

test("on a phone emoji are searched, take the chosen skin tone, and are put where the caret is", async () => {
  const { author, reader, path } = await twoConnected();
  const [page, others] = [await openChat(author, path, phone), await openChat(reader, path, phone)];
  await field(page).fill("Well done!");
  await field(page).evaluate((element: HTMLTextAreaElement) => element.setSelectionRange(9, 9));
  await button(page).click();
  await page.getByRole("gridcell", { name: "Grinning face", exact: true }).waitFor();
  await expectAccessible(page);
  await page.getByTitle("Medium dark").click();
  await page.getByLabel("Search emoji").fill("clap");
  await pick(page, "Clapping hands");
  await page.getByLabel("Search emoji").fill("party pop");
  await pick(page, "Party popper");
  await expect.poll(() => field(page).inputValue()).toBe("Well done👏🏾🎉!");
  await page.getByRole("button", { name: "Send" }).click();
  await log(others).getByText("Well done👏🏾🎉!").waitFor();

  await reload(page);
  await button(page).click();
  const recent = page.getByRole("group", { name: "Recent emoji" }).getByRole("button");
  expect((await recent.allTextContents()).slice(0, 2)).toEqual(["🎉", "👏🏾"]);
  expect(await page.getByRole("radio", { name: "Medium dark" }).isChecked()).toBe(true);
});

test("by keyboard the tray is opened, searched, picked from and closed, and a message is answered with any emoji", async () => {
  const { author, reader, path } = await twoConnected();
  const [page, others] = [await openChat(author, path), await openChat(reader, path)];
  await button(page).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("gridcell", { name: "Grinning face", exact: true }).waitFor();
  expect(await page.getByLabel("Search emoji").evaluate((element) => element === document.activeElement)).toBe(true);
  await expectAccessible(page);
  await page.keyboard.type("zzzz");
  await page.getByText("No emoji found for “zzzz”.").waitFor();
  await page.getByLabel("Search emoji").fill("turtle");
  await page.getByRole("gridcell", { name: "Turtle", exact: true }).waitFor();
  await page.keyboard.press("Enter");
  await expect.poll(() => field(page).inputValue()).toBe("🐢");
  await page.keyboard.press("Escape"); // in the field, where it is written on
  await tray(page).waitFor({ state: "detached" });
  await page.keyboard.press("Enter");
  await log(others).getByText("🐢").waitFor();

  await press(button(page));
  await press(page.getByLabel("Search emoji"), "Escape");
  await tray(page).waitFor({ state: "detached" });
  expect(await button(page).evaluate((element) => element === document.activeElement)).toBe(true);
});

test("where the names of emoji cannot be loaded, those used last are there, and another try loads all", async () => {
  const { author, path } = await twoConnected();
  const page = await openChat(author, path, phone);
  await page.route("**/emoji/**", (route) => route.abort());
  await button(page).click();
  await page.getByText("The emoji couldn't be loaded. Check your connection and try again.").waitFor();
  await page.getByRole("button", { name: "🙏" }).click();
  await expect.poll(() => field(page).inputValue()).toBe("🙏");
  await page.unroute("**/emoji/**");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("gridcell", { name: "Grinning face", exact: true }).waitFor();
  world.forgetErrors(/ERR_FAILED|Failed to fetch/);
});

test("pressing the field on a phone gives its keyboard the place of the emoji", async () => {
  const { author, path } = await twoConnected();
  const page = await world.pageOf(author, { viewport: phone, hasTouch: true });
  await visit(page, path);
  await field(page).tap();
  await button(page).click();
  await tray(page).waitFor();
  await field(page).tap();
  await tray(page).waitFor({ state: "detached" });
});
