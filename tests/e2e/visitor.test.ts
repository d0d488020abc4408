import { gzipSync } from "node:zlib";
import type { Locator, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { expectAccessibleInBothThemes, expectRepeatingAccessible } from "./accessible";
import { press } from "./keyboard";
import { desk, openWorld, phone } from "./world";
import { bodyOf } from "../../app/client/body-of";
import { clientOf, uploaded } from "../api/client";
import { untilHydrated, visit } from "./visiting";

const world = openWorld({ finder: "real" });

/** Kilobytes, gzipped, of all scripts that the first page fetches, those included that come once it is idle. */
const scriptBudget = 91;

/** The same of a page that shows a story: it carries nothing that checks what somebody writes. */
const storyScriptBudget = 97;

/** All that a phone fetches to show the first page. */
const feedBudgetBytes = 600_000;

function kilobytesOfScripts(files: { url: string; bytes: number }[]): number {
  return files.filter(({ url }) => url.endsWith(".js")).reduce((sum, { bytes }) => sum + bytes, 0) / 1024;
}

/** Returns a function that returns what a page has fetched, in bytes as they are sent: text is compressed. */
function fetchedBy(page: Page): () => Promise<{ url: string; bytes: number }[]> {
  const reading: Promise<{ url: string; bytes: number }>[] = [];
  page.on("response", (response) => {
    const isText = /text|javascript|json|svg/.test(response.headers()["content-type"] ?? "");
    const body = response.body().catch(() => Buffer.alloc(0));
    const bytesOf = (read: Buffer) => (isText ? gzipSync(read) : read).length;
    reading.push(body.then((read) => ({ url: response.url(), bytes: bytesOf(read) })));
  });
  return () => Promise.all(reading);
}

/** Whether each picture is there that the browser fetches before anybody scrolls. */
function areAllThatBeganThere(pictures: Element[]): boolean {
  const began = (pictures as HTMLImageElement[]).filter(({ currentSrc }) => currentSrc !== "");
  return began.length > 0 && began.every(({ complete }) => complete);
}

test("the first page stays within its budget of scripts, and nothing of the finder is fetched", async () => {
  const page = await world.newPage();
  const fetched = fetchedBy(page);
  const last = page.waitForResponse((response) => response.url().includes("/OfflineNotices-"));
  await visit(page, "/");
  await last;
  const files = await fetched();
  expect(kilobytesOfScripts(files)).toBeGreaterThan(0);
  expect(kilobytesOfScripts(files)).toBeLessThanOrEqual(scriptBudget);
  expect(files.filter(({ url }) => /\/models\/|\/wasm\/|tfjs|detect|finder|find-faces/.test(url))).toEqual([]);
  expect(files.filter(({ url }) => new URL(url).origin !== world.url)).toEqual([]);
});

test("a page's scripts let its words and photos go first", async () => {
  const page = await (await fetch(world.url)).text();
  const scripts = page.match(/<link[^>]* rel="modulepreload"[^>]*>/g) ?? [];
  expect(scripts.length).toBeGreaterThan(0);
  expect(scripts.filter((script) => !script.includes('fetchpriority="low"'))).toEqual([]);
});

test("a page that leads with a photo asks for its scripts once the photo is there", async () => {
  const author = await world.newPerson();
  const { image_id } = await uploaded(author);
  await clientOf(author).call("POST /api/stories", { body: { body: "It cleared up.", image_ids: [image_id] } });
  const page = await world.newPage({ viewport: phone });
  await page.addInitScript(neverCallAfterTwoSeconds);
  const order: string[] = [];
  page.on("requestfinished", (request) => {
    if (request.url().includes("/images/")) order.push("photo");
  });
  page.on("request", (request) => {
    if (request.url().endsWith(".js")) order.push("script");
  });
  await visit(page, "/?limit=1");
  expect(order[0]).toBe("photo");
  expect(order).toContain("script");
});

/** On a slow machine a page's patience with its first photo may end before the photo is there. */
function neverCallAfterTwoSeconds(): void {
  const usual = window.setTimeout;
  const patienceMs = 2000;
  const patient = (call: () => void, ms?: number) => (ms === patienceMs ? 0 : usual(call, ms));
  window.setTimeout = patient as typeof window.setTimeout;
}

test("a phone that opens a feed of twelve photos fetches at most 600 kB, no photo larger than its screen, and little to read one", async () => {
  const author = await world.newPerson();
  let story = "";
  for (let n = 0; n < 12; n++) {
    const { image_id } = await uploaded(author);
    const body = { body: "It rained all day.", image_ids: [image_id] };
    story = bodyOf(await clientOf(author).call("POST /api/stories", { body })).id;
  }
  const page = await world.newPage({ viewport: phone, deviceScaleFactor: 2 });
  const fetched = fetchedBy(page);
  await visit(page, "/?limit=12");
  const photos = page.locator("main img");
  expect(await photos.count()).toBe(12);
  await expect.poll(() => photos.evaluateAll(areAllThatBeganThere)).toBe(true);
  const bytes = (await fetched()).reduce((sum, file) => sum + file.bytes, 0);
  expect(bytes).toBeLessThanOrEqual(feedBudgetBytes);
  const shown = await photos.evaluateAll((all) => all.map((img) => (img as HTMLImageElement).currentSrc));
  expect(shown.filter((src) => src !== "" && !src.endsWith("/960.jpg"))).toEqual([]);
  expect(await photos.first().getAttribute("fetchpriority")).toBe("high");

  const reading = await world.newPage({ viewport: phone });
  const fetchedToRead = fetchedBy(reading);
  await visit(reading, `/stories/${story}`);
  await reading.waitForLoadState("load");
  expect(kilobytesOfScripts(await fetchedToRead())).toBeLessThanOrEqual(storyScriptBudget);
});

test("a photo that has not loaded shows its placeholder once it is near the window", async () => {
  const author = await world.newPerson();
  for (let n = 0; n < 6; n++) {
    const { image_id } = await uploaded(author);
    await clientOf(author).call("POST /api/stories", { body: { body: "It snowed.", image_ids: [image_id] } });
  }
  const page = await world.newPage({ viewport: phone });
  await page.route(/\.(jpg|webp|png)$/, () => {}); // it never comes
  await page.goto("/?limit=6", { waitUntil: "domcontentloaded" });
  await untilHydrated(page);
  const backgroundOf = (photo: Locator) => photo.evaluate((element) => getComputedStyle(element).backgroundImage);
  const photos = page.locator("main img");
  await expect.poll(() => backgroundOf(photos.first())).toMatch(/^url\("data:image/);
  expect(await backgroundOf(photos.last())).toBe("none");
  await photos.last().scrollIntoViewIfNeeded();
  await expect.poll(() => backgroundOf(photos.last())).toMatch(/^url\("data:image/);
});

describe.each([
  ["phone", phone],
  ["desk", desk],
])("on a %s", (_name, viewport) => {
  test("pages are without accessibility violations in light and dark colours, and none scrolls sideways", async () => {
    const page = await world.newPage({ viewport });
    for (const path of ["/", "/sign-in", "/sign-up", "/how-it-works", "/privacy", "/nothing-here"]) {
      await visit(page, path);
      await expectAccessibleInBothThemes(page);
    }
    await visit(page, "/api/docs");
    await expectRepeatingAccessible(
      page,
      "main header, main article:first-of-type, #shapes section:first-of-type, #problems",
    );
  });
});

test("an unknown page says so kindly, with status 404", async () => {
  const page = await world.newPage();
  const answer = await page.goto("/nothing-here");
  expect(answer?.status()).toBe(404);
  expect(await page.getByRole("heading", { level: 1 }).textContent()).toContain("Page not found");
});

test("a person signs up, signs out and signs in again, with the keyboard alone", async () => {
  const page = await world.newPage();
  await visit(page, "/stories/new");
  expect(new URL(page.url()).pathname).toBe("/sign-in");
  await press(page.getByRole("link", { name: "Create an account" }));
  await page.waitForURL(/sign-up/);
  const email = `keys-${Date.now()}@example.org`;
  await page.getByLabel("Display name").focus();
  await page.keyboard.type("Keyboard Person");
  await page.keyboard.press("Tab");
  await page.keyboard.type(email);
  await page.keyboard.press("Tab");
  await page.keyboard.type("short");
  await page.keyboard.press("Enter");
  await page.getByText("Use at least 8 characters.").waitFor();
  expect(await page.getByLabel("E-mail address").inputValue()).toBe(email);
  await page.getByLabel("Password", { exact: true }).fill("long enough now");
  await page.keyboard.press("Enter");
  await page.waitForURL(/stories\/new/);
  await page.getByLabel("Your story").waitFor(); // a page that comes closes an open menu
  await press(page.getByLabel("Menu").first());
  await press(page.getByRole("button", { name: "Sign out" }));
  await page.waitForURL((url) => url.pathname === "/");
  await visit(page, "/sign-in");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill("long enough now");
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname === "/");
});

test("signing in works without scripts", async () => {
  const person = await world.newPerson();
  const page = await world.newPage({ javaScriptEnabled: false });
  await page.goto("/sign-in");
  await page.getByLabel("E-mail address").fill(person.email);
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  expect(new URL(page.url()).pathname).toBe("/");
});
