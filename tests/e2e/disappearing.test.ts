/** Messages that disappear: set by either, seen by both, and gone by the page's own clock, also without a network. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { expectAccessible } from "./accessible";
import { chatsIn, chooseOfConversation, log, saidIn, write } from "./chatting";
import { press } from "./keyboard";
import { openWorld, phone } from "./world";

const world = openWorld();
const { twoConnected, openChat } = chatsIn(world);

const dialog = (page: Page) => page.getByRole("dialog", { name: "Disappearing messages" });

test("messages disappear for both after the day that one of them set, and their quotes and drafts are what is left", async () => {
  const { author, reader, path } = await twoConnected();
  const [authors, readers] = [await openChat(author, path, phone), await openChat(reader, path, phone)];
  await authors.clock.install();
  await write(authors, "before the setting");
  await log(readers).getByText("before the setting").waitFor();

  // By keyboard alone.
  await press(authors.getByRole("button", { name: "Conversation options" }));
  await press(authors.getByRole("menuitem", { name: "Disappearing messages" }));
  await dialog(authors).waitFor();
  await expectAccessible(authors);
  await press(dialog(authors).getByRole("radio", { name: "Off" }), "ArrowDown");
  expect(await dialog(authors).getByRole("radio", { name: "After 1 day" }).isChecked()).toBe(true);
  await authors.keyboard.press("Enter");
  await log(authors).getByText("You set messages to disappear after 1 day.").waitFor();
  await log(readers)
    .getByText(/ set messages to disappear after 1 day\./)
    .waitFor();
  for (const page of [authors, readers]) await page.getByText("Messages disappear after 1 day").waitFor();

  await write(authors, "see you at eight");
  await log(readers).getByText("see you at eight").waitFor();
  await log(readers)
    .getByText(/^Disappears /)
    .waitFor();
  await chooseOfConversation(readers, "Disappearing messages");
  await dialog(readers).getByLabel("Off").check();
  await dialog(readers).getByRole("button", { name: "Save" }).click();
  await log(authors)
    .getByText(/ turned off disappearing messages\./)
    .waitFor();
  await log(readers).getByText("see you at eight").click({ button: "right" });
  await readers.getByRole("menuitem", { name: "Reply" }).click();
  await write(readers, "I will be there");
  await log(authors).getByRole("button", { name: "Reply to: see you at eight" }).waitFor();
  await expectAccessible(readers);

  await authors.getByLabel("Your message").fill("a draft");
  await authors.context().setOffline(true);
  await authors.getByText("You're offline.", { exact: false }).waitFor();
  await authors.clock.fastForward("23:59:00");
  expect(await saidIn(authors)).toEqual(["before the setting", "see you at eight", "I will be there"]);
  await authors.clock.fastForward("01:00");
  await log(authors).getByText("This message is gone").waitFor();
  expect(await saidIn(authors)).toEqual(["before the setting", "I will be there"]);
  expect(await authors.content()).not.toContain("see you at eight");
  expect(await authors.getByLabel("Your message").inputValue()).toBe("a draft");
  await expectAccessible(authors);
});
