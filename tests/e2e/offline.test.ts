/** Without a network: what was read is there, a story is written and its photos are reviewed, and a new version is offered. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { clientOf, uploaded } from "../api/client";
import { bodyOf } from "../../app/client/body-of";
import { outboxTag } from "../../app/chat/outbox/outbox-sync";
import { expectAccessible } from "./accessible";
import { chatsIn, saidIn, write } from "./chatting";
import { addPhotos, finishReview, openReview, publish } from "./composing";
import { serveAsOtherRelease } from "./other-release";
import { threePeople } from "./photos";
import { openWorld, phone, type Person } from "./world";
import { reload, untilHydrated, visit } from "./visiting";

const world = openWorld({ finder: "real" });
const withWorker = { serviceWorkers: "allow" } as const;

/** Resolves once the service worker keeps the page of a path. */
async function untilKept(page: Page, path: string): Promise<void> {
  const isKept = (asked: string) => caches.match(asked, { ignoreVary: true }).then((answer) => answer !== undefined);
  await expect.poll(() => page.evaluate(isKept, path), { timeout: 60_000 }).toBe(true);
}

/** The names of the caches of pages and photos, and the paths that they hold. */
async function keptBy(page: Page): Promise<Record<string, string[]>> {
  return page.evaluate(async () => {
    const kept: Record<string, string[]> = {};
    for (const name of await caches.keys()) {
      const requests = await (await caches.open(name)).keys();
      kept[name] = requests.map(({ url }) => new URL(url).pathname);
    }
    return kept;
  });
}

async function storyBy(author: Person, body: string): Promise<string> {
  const { image_id } = await uploaded(author);
  return bodyOf(await clientOf(author).call("POST /api/stories", { body: { body, image_ids: [image_id] } })).id;
}

const goOffline = (page: Page) => page.context().setOffline(true);
const goOnline = (page: Page) => page.context().setOffline(false);
const offlinePage = (page: Page) => page.getByRole("heading", { name: "You're offline" });

test("the feed and a story that was read are there without a network, with their photos, and nothing else is", async () => {
  const story = await storyBy(await world.newPerson(), "We rowed across before sunrise.");
  const release = await serveAsOtherRelease(world.url);
  const page = await world.newPage({ ...withWorker, baseURL: release.url, viewport: phone });
  await visit(page, "/");
  await untilKept(page, "/");
  await page.locator(`a[href="/stories/${story}"]`).first().click();
  await page.getByText("We rowed across before sunrise.").first().waitFor();
  await untilKept(page, `/stories/${story}`);
  await reload(page); // its photos pass through the worker
  await page.waitForFunction(() => [...document.images].every(({ complete }) => complete));

  release.cut();
  await goOffline(page);
  await page.getByText("You're offline. What you write stays on this device until you're back.").waitFor();
  await expectAccessible(page);
  await visit(page, "/");
  await page.locator(`a[href="/stories/${story}"]`).first().click();
  await page.waitForURL(`**/stories/${story}`);
  await untilHydrated(page);
  await page.getByText("We rowed across before sunrise.").first().waitFor();
  const photo = page.locator("main img").first();
  await expect.poll(() => photo.evaluate((img) => (img as HTMLImageElement).naturalWidth)).toBeGreaterThan(0);

  await page.goto("/connections");
  await offlinePage(page).waitFor();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Stories" }).click();
  await page.waitForURL((url) => url.pathname === "/");
  world.forgetErrors(/Failed to fetch|ERR_/);
});

test("nothing of the API, of chats or of originals is ever kept by the worker", async () => {
  const person = await world.newPerson();
  const story = await storyBy(person, "Only its words matter here.");
  const page = await world.pageOf(person, withWorker);
  await visit(page, "/");
  await untilKept(page, "/");
  for (const path of ["/connections", "/inbox", "/me", "/settings", `/stories/${story}/edit`]) await visit(page, path);
  await untilKept(page, `/stories/${story}/edit`);
  await page.evaluate((id) => fetch(`/api/stories/${id}`), story);
  const kept = await keptBy(page);
  const paths = Object.values(kept).flat();
  expect(paths.filter((path) => /^\/(api|connections|inbox|me|settings|moderation|sign-|dev)/.test(path))).toEqual([]);
  expect(kept[`heartfelt-pages.${person.user.id}`]).toEqual(expect.arrayContaining(["/", `/stories/${story}/edit`]));
});

test("a story is written and its photos are reviewed without a network, and it is published once there is one", async () => {
  const page = await world.pageOf(await world.newPerson(), { ...withWorker, viewport: phone });
  await visit(page, "/stories/new");
  await untilKept(page, "/stories/new");
  await untilKept(page, "/models/ssd/model.json?v=" + (await versionOf(page, "ssd")));
  await expect
    .poll(async () => Object.keys(await keptBy(page)).some((name) => name.startsWith("heartfelt-composer.")))
    .toBe(true);

  await goOffline(page);
  await visit(page, "/stories/new");
  await page.getByLabel("Your story").fill("Written under a mountain.");
  await addPhotos(page, [threePeople]);
  await page.getByText("Draft saved").waitFor();
  await reload(page);
  await expect.poll(() => page.getByLabel("Your story").inputValue()).toBe("Written under a mountain.");
  await page.locator('li[data-stage="to_review"]').waitFor();
  await openReview(page);
  await finishReview(page);
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByText("No connection. We'll go on as soon as it's back.").waitFor();

  await goOnline(page);
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  const isStory = (url: URL) => /^\/stories\/[0-9a-f-]{36}$/.test(url.pathname);
  const question = page.getByRole("dialog", { name: /photo/i });
  await Promise.race([page.waitForURL(isStory), question.waitFor()]);
  if (!isStory(new URL(page.url()))) {
    await finishReview(page);
    await publish(page);
  }
  await page.getByText("Written under a mountain.").first().waitFor();
  expect(await page.getByText("Something went wrong").count()).toBe(0);
});

async function versionOf(page: Page, model: string): Promise<string> {
  return page.evaluate(async (name) => {
    const manifest = (await (await fetch("/models/manifest.json")).json()) as {
      models: { name: string; version: string }[];
    };
    return manifest.models.find((each) => each.name === name)!.version;
  }, model);
}

test("signing out clears everything that was kept", async () => {
  const person = await world.newPerson();
  const page = await world.pageOf(person, withWorker);
  await visit(page, "/stories/new");
  await untilKept(page, "/stories/new");
  const sent = page.waitForRequest((request) => request.method() === "POST");
  await page.locator("summary").click();
  await page.getByRole("button", { name: "Sign out" }).click();
  // A script that waits for an answer by which the browser clears its worker may wait for ever.
  expect((await sent).isNavigationRequest()).toBe(true);
  await page.waitForURL((url) => url.pathname === "/");
  const kept = async () => JSON.stringify(await keptBy(page));
  await expect.poll(kept).not.toContain(person.user.id);
  await visit(page, "/");
  await untilKept(page, "/");
  expect(await kept()).not.toContain(person.user.id);
  expect(await kept()).not.toContain("/stories/new");
});

test("what was kept for one account goes as soon as another is there, also without signing out", async () => {
  const [first, second] = [await world.newPerson(), await world.newPerson()];
  const page = await world.pageOf(first, withWorker);
  await visit(page, "/stories/new");
  await untilKept(page, "/stories/new");
  await page.context().addCookies([{ name: "heartfelt", value: second.refresh_token, url: world.url }]);
  await visit(page, "/stories/new");
  const names = async () => Object.keys(await keptBy(page)).filter((name) => /^heartfelt-(pages|photos)/.test(name));
  await expect.poll(names).toEqual([`heartfelt-pages.${second.user.id}`]);
});

test("a new version is offered, waits until it is asked for, and what was kept before stays readable", async () => {
  const release = await serveAsOtherRelease(world.url);
  const page = await world.newPage({ ...withWorker, baseURL: release.url });
  await visit(page, "/");
  await untilKept(page, "/");
  await visit(page, "/how-it-works");
  await untilKept(page, "/how-it-works");
  const offer = page.getByRole("complementary", { name: "Update" });
  expect(await offer.count()).toBe(0);

  release.release("00000000000000ff");
  await visit(page, "/how-it-works");
  await offer.waitFor();
  await expectAccessible(page);
  await page.getByText("A new version is ready.").waitFor();
  // Put off, it waits: the version that answers is the one of before.
  await offer.getByRole("button", { name: "Later" }).click();
  await offer.waitFor({ state: "detached" });
  expect(Object.keys(await keptBy(page)).filter((name) => name.startsWith("heartfelt-shell."))).toHaveLength(2);

  await reload(page);
  const loaded = page.waitForEvent("load");
  await offer.getByRole("button", { name: "Reload" }).click();
  await loaded;
  await untilHydrated(page);
  expect(await page.evaluate(async () => (await navigator.serviceWorker.ready).waiting)).toBeNull();
  await goOffline(page);
  await visit(page, "/");
  expect(await page.getByRole("heading", { level: 1 }).count()).toBe(1);
  await goOnline(page);
});

test("a worker beside a server that says nothing of keeping keeps nothing, and every page is shown", async () => {
  const release = await serveAsOtherRelease(world.url);
  release.saysNothingOfKeeping();
  const page = await world.newPage({ ...withWorker, baseURL: release.url });
  await visit(page, "/");
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await visit(page, "/how-it-works");
  await page.getByRole("heading", { level: 1 }).waitFor();
  expect(Object.keys(await keptBy(page)).filter((name) => name.startsWith("heartfelt-pages."))).toEqual([]);
  await goOffline(page);
  await page.goto("/");
  await offlinePage(page).waitFor();
});

/** Fires the sync event in the service worker of a page, as the browser does once there is a network. */
async function syncOf(page: Page): Promise<() => Promise<void>> {
  const devtools = await page.context().newCDPSession(page);
  const registrationId = new Promise<string>((resolve) => {
    devtools.on("ServiceWorker.workerRegistrationUpdated", ({ registrations: [first] }) => {
      if (first) resolve(first.registrationId);
    });
  });
  await devtools.send("ServiceWorker.enable");
  const sync = { origin: world.url, registrationId: await registrationId, tag: outboxTag, lastChance: false };
  return async () => void (await devtools.send("ServiceWorker.dispatchSyncEvent", sync));
}

/** Returns the tags for which a page's scripts ask for a sync: the headless browser says that it has none. */
async function syncsAskedFor(page: Page): Promise<string[]> {
  const asked: string[] = [];
  await page.exposeFunction("noteSync", (tag: string) => void asked.push(tag));
  await page.addInitScript(() => {
    type Note = (tag: string) => Promise<void>;
    const global = window as unknown as { SyncManager: { prototype: { register: Note } }; noteSync: Note };
    global.SyncManager.prototype.register = (tag) => global.noteSync(tag);
  });
  return asked;
}

test("what was typed without a network is sent by the worker, once and in order, when no page is left to send it", async () => {
  const chats = chatsIn(world);
  const { author, reader, path } = await chats.twoConnected();
  const other = await chats.openChat(reader, path);
  const page = await world.pageOf(author, withWorker);
  const asked = await syncsAskedFor(page);
  await visit(page, path);
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  const sync = await syncOf(page);
  await goOffline(page);
  const typed = ["Written in a tunnel.", "And another."];
  for (const text of typed) await write(page, text);
  const waiting = page.locator(`[data-status="waiting"]`);
  await expect.poll(() => waiting.count()).toBe(2);
  await expect.poll(() => asked).toContain(outboxTag);

  await page.goto("about:blank");
  await goOnline(page);
  expect(await saidIn(other)).toEqual([]);
  await sync();
  await expect.poll(() => saidIn(other)).toEqual(typed);
  await sync();
  await visit(page, path);
  await expect.poll(() => saidIn(page)).toEqual(typed);
  await expect.poll(() => waiting.count()).toBe(0);
  await write(page, "Back in the light.");
  await expect.poll(() => saidIn(other)).toEqual([...typed, "Back in the light."]);
  expect(await saidIn(page)).toEqual([...typed, "Back in the light."]);
});
