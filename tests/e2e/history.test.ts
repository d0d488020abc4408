/** A long conversation on a phone: it opens where the unread messages begin, loads by scrolling, and goes to a day. */
import type { Page } from "playwright-core";
import { expect, inject, test } from "vitest";
import { expectAccessibleInBothThemes } from "./accessible";
import { chatsIn, chooseOfConversation, log, write } from "./chatting";
import { openWorld, phone, type Person } from "./world";

const world = openWorld();
const { twoConnected, openChat, say } = chatsIn(world);

const dayMs = 86_400_000;

/** Writes a past into a room that nobody entered: messages of one person, ten a day, of which the other has read some. */
async function fillPast(id: string, { sender, reader, count, read }: Past): Promise<void> {
  const from = Date.UTC(2026, 0, 1, 12);
  const numbers = `WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count})`;
  const at = `${from} + (n / 10) * ${dayMs} + n % 10`;
  const member = (person: Person, unread: number, seq: number) =>
    `INSERT INTO chat_members (user_id, connection_id, delivered_seq, read_seq, last_seq, unread)
     VALUES ('${person.user.id}', '${id}', ${seq}, ${seq}, ${count}, ${unread})`;
  const statements = [
    `INSERT INTO messages (connection_id, seq, sender_id, content, created_at)
     ${numbers} SELECT '${id}', n, '${sender.user.id}', 'thought ' || n, ${at} FROM numbers`,
    member(sender, 0, 0),
    member(reader, count - read, read),
  ];
  const answer = await fetch(inject("appSqlUrl"), { method: "POST", body: JSON.stringify(statements) });
  if (!answer.ok) throw new Error(await answer.text());
}

interface Past {
  sender: Person;
  reader: Person;
  count: number;
  read: number;
}

/** Scrolls the conversation by wheel until a text is rendered. */
async function scrollTo(page: Page, text: string, deltaY: number): Promise<void> {
  await log(page).hover();
  await expect
    .poll(async () => {
      await page.mouse.wheel(0, deltaY);
      return log(page).getByText(text, { exact: true }).count();
    })
    .toBe(1);
}

test("with 500 unread it opens at the first of them, says exactly how many are new, and reads on without a jump", async () => {
  const { author, reader, path, id } = await twoConnected();
  await fillPast(id, { sender: author, reader, count: 600, read: 100 });
  await say(author, id, ["the newest"]);
  const page = await openChat(reader, path, phone);
  const line = log(page).getByText("New messages", { exact: true });
  await line.waitFor();
  await log(page).getByText("thought 101", { exact: true }).waitFor();
  expect(await log(page).getByText("thought 100", { exact: true }).isVisible()).toBe(true);
  const pill = page.getByRole("button", { name: /^Go to \d+ new messages$/ });
  const newCount = async () => Number(/\d+/.exec((await pill.getAttribute("aria-label")) ?? "")?.[0]);
  const lastSeen = async () =>
    log(page)
      .locator("article[data-seq]")
      .evaluateAll((rows) => {
        const bottom = document.querySelector('[role="log"]')!.getBoundingClientRect().bottom;
        const seen = rows.filter((row) => row.getBoundingClientRect().bottom <= bottom + 1);
        return Number(seen.at(-1)?.getAttribute("data-seq"));
      });
  expect((await newCount()) + (await lastSeen())).toBe(601);
  await scrollTo(page, "thought 180", 600);
  await expect.poll(async () => (await newCount()) + (await lastSeen())).toBe(601);
  await expectAccessibleInBothThemes(page);
  await pill.click();
  await log(page).getByText("the newest").waitFor();
  await expect.poll(() => pill.count()).toBe(0);
  await scrollTo(page, "thought 520", -600);
});

test("a day is gone to from the menu by keyboard, the history around it scrolls both ways, and a button leads back", async () => {
  const { author, reader, path, id } = await twoConnected();
  await fillPast(id, { sender: author, reader, count: 600, read: 600 });
  await say(author, id, ["the newest"]);
  const page = await openChat(reader, path, phone);
  await log(page).getByText("the newest").waitFor();
  await chooseOfConversation(page, "Go to a date");
  const dialog = page.getByRole("dialog", { name: "Go to a date" });
  await page.keyboard.press("Enter");
  await dialog.getByText("Choose a day.").waitFor();
  await expectAccessibleInBothThemes(page);
  await dialog.getByLabel("Date").fill("2026-01-21");
  await page.keyboard.press("Enter");
  const first = log(page).getByText("thought 200", { exact: true });
  await first.waitFor();
  expect(await first.isVisible()).toBe(true);
  const place = (await first.boundingBox())!.y;
  await scrollTo(page, "thought 250", 400);
  await scrollTo(page, "thought 150", -400);
  expect(place).toBeGreaterThan(0);
  await page.getByRole("button", { name: "Go to the newest message" }).click();
  await log(page).getByText("the newest").waitFor();
  await chooseOfConversation(page, "Go to a date");
  await dialog.getByLabel("Date").fill("2026-01-21");
  await page.keyboard.press("Enter");
  await first.waitFor();
  await write(page, "an answer from the past");
  await log(page).getByText("the newest").waitFor();
  await log(page).locator('[data-status="sent"]').waitFor();
});
