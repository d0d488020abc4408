/** Two tabs of one browser, one line to the inbox: badges, titles, the note of what happens now, and the inbox's page. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { expectAccessible } from "./accessible";
import { chatsIn } from "./chatting";
import { visit } from "./visiting";
import { openWorld } from "./world";

const world = openWorld();
const { twoConnected, say } = chatsIn(world);

test("tabs share one line: a message shows in both at once, also in an open inbox, without a poll, and leads to its conversation", async () => {
  const { author, reader, id } = await twoConnected();
  const first = await world.pageOf(reader);
  const second = await first.context().newPage();
  const lines: string[] = [];
  const polls: string[] = [];
  for (const tab of [first, second]) {
    tab.on("websocket", (socket) => lines.push(socket.url()));
    tab.on("request", (request) => {
      if (request.url().includes("/unread-counts")) polls.push(request.url());
    });
  }
  await Promise.all([visit(first, "/"), visit(second, "/how-it-works")]);
  const title = (tab: Page) => expect.poll(() => tab.title());
  await title(first).toMatch(/^\(1\) /); // the accepted request
  await expect.poll(() => lines.length).toBe(1);
  await say(author, id, ["Are you there?"]);
  for (const tab of [first, second]) await title(tab).toMatch(/^\(2\) /);
  expect([lines.length, polls]).toEqual([1, []]);

  const { display_name: name } = author.user;
  await second.getByRole("status").getByText(`A new message from ${name}`).waitFor();
  await second
    .getByRole("navigation", { name: "Main" })
    .getByRole("link", { name: /^Inbox/ })
    .click();
  const main = second.getByRole("main");
  await main.getByText(`${name} accepted your request`).waitFor();
  await title(first).toMatch(/^\(1\) /); // seen here, it is seen there
  await expectAccessible(second);
  await say(author, id, ["I am at the door."]);
  await main.getByText(`2 new messages from ${name}`).click(); // the list itself shows what happens now
  await second.waitForURL(`**/connections/${id}`);
  for (const tab of [first, second]) await title(tab).not.toMatch(/^\(/);

  await second.close();
  await first.close();
});
