/** Passkeys as a person uses them, with an authenticator of Chromium's own. */
import type { CDPSession, Page } from "playwright-core";
import { expect, test } from "vitest";
import { fromAPlaceOfTheirOwn } from "../api/client";
import { runSql } from "../api/rows";
import { expectAccessible } from "./accessible";
import { press } from "./keyboard";
import { desk, openWorld, phone } from "./world";
import { reload, untilHydrated, visit } from "./visiting";

const world = openWorld();

interface Device {
  session: CDPSession;
  authenticatorId: string;
}

/** A device with a lock that knows its owner, in which passkeys can be kept. */
async function withDevice(page: Page): Promise<Device> {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { session, authenticatorId };
}

const idOf = ({ authenticatorId }: Device) => ({ authenticatorId });

async function keysIn({ session, authenticatorId }: Device) {
  return (await session.send("WebAuthn.getCredentials", { authenticatorId })).credentials;
}

let made = 0;
const newEmail = () => `holder-${(made += 1)}-${Date.now()}@example.org`;

const newPage = (options: Parameters<typeof world.newPage>[0] = {}) =>
  world.newPage({ extraHTTPHeaders: fromAPlaceOfTheirOwn(), ...options });

/** The page that was asked for is there: a header still of the one before would close its menu. */
async function arrived(page: Page): Promise<void> {
  await page.waitForURL(/:\d+\/settings$/);
  await page.getByRole("heading", { name: "Your account", exact: true }).waitFor();
}

async function signUp(page: Page, email: string): Promise<void> {
  await visit(page, "/sign-up?next=/settings");
  await page.getByLabel("Display name").fill("Quiet Heron");
  await page.getByLabel("E-mail address").fill(email);
  await press(page.getByRole("button", { name: "Join with a passkey" }));
  await arrived(page);
}

async function signOut(page: Page): Promise<void> {
  await press(page.getByLabel("Menu").first());
  await press(page.getByRole("button", { name: "Sign out", exact: true }));
  await page.waitForURL(/\?signed-out/);
}

/** The owner lets the device wait: nothing is signed until they touch it. */
function touch({ session, authenticatorId }: Device, isTouched: "touched" | "not touched") {
  const enabled = isTouched === "touched";
  return session.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled });
}

/** Signs in by the button; the page offers passkeys in its field all the while. */
async function signInByButton(page: Page, device: Device): Promise<void> {
  await touch(device, "not touched");
  const offered = page.waitForResponse("/api/auth/passkeys/options/sign-in");
  await visit(page, "/sign-in?next=/settings");
  await offered;
  // A request that waits for a touch already does not see that the device is now touched by itself: before, not after.
  await touch(device, "touched");
  await press(page.getByRole("button", { name: "Sign in with a passkey" }));
  await arrived(page);
}

test("a person signs up with a passkey, signs out, in again, adds another, removes the first, and deletes the account", async () => {
  const page = await newPage({ viewport: phone });
  const device = await withDevice(page);
  const email = newEmail();
  await signUp(page, email);
  await page.getByText("This is your only way to sign in").waitFor();
  expect(await page.getByRole("button", { name: /^Remove / }).count()).toBe(0);
  expect(await keysIn(device)).toHaveLength(1);
  await signOut(page);
  await signInByButton(page, device);
  await page.getByText(email).waitFor();

  // A second device: the one that holds a key of the account already makes no other.
  await press(page.getByRole("button", { name: "Add a passkey" }));
  await page.getByRole("alert").filter({ hasText: "This device already has a passkey for your account." }).waitFor();
  await device.session.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId: device.authenticatorId });
  const second = await withDevice(page);
  await page.getByLabel("Name for the new passkey").fill("Blue phone");
  await page.keyboard.press("Enter");
  await page.getByRole("status").filter({ hasText: "Passkey added." }).waitFor();
  expect(await page.getByLabel("Name for the new passkey").inputValue()).toBe("");
  await page.getByText("Blue phone").waitFor();
  await press(page.getByRole("button", { name: /^Remove Chrome on Linux/ }));
  await page.getByRole("status").filter({ hasText: "Passkey removed" }).waitFor();
  await page.getByText("This is your only way to sign in").waitFor();

  // As if they had signed in eleven minutes ago.
  const theirs = `(SELECT id FROM users WHERE email = '${email}')`;
  await runSql(`UPDATE sessions SET created_at = created_at - 660000 WHERE user_id = ${theirs}`);
  await press(page.getByRole("button", { name: "Delete my account" }));
  await page.getByRole("alert").filter({ hasText: "Sign out, sign in again with your passkey" }).waitFor();
  await signOut(page);
  await signInByButton(page, second);
  await press(page.getByRole("button", { name: "Delete my account" }));
  await page.getByRole("status").filter({ hasText: "will be erased in seven days" }).waitFor();
});

test("a passkey that is chosen in the field for the address signs in, and one that was removed says what else to do", async () => {
  const page = await newPage();
  const device = await withDevice(page);
  const email = newEmail();
  await signUp(page, email);
  await signOut(page);
  // The device answers what the page offers by itself, as if its entry in the field had been chosen.
  await page.goto("/sign-in?next=/settings");
  await arrived(page);
  await page.getByText(email).waitFor();
  await signOut(page);
  await touch(device, "not touched");
  await runSql(`DELETE FROM passkeys WHERE user_id = (SELECT id FROM users WHERE email = '${email}')`);
  await visit(page, "/sign-in");
  await touch(device, "touched");
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.getByRole("alert").filter({ hasText: "This passkey doesn't match an account here" }).waitFor();
  // The field's own offer may be the first of the two to say so: the button's try ends after it.
  await expect.poll(() => page.getByRole("button", { name: "Sign in with a passkey" }).isEnabled()).toBe(true);
});

test("joining with a passkey says what is wrong with the address, and that one who changes their mind may try again", async () => {
  const page = await newPage({ viewport: phone, colorScheme: "dark" });
  const device = await withDevice(page);
  await visit(page, "/sign-up");
  const join = page.getByRole("button", { name: "Join with a passkey" });
  await join.click();
  await page.getByRole("alert").filter({ hasText: "Type an e-mail address" }).waitFor();
  await page.getByLabel("E-mail address").fill((await world.newPerson()).email);
  await join.click();
  await page
    .getByRole("alert")
    .filter({ hasText: "There is already an account with this address. Sign in instead." })
    .waitFor();
  await expectAccessible(page);
  // A device that does not know who holds it.
  await device.session.send("WebAuthn.setUserVerified", { ...idOf(device), isUserVerified: false });
  await page.getByLabel("E-mail address").fill(newEmail());
  await join.click();
  await page.getByRole("alert").filter({ hasText: "Nothing was changed. Try again when you're ready." }).waitFor();
  await device.session.send("WebAuthn.setUserVerified", { ...idOf(device), isUserVerified: true });
  await join.click();
  await page.waitForURL(world.url + "/");
});

test("who has a password adds a passkey with it, and can remove it without scripts, where the password is the way in", async () => {
  const person = await world.newPerson();
  const page = await world.pageOf(person, { viewport: phone, colorScheme: "dark" });
  await withDevice(page);
  await visit(page, "/settings");
  const password = page.getByRole("textbox", { name: "Password", exact: true });
  await press(password);
  await page.getByRole("alert").filter({ hasText: "Enter your password." }).waitFor();
  await password.fill("not this one");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").filter({ hasText: "That's not your current password." }).waitFor();
  await password.fill(person.password);
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: /^Remove Chrome on Linux/ }).waitFor();
  await expectAccessible(page);
  await page.setViewportSize(desk);
  await page.emulateMedia({ colorScheme: "light" });
  await reload(page);
  await expectAccessible(page);

  const plain = await world.pageOf(person, { javaScriptEnabled: false });
  await plain.goto("/settings");
  await plain.getByText("Turn on JavaScript").waitFor();
  expect(await plain.getByRole("button", { name: "Add a passkey" }).isVisible()).toBe(false);
  await plain.getByRole("button", { name: /^Remove / }).click();
  await plain.getByText("You don't have any yet.").waitFor();
  await plain.context().clearCookies();
  for (const path of ["/sign-in", "/sign-up"]) {
    await plain.goto(path);
    expect(await plain.getByRole("button", { name: /passkey/ }).isVisible()).toBe(false);
  }
});

test("a browser that can offer no passkey in the field says nothing until it is asked", async () => {
  const page = await newPage();
  const offered = page.waitForResponse("**/api/auth/passkeys/options/sign-in");
  await page.goto("/sign-in");
  await offered;
  await untilHydrated(page);
  expect(await page.getByRole("alert").count()).toBe(0);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.getByRole("alert").waitFor();
});
