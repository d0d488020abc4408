/** The list of conversations on a phone: what was said last, live; pinned, muted and archived; and searching in all of them. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { expectAccessibleInBothThemes } from "./accessible";
import { chatsIn, chooseOfConversation, log, write } from "./chatting";
import { openWorld, phone } from "./world";
import { visit } from "./visiting";

const world = openWorld();
const { twoConnected, openChat, say } = chatsIn(world);

const names = (page: Page) =>
  page
    .getByRole("main")
    .getByRole("listitem")
    .getByRole("link")
    .evaluateAll((links) => links.map((link) => link.querySelector("bdi")?.textContent));

async function choose(page: Page, name: string, item: string): Promise<void> {
  await page
    .getByRole("main")
    .getByRole("button", { name: `Options for ${name}` })
    .click();
  await page.getByRole("menuitem", { name: item }).click();
}

test("the list shows what was said last and changes while it is open; pins, archive and mutes are the person's own", async () => {
  const author = await world.newPerson();
  const [first, second] = [await twoConnected({ author }), await twoConnected({ author })];
  const [ben, cleo] = [first.reader.user.display_name, second.reader.user.display_name];
  await say(first.reader, first.id, ["from the first"]);
  await say(second.reader, second.id, ["from the second"]);
  const page = await world.pageOf(author, { viewport: phone });
  await visit(page, "/connections");
  await page.getByText("from the second").waitFor();
  await expect.poll(() => names(page)).toEqual([cleo, ben]);
  await expectAccessibleInBothThemes(page);

  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await say(first.reader, first.id, ["and again"]);
  await page.getByText("and again").waitFor();
  await expect.poll(() => names(page)).toEqual([ben, cleo]);
  await page.getByRole("main").getByText("2 unread messages").waitFor({ state: "attached" });
  expect(asked).not.toContain("/api/chat/conversations"); // the inbox said it

  await choose(page, cleo, "Pin to the top");
  await expect.poll(() => names(page)).toEqual([cleo, ben]);
  await choose(page, ben, "Archive");
  await page.getByText("Archived (1)").waitFor();
  const other = await world.pageOf(author);
  await visit(other, "/connections");
  await other.getByText("Archived (1)").waitFor();
  expect(await other.getByText("and again").isVisible()).toBe(false);
  await other.getByText("Archived (1)").click();
  await other.getByText("and again").waitFor();
  await expectAccessibleInBothThemes(other);

  await say(first.reader, first.id, ["back by a new message"]);
  await expect.poll(() => page.getByText("Archived (1)").count()).toBe(0);
  await page.getByText("back by a new message").waitFor();
  await choose(page, ben, "Mute notifications");
  await page.getByText("Muted", { exact: true }).waitFor({ state: "attached" });
  await choose(page, ben, "Archive");
  await page.getByText("Archived (1)").waitFor();
  await say(first.reader, first.id, ["quietly"]);
  await expect.poll(() => page.getByText("quietly").count()).toBe(1);
  expect(await page.getByText("Archived (1)").count()).toBe(1);
});

test("the list beside an open conversation shows each message as it is said and read, and so does the list one goes back to", async () => {
  const { author, reader, path } = await twoConnected();
  const [authors, readers] = [await openChat(author, path), await openChat(reader, path, phone)];
  const beside = authors.getByRole("navigation", { name: "Your conversations" });
  const asked: string[] = [];
  authors.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await write(authors, "see you at eight");
  await beside.getByText("see you at eight").waitFor();
  await log(readers).getByText("see you at eight").waitFor();
  await beside.getByText("You, Read:").waitFor({ state: "attached" });
  await write(readers, "at the lake");
  await beside.getByText("at the lake").waitFor();
  await log(readers).locator('[data-status="read"]').waitFor();
  expect(asked.filter((each) => each === "/api/chat/conversations")).toEqual([]);

  await write(readers, "by the boats");
  await log(authors).getByText("by the boats").waitFor();
  await readers.getByRole("link", { name: "All connections" }).click();
  await readers.getByRole("heading", { name: "Connections" }).waitFor();
  await readers.getByRole("main").getByText("by the boats").waitFor();
});

test("a message is searched for in all conversations and gone to, by keyboard", async () => {
  const { author, reader, id } = await twoConnected();
  await say(author, id, ["The harbour at dawn", ...Array.from({ length: 40 }, (_, n) => `wave ${n}`)]);
  const page = await world.pageOf(reader, { viewport: phone });
  await visit(page, "/connections");
  const field = page.getByRole("searchbox", { name: "Search your conversations" });
  await field.fill("?!");
  await page.keyboard.press("Enter");
  await page.getByText("Type a word or a number to look for.").waitFor();
  await field.fill('HARB "OR');
  await page.keyboard.press("Enter");
  await page.getByText("Nothing found for").waitFor();
  await field.fill("HARB");
  await page.keyboard.press("Enter");
  await page.getByText("1 message found").waitFor();
  expect(await page.locator("mark").textContent()).toBe("harbour");
  await expectAccessibleInBothThemes(page);
  await page.getByRole("link", { name: /The harbour at dawn/ }).focus();
  await page.keyboard.press("Enter");
  const found = log(page).getByText("The harbour at dawn");
  await found.waitFor();
  await expect.poll(async () => (await found.boundingBox())?.y ?? -1).toBeGreaterThan(0);
  await page.waitForURL((url) => url.search === "");
});

test("in a conversation a search names what it found, goes there, and closes with Escape", async () => {
  const { author, reader, path, id } = await twoConnected();
  await say(author, id, ["The old lighthouse", ...Array.from({ length: 40 }, (_, n) => `wave ${n}`)]);
  const page = await openChat(reader, path, phone);
  await write(page, "Which lighthouse?");
  await log(page).locator('[data-status="sent"], [data-status="delivered"], [data-status="read"]').waitFor();
  await chooseOfConversation(page, "Search");
  const field = page.getByRole("searchbox", { name: "Search in this conversation" });
  await expect.poll(() => field.evaluate((element) => element === document.activeElement)).toBe(true);
  await page.keyboard.press("Enter");
  await page.getByText("Type what to look for.").waitFor();
  await page.keyboard.type("light");
  await page.keyboard.press("Enter");
  await page.getByText("2 messages found").waitFor();
  await expectAccessibleInBothThemes(page);
  await page.getByRole("button", { name: /The old lighthouse/ }).click();
  const found = log(page).getByText("The old lighthouse");
  await expect.poll(async () => (await found.boundingBox())?.y ?? -1).toBeGreaterThan(0);
  await field.focus();
  await page.keyboard.press("Escape");
  await expect.poll(() => field.count()).toBe(0);
});
