/** Leaving and staying after all, as a person does it; and what the other side of a conversation reads meanwhile. */
import { unzipSync } from "fflate";
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { connected } from "../api/connected";
import { expectAccessible } from "./accessible";
import { press } from "./keyboard";
import { desk, openWorld, phone } from "./world";
import { reload, visit } from "./visiting";

const world = openWorld();

test("an account is deleted by keyboard, says so on every page with the day, and is kept again", async () => {
  const { author, reader, id } = await connected();
  const page = await world.pageOf(author, { viewport: phone, colorScheme: "dark" });
  await visit(page, "/settings");
  await expectAccessible(page);
  await press(page.getByLabel("Your password"));
  await page.getByText("Enter your password.").waitFor();
  await page.getByLabel("Your password").fill("not this one");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").filter({ hasText: "That's not your current password." }).waitFor();
  await page.getByLabel("Your password").fill(author.password);
  await page.keyboard.press("Enter");
  await page.getByRole("status").filter({ hasText: "will be erased in seven days" }).waitFor();
  await page.getByRole("button", { name: "Delete my account" }).waitFor({ state: "detached" });
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Your account");
  await expectAccessible(page);

  await visit(page, `/connections/${id}`);
  await page.getByText("You are deleting your account.").waitFor();
  const others = await world.pageOf(reader, { viewport: desk });
  await visit(others, `/connections/${id}`);
  await others.getByRole("heading", { name: "This conversation is closed" }).waitFor();
  expect(await others.getByText(author.user.display_name).count()).toBe(0);
  await expectAccessible(others);

  await visit(page, "/");
  await page.getByText(/will be erased on \d+ \w+ \d{4}, \d\d:\d\d UTC/).waitFor();
  await expectAccessible(page);
  await press(page.getByRole("button", { name: "Keep my account" }));
  await page.getByRole("status").filter({ hasText: "Welcome back." }).waitFor();
  await page.getByRole("button", { name: "Keep my account" }).waitFor({ state: "detached" });
  await reload(others);
  await others.getByRole("heading", { name: author.user.display_name }).waitFor();
});

test("without scripts everything is downloaded, the account deleted and kept", async () => {
  const person = await world.newPerson();
  const page = await world.pageOf(person, { javaScriptEnabled: false });
  await page.goto("/settings");
  const downloading = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download my data" }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^heartfelt-\d{4}-\d\d-\d\d\.zip$/);
  expect(Object.keys(unzipSync(await readFile(await download.path())))).toContain("account.json");
  await page.getByLabel("Your password").fill(person.password);
  await page.getByRole("button", { name: "Delete my account" }).click();
  await page.getByRole("button", { name: "Keep my account" }).click();
  await page.getByText("Welcome back.").waitFor();
});
