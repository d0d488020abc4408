/** A conversation on a phone: its own header, the composer above the keyboard, and where it all began. */
import { expect, test } from "vitest";
import { expectAccessibleInBothThemes } from "./accessible";
import { chatsIn, log, write } from "./chatting";
import { desk, openWorld, phone } from "./world";

const world = openWorld();
const { act, ask, openChat } = chatsIn(world);

test("on a phone the conversation has the screen to itself, and begins with the story and the note", async () => {
  const [author, reader] = [await world.newPerson(), await world.newPerson()];
  const { id } = await ask(reader, author, "Your story stayed with me.");
  await act(author, id, "accept");
  const page = await openChat(author, `/connections/${id}`, phone);
  expect(await page.getByRole("navigation", { name: "Main" }).isVisible()).toBe(false);
  expect(await page.getByRole("link", { name: /^Heartfelt/ }).isVisible()).toBe(false);
  await log(page).getByText("Your story", { exact: true }).waitFor();
  await log(page).getByText("Your story stayed with me.").waitFor();
  await log(page).getByText("wrote to you").waitFor();
  await expectAccessibleInBothThemes(page);

  await page.getByRole("button", { name: "Conversation options" }).click();
  await expectAccessibleInBothThemes(page);
  await page.getByRole("menuitem", { name: "Read the story" }).click();
  await page.waitForURL(/\/stories\//);
  await page.getByRole("link", { name: /^Heartfelt/ }).waitFor();
});

test("the composer stays at the bottom and the newest message above it while a keyboard takes half of the screen", async () => {
  const [author, reader] = [await world.newPerson(), await world.newPerson()];
  const { id } = await ask(reader, author);
  await act(author, id, "accept");
  const page = await openChat(reader, `/connections/${id}`, phone);
  for (let n = 1; n <= 12; n++) await write(page, `line ${n}\nof a thought`);
  await log(page).getByText("line 12").waitFor();
  await page.setViewportSize({ ...phone, height: 420 });
  const send = page.getByRole("button", { name: "Send" });
  await expect.poll(async () => bottomOf(await send.boundingBox())).toBeLessThanOrEqual(420);
  expect(bottomOf(await send.boundingBox())).toBeGreaterThan(380);
  await expect
    .poll(async () => bottomOf(await log(page).getByText("line 12").boundingBox()))
    .toBeLessThan((await send.boundingBox())!.y);
  expect(await page.evaluate(() => document.documentElement.scrollHeight <= innerHeight)).toBe(true);

  await page.setViewportSize(desk);
  await page.getByRole("navigation", { name: "Main" }).waitFor();
});

function bottomOf(box: { y: number; height: number } | null): number {
  return box === null ? Infinity : box.y + box.height;
}
