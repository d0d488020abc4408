/** Sockets that break, end, or are too many; the outbox on the device; and what other tabs learn. */
import type { Page, WebSocketRoute } from "playwright-core";
import { expect, test } from "vitest";
import { maxSocketsPerMember, messagesPerMinute } from "../../app/contract/chat";
import { bodyOf } from "../../app/client/body-of";
import { clientOf } from "../api/client";
import { chatsIn, log, saidIn, write } from "./chatting";
import { openWorld } from "./world";
import { untilPainted } from "./visiting";

const world = openWorld();
const { twoConnected, openChat, openLine, say } = chatsIn(world);

const unreadIn = (page: Page) => page.getByRole("navigation", { name: "Main" }).getByText(/\d+ unread message/);

/** Returns the rows on the device, by database. */
const databasesOf = (page: Page) => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));

test("an expired token is renewed without notice, and messages sent meanwhile arrive once", async () => {
  const { author, reader, path } = await twoConnected();
  const readers = await openChat(reader, path);
  const page = await world.pageOf(author);
  const lines: WebSocketRoute[] = [];
  const servers: WebSocketRoute[] = [];
  await page.routeWebSocket(/\/api\/chat\/connect\//, (line) => {
    lines.push(line);
    servers.push(line.connectToServer());
  });
  await page.goto(path);
  await readers.getByText("Online").waitFor();
  await page.getByText("Online").waitFor();
  await Promise.all([servers[0]!.close(), lines[0]!.close({ code: 4401, reason: "The token has expired." })]);
  for (const text of ["one", "two", "three"]) await write(page, text);
  await log(page).locator('[data-status="read"]').nth(2).waitFor();
  expect(lines).toHaveLength(2);
  expect(await page.getByText(/connection broke|Connecting/).count()).toBe(0);
  expect(await saidIn(readers)).toEqual(["one", "two", "three"]);
});

test("a conversation open in too many windows says so, and continues when one of them closes", async () => {
  const { author, path, id } = await twoConnected();
  const lines = await Promise.all(Array.from({ length: maxSocketsPerMember }, () => openLine(author, id)));
  const page = await world.pageOf(author);
  await page.goto(path);
  await page.getByText("open in too many windows").waitFor();
  await write(page, "waits for a line");
  lines[0]!.close();
  // The room hears of the closed socket in its own time: each "online" makes the page try again.
  const tryAgain = async () => {
    await page.evaluate(() => dispatchEvent(new Event("online")));
    return log(page).locator('[data-status="sent"]').count();
  };
  await expect.poll(tryAgain).toBe(1);
  expect(await page.getByText("open in too many windows").count()).toBe(0);
  for (const line of lines) line.close();
});

test("a session that ended elsewhere offers to sign in again, and loses no unsent message", async () => {
  const { author, path } = await twoConnected();
  const page = await openChat(author, path);
  await page.context().setOffline(true);
  await page.getByText("You're offline.").waitFor();
  await write(page, "written before");
  bodyOf(await clientOf(author).call("POST /api/auth/sign-out"));
  await page.context().setOffline(false);
  await page.getByText("You're signed out.").waitFor();
  await page.getByRole("link", { name: "Sign in again" }).click();
  await page.getByLabel("E-mail address").fill(author.email);
  await page.getByLabel("Password", { exact: true }).fill(author.password);
  await page.keyboard.press("Enter");
  await log(page).locator('[data-status="sent"]').waitFor();
  expect(await saidIn(page)).toEqual(["written before"]);
});

test("messages typed offline are sent from any page once the network is back", async () => {
  const { author, reader, path } = await twoConnected();
  const [authors, readers] = [await openChat(author, path), await openChat(reader, path)];
  await authors.context().setOffline(true);
  await authors.getByText("You're offline.").waitFor();
  for (const text of ["one", "two"]) await write(authors, text);
  await expect.poll(() => log(authors).locator('[data-status="waiting"]').count()).toBe(2);
  await authors.goto("about:blank");
  await authors.context().setOffline(false);
  await authors.goto("/how-it-works");
  await log(readers).getByText("two").waitFor();
  expect(await saidIn(readers)).toEqual(["one", "two"]);
});

test("signing out in one tab deletes the conversations from the device, even with another tab open", async () => {
  const { author, path } = await twoConnected();
  const page = await openChat(author, path);
  await write(page, "a refused \0");
  await page.locator('[data-status="refused"]').waitFor();
  const other = await page.context().newPage();
  await other.goto(path);
  await other.locator('[data-status="refused"]').waitFor();
  await other.getByLabel("Menu").first().click();
  await other.getByRole("button", { name: "Sign out" }).click();
  await other.waitForURL((url) => url.pathname === "/");
  await expect.poll(() => databasesOf(other)).not.toContain("heartfelt-chat");
  await page.getByText("You're signed out.").waitFor();
});

test("the badges of all tabs update at once when a conversation is read in one", async () => {
  const { author, reader, path, id } = await twoConnected();
  await say(author, id, ["first", "second"]);
  const stories = await world.pageOf(reader);
  await expect.poll(async () => (await stories.goto("/"), unreadIn(stories).count()), { interval: 500 }).toBe(1);
  const room = await stories.context().newPage();
  await room.goto(path);
  await log(room).getByText("second").waitFor();
  for (const tab of [stories, room]) await expect.poll(() => unreadIn(tab).count()).toBe(0); // the news reaches the tabs in no order
});

test("a rate-limited message is explained, and stays in the outbox", async () => {
  const { author, path, id } = await twoConnected();
  const page = await openChat(author, path);
  const burst = Array.from({ length: messagesPerMinute }, (_, index) => `message ${index}`);
  await say(author, id, burst);
  await write(page, "one too many");
  await page.getByText("You're writing fast").waitFor();
  await log(page).locator('[data-status="waiting"]').waitFor();
});

test("the unread line stays where reading began, and moves only for messages that arrive while one reads above", async () => {
  const { author, reader, path, id } = await twoConnected();
  await say(
    author,
    id,
    Array.from({ length: 30 }, (_, index) => `line ${index + 1}`),
  );
  const page = await openChat(reader, path);
  const afterLine = () => log(page).locator('[data-row="unread"] + article span[dir]').textContent();
  expect(await afterLine()).toBe("line 1");
  await page.getByRole("button", { name: /Go to \d+ new messages|newest message/ }).click();
  await say(author, id, ["line 31"]);
  await log(page).getByText("line 31", { exact: true }).waitFor();
  expect(await afterLine()).toBe("line 1");
  await log(page).evaluate((box) => box.scrollTo(0, 400));
  const read = log(page).getByText("line 12", { exact: true });
  const before = await read.boundingBox();
  await untilPainted(page);
  await say(author, id, ["line 32"]);
  await page.getByRole("button", { name: "Go to 1 new message" }).waitFor();
  expect(Math.abs((await read.boundingBox())!.y - before!.y)).toBeLessThan(2);
  expect(await afterLine()).toBe("line 32");
});
