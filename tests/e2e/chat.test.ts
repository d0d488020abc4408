/** Two people in two browsers: one asks, the other accepts, they talk, and nothing is lost on the way. */
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { photo, uploaded } from "../api/client";
import { expectAccessible } from "./accessible";
import { chatsIn, chooseOfConversation, log, saidIn, write } from "./chatting";
import { desk, openWorld, phone } from "./world";
import { visit } from "./visiting";
import { patientFetch } from "../../scripts/patient-fetch.mjs";

const world = openWorld();
const { share, request, twoConnected, openChat, say } = chatsIn(world);

describe.each([
  ["phone", phone],
  ["desk", desk],
])("on a %s", (_name, viewport) => {
  test("a reader sends a request, the author accepts, and both chat in real time with ticks", async () => {
    const [author, reader] = [await world.newPerson(), await world.newPerson()];
    const story = await share(author);
    const readers = await world.pageOf(reader, { viewport });
    await visit(readers, `/stories/${story.id}`);
    await readers.getByLabel("Your note").fill("Your story stayed with me.");
    await readers.getByRole("button", { name: "Ask to connect" }).click();
    await readers.getByText("Request sent.").waitFor();

    const authors = await world.pageOf(author, { viewport });
    await visit(authors, "/connections");
    await authors.getByText("Your story stayed with me.").waitFor();
    await authors.getByRole("button", { name: "Accept" }).click();
    await authors.waitForURL(/\/connections\/[0-9a-f-]{36}$/);
    await authors.getByText("Offline").waitFor();
    await write(authors, "Thank you. See https://example.org/a.");

    await readers.goto(new URL(authors.url()).pathname);
    await log(readers).getByText("Thank you.").waitFor();
    const link = log(readers).getByRole("link", { name: "https://example.org/a" });
    expect(await link.getAttribute("rel")).toBe("noopener noreferrer nofollow ugc");
    await authors.getByText("Online").waitFor();
    await log(authors).getByText("Read", { exact: true }).waitFor();

    await readers.getByLabel("Your message").pressSequentially("I will ");
    await authors.getByText("is typing …").waitFor();
    await readers.getByLabel("Your message").pressSequentially("write more.");
    await readers.getByRole("button", { name: "Send" }).click();
    await log(authors).getByText("I will write more.").waitFor();
    await expectAccessible(readers);
    await expectAccessible(authors);
  });

  test("messages written offline survive a reload, and are sent in order once the network is back", async () => {
    const { author, reader, path } = await twoConnected();
    const [authors, readers] = [await openChat(author, path, viewport), await openChat(reader, path, viewport)];
    await authors.context().setOffline(true);
    await authors.getByText("You're offline.").waitFor();
    for (const text of ["one", "two", "three"]) await write(authors, text);
    await expect.poll(() => log(authors).locator('[data-status="waiting"]').count()).toBe(3);
    await write(readers, "meanwhile");
    await log(readers).getByText("meanwhile").waitFor();

    await authors.context().setOffline(false);
    await log(authors).getByText("meanwhile").waitFor();
    await expect.poll(() => log(authors).locator('[data-status="read"]').count()).toBe(3);
    expect(await saidIn(readers)).toEqual(["meanwhile", "one", "two", "three"]);
    await authors.reload();
    await authors.getByText("Online").waitFor();
    await expect.poll(() => saidIn(authors)).toEqual(await saidIn(readers));
  });
});

test("an unsent message survives leaving the page, and is sent when the conversation is opened again", async () => {
  const { author, reader, path } = await twoConnected();
  const authors = await openChat(author, path);
  await authors.context().setOffline(true);
  await write(authors, "kept over the night");
  await authors.locator('[data-status="waiting"]').waitFor();
  await authors.goto("about:blank");
  await authors.context().setOffline(false);
  await authors.goto(path);
  await authors.locator('[data-status="sent"]').waitFor();
  const readers = await openChat(reader, path);
  await expect.poll(() => saidIn(readers)).toEqual(["kept over the night"]);
});

test("new messages do not move a reader who scrolled up but are counted, and older pages keep their place", async () => {
  const { author, reader, path, id } = await twoConnected();
  const authors = await openChat(author, path);
  const lines = Array.from({ length: 55 }, (_, index) => `line ${index + 1}\nof a longer thought`);
  await say(author, id, lines);
  await expect.poll(() => log(authors).locator('[data-status="sent"]').count()).toBe(55);

  const readers = await openChat(reader, path, phone);
  await log(readers).getByText("New messages").waitFor();
  await log(readers).evaluate((box) => box.scrollTo(0, 0));
  // What is loaded above does not move what is read.
  const read = log(readers).getByText(/^line 6\n/);
  await log(readers)
    .getByText(/^line 1\n/)
    .waitFor({ state: "attached" });
  const top6 = (await read.boundingBox())!.y;
  expect(top6).toBeGreaterThan(0);
  expect(top6).toBeLessThan(phone.height);

  const top = await log(readers).evaluate((box) => box.scrollTop);
  await write(authors, "something new");
  const pill = readers.getByRole("button", { name: /Go to \d+ new message/ });
  await pill.waitFor();
  expect(await log(readers).evaluate((box) => box.scrollTop)).toBe(top);
  await pill.click();
  await log(authors).locator('[data-status="read"]').nth(55).waitFor();
});

test("a refused message stays, and can be edited or discarded", async () => {
  const { author, path } = await twoConnected();
  const page = await openChat(author, path);
  await write(page, "a NUL \0 in a sign");
  await page.getByRole("alert").filter({ hasText: "This message couldn't be sent" }).waitFor();
  await write(page, "the next one goes");
  await log(page).locator('[data-status="sent"]').waitFor();
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await expect.poll(() => page.getByLabel("Your message").inputValue()).toContain("in a sign");
  await write(page, "a whole sign");
  await log(page).getByText("a whole sign").waitFor();
  await expect.poll(() => log(page).locator('[data-status="sent"]').count()).toBe(2);
});

test("a refused message that is being edited survives a reload, and a discarded one is gone", async () => {
  const { author, path } = await twoConnected();
  const page = await openChat(author, path);
  for (const text of ["first \0", "second \0"]) await write(page, text);
  await expect.poll(() => page.locator('[data-status="refused"]').count()).toBe(2);
  await page.getByRole("button", { name: "Discard" }).last().click();
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await page.reload();
  await expect.poll(() => page.getByLabel("Your message").inputValue()).toContain("first");
  expect(await page.locator("[data-status]").count()).toBe(0);
});

/** Returns the drafts that the page's device has stored. */
const storedDrafts = (page: Page): Promise<string[]> =>
  page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open("heartfelt-chat");
        opening.onerror = () => reject(opening.error!);
        opening.onsuccess = () => {
          const reading = opening.result.transaction("drafts").objectStore("drafts").getAll();
          reading.onerror = () => reject(reading.error!);
          reading.onsuccess = () => {
            opening.result.close();
            resolve((reading.result as { text: string }[]).map(({ text }) => text));
          };
        };
      }),
  );

test("a draft belongs to its conversation, and survives a switch and a reload", async () => {
  const [author, anna, bert] = [await world.newPerson(), await world.newPerson(), await world.newPerson()];
  const [first, second] = [await twoConnected({ author, reader: anna }), await twoConnected({ author, reader: bert })];
  const page = await openChat(author, first.path);
  const field = page.getByLabel("Your message");
  const list = page.getByRole("navigation", { name: "Your conversations" });
  await field.pressSequentially("for Anna");
  await list.getByRole("link", { name: bert.user.display_name }).click();
  await page.waitForURL(`**${second.path}`);
  await expect.poll(() => field.inputValue()).toBe("");
  await field.pressSequentially("for Bert");
  // The device stores a key a moment after it was pressed; a person takes longer to reload.
  await expect.poll(() => storedDrafts(page)).toContain("for Bert");
  await page.reload();
  await expect.poll(() => field.inputValue()).toBe("for Bert");
  await list.getByRole("link", { name: anna.user.display_name }).click();
  await expect.poll(() => field.inputValue()).toBe("for Anna");
});

test("a revealed original comes into the conversation, and closes on every open screen once it is taken back", async () => {
  const { author, reader, path } = await twoConnected();
  const { image_id: image } = await uploaded(author, { original: (await photo()).original });
  await share(author, [image]);
  const authors = await openChat(author, path);
  const [readers, second] = [await openChat(reader, path, phone), await openChat(reader, path, phone)];
  const statusForReader = async () =>
    (
      await patientFetch(`${world.url}/api/images/${image}/original`, {
        headers: { Authorization: `Bearer ${reader.token}` },
      })
    ).status;
  expect(await statusForReader()).toBe(404);
  await write(authors, "Look who this is");
  await authors.getByRole("button", { name: "Photos", exact: true }).click();
  await authors.getByText("screenshots exist").waitFor();
  await authors.getByRole("button", { name: "Reveal the original" }).click();
  await authors.getByText("will see exactly this").waitFor();
  expect(await authors.getByText("can see the original.").count()).toBe(0);
  await authors.getByRole("button", { name: "Continue" }).click();
  await authors.getByText(/^Show .* this original until you take it back\?$/).waitFor();
  await authors.getByRole("button", { name: /^Reveal to/ }).click();
  await log(readers).getByText("revealed a photo").waitFor();
  expect(await readers.locator('img[src$="/original"]').count()).toBe(0);
  const lines = await log(readers).getByRole("article").allTextContents();
  expect(lines.map((line) => /Look who|revealed/.exec(line)?.[0])).toEqual(["Look who", "revealed"]);
  await expect.poll(() => authors.getByText("Not seen yet").count()).toBe(1);

  for (const page of [readers, second]) {
    await page.getByRole("button", { name: "Show the photo" }).click();
    const shown = page.getByRole("dialog").locator('img[src$="/original"]');
    await expect.poll(() => shown.evaluate((original: HTMLImageElement) => original.naturalWidth)).toBeGreaterThan(0);
  }
  expect(await readers.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  await log(authors)
    .getByText(/Seen at/)
    .waitFor({ state: "attached" });
  await second.context().setOffline(true);
  await second.getByText("You're offline.").waitFor({ state: "attached" });

  await authors.getByRole("button", { name: "Take it back" }).click();
  await log(readers).getByText("took a photo back").waitFor();
  expect(await readers.locator('img[src$="/original"]').count()).toBe(0);
  await authors.getByText("sees covered faces.").waitFor();
  expect(await statusForReader()).toBe(404);
  await second.context().setOffline(false);
  await log(second).getByText("took a photo back").waitFor();
  expect(await second.locator('img[src$="/original"]').count()).toBe(0);
  await readers.reload();
  await log(readers).getByText("took a photo back").waitFor();
});

test("a block is silent: the other writes on, with one tick, and what they wrote never arrives", async () => {
  const { author, reader, path } = await twoConnected();
  const [authors, readers] = [await openChat(author, path), await openChat(reader, path, phone)];
  await write(authors, "before");
  await log(readers).getByText("before").waitFor();
  await chooseOfConversation(authors, "Block");
  await authors
    .getByRole("dialog", { name: /^Block/ })
    .getByRole("button", { name: "Block" })
    .click();
  await authors.getByText("You blocked").waitFor();
  await readers.getByText("Offline").waitFor();
  await write(readers, "into the void");
  await log(readers).locator('[data-status="sent"]').waitFor();
  await readers.context().setOffline(true);
  await readers.getByText("You're offline.").waitFor();
  await write(readers, "from afar");
  await readers.context().setOffline(false);
  await expect.poll(() => log(readers).locator('[data-status="sent"]').count()).toBe(2);
  await readers.reload();
  await readers.getByLabel("Your message").waitFor();
  await authors.getByRole("button", { name: "Unblock" }).click();
  await authors.getByLabel("Your message").waitFor();
  await readers.getByText("Online").waitFor();
  await write(readers, "heard again");
  await log(authors).getByText("heard again").waitFor();
  expect(await saidIn(authors)).toEqual(["before", "heard again"]);
  expect(await saidIn(readers)).toEqual(["before", "into the void", "from afar", "heard again"]);
});

test("accepting, writing two lines and returning to the list works with the keyboard alone", async () => {
  const [author, reader] = [await world.newPerson(), await world.newPerson()];
  const story = await share(author);
  await request(reader, story.id, "Hello");
  const page = await world.pageOf(author);
  await visit(page, "/connections");
  await page.getByRole("button", { name: "Accept" }).focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/connections\/[0-9a-f-]{36}$/);
  await page.getByText("Offline").waitFor();
  await page.getByLabel("Your message").focus();
  await page.keyboard.type("first");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.type("second");
  await page.keyboard.press("Enter");
  await log(page).locator('[data-status="sent"]').waitFor();
  expect(await saidIn(page)).toEqual(["first\nsecond"]);
  await page.keyboard.press("Shift+Tab");
  for (const label of ["Add photos", "Message options"]) {
    await page.keyboard.press("Shift+Tab");
    expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe(label);
  }
  await page.keyboard.press("Shift+Tab");
  expect(await page.evaluate(() => document.activeElement?.getAttribute("href"))).toBe(`/stories/${story.id}`);
  await page.keyboard.press("Shift+Tab");
  expect(await page.evaluate(() => document.activeElement?.getAttribute("role"))).toBe("log");
});

test("unread messages show in the header of every page until they are read", async () => {
  const { author, reader, path } = await twoConnected();
  const authors = await openChat(author, path);
  await write(authors, "are you there?");
  await log(authors).locator('[data-status="sent"]').waitFor();
  const page = await world.pageOf(reader);
  const badge = page.getByRole("navigation", { name: "Main" }).getByText("1 unread message");
  await expect.poll(async () => (await page.goto("/"), badge.count()), { interval: 500 }).toBe(1);
  await page.goto(path);
  await log(authors).locator('[data-status="read"]').waitFor();
  await expect.poll(async () => (await page.goto("/"), badge.count()), { interval: 500 }).toBe(0);
});

test("a decline is silent: the sender's request still waits for an answer", async () => {
  const [author, reader] = [await world.newPerson(), await world.newPerson()];
  const story = await share(author);
  await request(reader, story.id);
  const authors = await world.pageOf(author);
  await visit(authors, "/connections");
  await authors.getByRole("button", { name: "Decline" }).click();
  await authors.getByRole("button", { name: "Decline silently" }).click();
  await authors.getByText("No connections yet").waitFor();
  const readers = await world.pageOf(reader);
  await visit(readers, "/connections");
  await readers.getByText("Waiting for an answer").waitFor();
  await readers.goto(`/stories/${story.id}`);
  await readers.getByText("Request sent.").waitFor();
});
