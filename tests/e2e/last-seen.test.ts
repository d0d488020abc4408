/** When somebody was last here: shown where both turned it on. */
import { expect, test } from "vitest";
import { expectAccessible } from "./accessible";
import { chatsIn } from "./chatting";
import { press } from "./keyboard";
import { openWorld, phone, type Person } from "./world";

const world = openWorld();
const { twoConnected, openChat } = chatsIn(world);

async function turnOn(person: Person): Promise<void> {
  const page = await world.pageOf(person, { viewport: phone });
  await page.goto("/settings");
  const section = page.getByRole("region", { name: "Last seen" });
  expect(await section.getByRole("checkbox").isChecked()).toBe(false);
  await press(section.getByRole("checkbox", { name: "Show when I was last here" }), "Space");
  await press(section.getByRole("button", { name: "Save" }));
  await section.getByText("Saved.").waitFor();
  await expectAccessible(page);
  await page.close();
}

test("two who both turned it on see when the other was last here, and one alone sees nothing", async () => {
  const { author, reader, path } = await twoConnected();
  await turnOn(author);
  const first = await openChat(reader, path, phone);
  const authors = await openChat(author, path, phone);
  await first.close();
  await authors.getByText("Offline", { exact: true }).waitFor();

  await turnOn(reader);
  const readers = await openChat(reader, path, phone);
  await authors.getByText("Online", { exact: true }).waitFor();
  await readers.close();
  await authors.getByText(/^Last seen (today|yesterday) at /).waitFor();
  await expectAccessible(authors);
});
