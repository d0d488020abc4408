/** The settings of an account: by keyboard, without scripts, and for everybody. */
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { bodyOf } from "../../app/client/body-of";
import { clientOf } from "../api/client";
import { expectAccessibleInBothThemes } from "./accessible";
import { press } from "./keyboard";
import { desk, openWorld, phone, type Person } from "./world";
import { visit } from "./visiting";

const world = openWorld();

async function openSettings(person: Person, options: Parameters<typeof world.pageOf>[1] = {}): Promise<Page> {
  const page = await world.pageOf(person, options);
  await visit(page, "/settings");
  return page;
}

async function signInElsewhere({ email, password }: Person): Promise<string> {
  const visitor = clientOf(null, { "User-Agent": "Firefox/143.0 (Windows NT 10.0)" });
  return bodyOf(await visitor.call("POST /api/auth/sign-in", { body: { email, password } })).token;
}

async function isSignedIn(token: string): Promise<boolean> {
  return (await clientOf({ token }).call("GET /api/auth/me")).kind === "answer";
}

describe.each([
  ["phone", phone],
  ["desk", desk],
])("on a %s", (_name, viewport) => {
  test("the settings have no violations in light and dark colours", async () => {
    const person = await world.newPerson();
    await signInElsewhere(person);
    await expectAccessibleInBothThemes(await openSettings(person, { viewport }));
  });
});

test("the menu leads to the settings, where a name is changed and shows in the header at once", async () => {
  const page = await world.pageOf(await world.newPerson());
  await visit(page, "/");
  await press(page.getByLabel("Menu").first());
  await press(page.getByRole("link", { name: "Your account" }));
  await page.waitForURL(/\/settings$/);
  await page.getByLabel("Display name").fill("");
  await press(page.getByRole("button", { name: "Change name" }));
  await page.getByText("Type the name that readers will see.").waitFor();
  await page.getByLabel("Display name").fill("Quiet Heron");
  await page.keyboard.press("Enter");
  await page.getByRole("status").filter({ hasText: "Name changed." }).waitFor();
  const inHeader = page.getByRole("banner").getByText("Quiet Heron");
  await inHeader.waitFor({ state: "attached" }); // an open menu closes when a page comes
  await press(page.getByLabel("Menu").first());
  await inHeader.waitFor();
});

test("a menu that was opened while a form's answer came in stays open, and a link of it closes it", async () => {
  const page = await openSettings(await world.newPerson());
  let opened = () => {};
  const isOpened = new Promise<void>((resolve) => (opened = resolve));
  await page.route(/_data=|\.data/, async (route) => {
    if (route.request().method() === "GET") await isOpened;
    await route.continue();
  });
  await page.getByLabel("Display name").fill("Quiet Heron");
  await page.keyboard.press("Enter");
  await page.getByRole("status").filter({ hasText: "Name changed." }).waitFor();
  await press(page.getByLabel("Menu").first());
  opened();
  // The name in the header comes with what was read anew.
  await page.getByRole("banner").getByText("Quiet Heron").waitFor({ state: "attached" });
  await page.evaluate("new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))");
  expect(await page.getByRole("button", { name: "Sign out", exact: true }).isVisible()).toBe(true);
  await page.getByRole("link", { name: "Your account" }).click();
  await page.getByRole("button", { name: "Sign out", exact: true }).waitFor({ state: "hidden" });
});

test("a password is changed: the page says so, the fields are empty, and elsewhere it is signed out", async () => {
  const person = await world.newPerson();
  const elsewhere = await signInElsewhere(person);
  const page = await openSettings(person);
  await page.getByLabel("Current password").fill("not this one");
  await page.getByLabel("New password").fill("another one entirely");
  await page.getByRole("button", { name: "Change password" }).click();
  await page.getByRole("alert").filter({ hasText: "That's not your current password." }).waitFor();
  await page.getByLabel("Current password").fill(person.password);
  await page.keyboard.press("Enter");
  await page.getByText("Password changed.").waitFor();
  expect(await page.getByLabel("New password").inputValue()).toBe("");
  expect([await isSignedIn(elsewhere), await isSignedIn(person.token)]).toEqual([false, true]);
});

test("without scripts another place is signed out, and then every one", async () => {
  const person = await world.newPerson();
  const elsewhere = await signInElsewhere(person);
  const page = await world.pageOf(person, { javaScriptEnabled: false });
  await page.goto("/settings");
  await page.getByRole("button", { name: /^Sign out Firefox on Windows/ }).click();
  await page.getByText("Signed out on that device.").waitFor();
  expect([await isSignedIn(elsewhere), await isSignedIn(person.token)]).toEqual([false, true]);
  await page.getByRole("button", { name: "Sign out everywhere" }).click();
  await page.getByRole("link", { name: "Sign in" }).first().waitFor();
  expect(await isSignedIn(person.token)).toBe(false);
});
