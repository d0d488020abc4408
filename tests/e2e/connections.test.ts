/** Asking, answering, revealing and blocking on the pages: with the keyboard, in words, and for everybody. */
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { photo, uploaded } from "../api/client";
import { expectAccessible } from "./accessible";
import { enabled } from "./keyboard";
import { chatsIn, log, write } from "./chatting";
import { desk, openWorld, phone, type Person } from "./world";
import { visit } from "./visiting";

const world = openWorld();
const { share, ask, act, twoConnected, openChat, say } = chatsIn(world);

/** Presses Tab until what has this role and name is focused. */
async function tabTo(page: Page, role: "button" | "link" | "textbox", name: string | RegExp): Promise<void> {
  const target = enabled(page.getByRole(role, { name })).first();
  await target.waitFor();
  for (let presses = 0; presses < 60; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab never came to the ${role} ${name}.`);
}

async function pressOn(page: Page, role: "button" | "link", name: string | RegExp): Promise<void> {
  await tabTo(page, role, name);
  await page.keyboard.press("Enter");
}

const openList = async (person: Person): Promise<Page> => {
  const page = await world.pageOf(person);
  await visit(page, "/connections");
  return page;
};

const focused = (page: Page) => page.evaluate(() => document.activeElement?.tagName);

test("with the keyboard alone: ask, accept, talk, reveal, take back, block and unblock", async () => {
  const [author, reader] = [await world.newPerson(), await world.newPerson()];
  const { image_id: image } = await uploaded(author, { original: (await photo()).original });
  const story = await share(author, [image]);
  const readers = await world.pageOf(reader);
  await visit(readers, `/stories/${story.id}`);
  await tabTo(readers, "textbox", /Your note/);
  await readers.keyboard.type("May I?");
  await pressOn(readers, "button", "Ask to connect");
  await readers.getByText("Request sent.").waitFor();

  const authors = await openList(author);
  const badge = authors.getByRole("navigation", { name: "Main" }).getByText("1 request to answer");
  await badge.waitFor({ state: "attached" });
  await pressOn(authors, "button", "Accept");
  await authors.waitForURL(/\/connections\/[0-9a-f-]{36}$/);
  await badge.waitFor({ state: "detached" });
  await tabTo(authors, "textbox", "Your message");
  await authors.keyboard.type("You may.");
  await authors.keyboard.press("Enter");
  await log(authors).locator('[data-status="sent"]').waitFor();

  await authors.getByRole("heading", { level: 1 }).focus();
  await pressOn(authors, "button", "Photos");
  await pressOn(authors, "button", "Reveal the original");
  await pressOn(authors, "button", "Continue");
  await pressOn(authors, "button", /^Reveal to/);
  await authors.getByText("can see the original.").waitFor();
  await pressOn(authors, "button", "Take it back");
  await authors.getByText("sees covered faces.").waitFor();
  await authors.keyboard.press("Escape");
  await expect.poll(() => authors.evaluate(() => document.activeElement?.textContent)).toContain("Photos");

  await pressOn(authors, "button", "Conversation options");
  await authors.getByRole("menuitem", { name: "Read the story" }).waitFor();
  await authors.keyboard.press("End");
  await authors.keyboard.press("Enter");
  await authors.getByRole("dialog", { name: /^Block/ }).waitFor();
  await tabTo(authors, "button", "Cancel");
  await authors.keyboard.press("Tab");
  await authors.keyboard.press("Enter");
  await authors.getByText("You blocked").waitFor();
  await expect.poll(() => focused(authors)).toBe("H1");
  await pressOn(authors, "button", "Unblock");
  await authors.getByLabel("Your message").waitFor();
});

test("an act says what it did, and gives the focus a place when its button is gone", async () => {
  const [author, reader] = [await world.newPerson(), await world.newPerson()];
  await ask(reader, author);
  const readers = await openList(reader);
  await pressOn(readers, "button", "Withdraw");
  await readers.getByRole("status").filter({ hasText: "Withdrawn." }).waitFor();
  await expect.poll(() => focused(readers)).toBe("H1");
});

test("a conversation's row names the person and what is unread, and leads to it", async () => {
  const { author, reader, id } = await twoConnected();
  await say(author, id, ["one", "two", "three"]);
  const page = await world.pageOf(reader);
  const row = page.getByRole("main").getByRole("link", { name: /3 unread messages/ });
  await expect.poll(async () => (await page.goto("/connections"), row.count()), { interval: 500 }).toBe(1);
  await row.click();
  await log(page).getByText("three").waitFor();
});

test("on a phone the list and the conversation are one pane each, with a way back", async () => {
  const { reader, path } = await twoConnected();
  const page = await openChat(reader, path, phone);
  expect(await page.getByRole("navigation", { name: "Your conversations" }).count()).toBe(0);
  await page.getByRole("link", { name: "All connections" }).click();
  await page.getByRole("heading", { name: "Connections", level: 1 }).waitFor();
});

describe.each([
  ["phone", phone],
  ["desk", desk],
])("on a %s", (_name, viewport) => {
  test.each(["light", "dark"] as const)(
    "asks, conversations, dialogs and troubles are without accessibility violations in %s colours",
    async (colorScheme) => {
      const { author, reader, path, id } = await twoConnected();
      const [asker, another] = [await world.newPerson(), await world.newPerson()];
      await ask(asker, author, "A note that came with the ask");
      await ask(author, another);
      const blocked = await twoConnected({ author });
      await act(author, blocked.id, "block");
      await say(reader, id, ["See https://example.org", "שלום", "🌿", "word".repeat(80)]);
      const page = await world.pageOf(author, { viewport, colorScheme });
      for (const at of ["/connections", blocked.path]) {
        await visit(page, at);
        await expectAccessible(page);
      }
      await page.goto(path);
      await page.getByText(/^(Online|Offline)$/).waitFor();
      await page.getByRole("button", { name: "Photos", exact: true }).click();
      await expectAccessible(page);
      await page.keyboard.press("Escape");
      await write(page, "a refused \0");
      await page.locator('[data-status="refused"]').waitFor();
      await page.context().setOffline(true);
      await page.getByText("You're offline.").waitFor();
      await write(page, "waits");
      await page.locator('[data-status="waiting"]').waitFor();
      await expectAccessible(page);
    },
  );
});
