/**
 * A push, from the browser's hands to the page behind a press. This Chromium has no screen to notify on and reaches no push
 * service: DevTools hands over what would have been decrypted, and what the worker shows is written down in place of shown.
 */
import type { Page, Worker } from "playwright-core";
import { expect, test } from "vitest";
import { expectAccessible } from "./accessible";
import { chatsIn } from "./chatting";
import { press } from "./keyboard";
import { visit } from "./visiting";
import { openWorld, phone } from "./world";

const world = openWorld();
const { twoConnected } = chatsIn(world);

/** The worker's scope, with what it shows. */
type Scope = ServiceWorkerGlobalScope & {
  shown: { title: string; tag: string; path: string }[];
  /** The number of times that the worker has looked for open pages. */
  looks: number;
};

/** Writes down what a worker shows: one for each tag, as a browser does. */
function writeDown(): void {
  const scope = self as unknown as Scope;
  Object.assign(scope, { shown: [], looks: 0 });
  const matchAll = scope.clients.matchAll.bind(scope.clients);
  scope.clients.matchAll = async (options) => {
    const pages = await matchAll(options);
    scope.looks += 1;
    return pages;
  };
  const without = (tag: string) => scope.shown.filter((each) => each.tag !== tag);
  scope.registration.showNotification = (title, { tag = "", data } = {}) => {
    scope.shown = [...without(tag), { title, tag, path: (data as { path: string }).path }];
    return Promise.resolve();
  };
  scope.registration.getNotifications = ({ tag = "" } = {}) => {
    const close = () => void (scope.shown = without(tag));
    const open = scope.shown.filter((each) => each.tag === tag).map(() => ({ close }));
    return Promise.resolve(open as Notification[]); // the part of one that the worker uses
  };
}

/** Presses the first that is shown. An event that no browser sent keeps no worker awake by itself. */
function pressNotification(): Promise<unknown> {
  const scope = self as unknown as Scope;
  const work: unknown[] = [];
  const event = new Event("notificationclick");
  const notification = { data: { path: scope.shown[0]?.path }, close: () => (scope.shown = []) };
  const waitUntil = (each: unknown) => work.push(each);
  scope.dispatchEvent(Object.assign(event, { notification, waitUntil }));
  return Promise.all(work).then(() => null);
}

/** Returns the page's worker, and the way to hand it a message as the browser does. */
async function workerOf(page: Page): Promise<{ worker: Worker; push: (message: object) => Promise<void> }> {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => null));
  const devtools = await page.context().newCDPSession(page);
  const registrationId = new Promise<string>((resolve) => {
    devtools.on("ServiceWorker.workerRegistrationUpdated", ({ registrations: [first] }) => {
      if (first) resolve(first.registrationId);
    });
  });
  await devtools.send("ServiceWorker.enable");
  const target = { origin: new URL(page.url()).origin, registrationId: await registrationId };
  const [worker] = page.context().serviceWorkers();
  return {
    worker: worker!,
    push: async (message) => {
      await devtools.send("ServiceWorker.deliverPushMessage", { ...target, data: JSON.stringify(message) });
    },
  };
}

test("a push shows one notification for a conversation, is taken back when it was read, and a press leads to the conversation", async () => {
  const { reader, id } = await twoConnected();
  const page = await world.pageOf(reader, { serviceWorkers: "allow" });
  await visit(page, "/how-it-works");
  const { worker, push } = await workerOf(page);
  await worker.evaluate(writeDown);
  const shown = () => worker.evaluate(() => (self as unknown as Scope).shown.map(({ title }) => title));
  const looks = () => worker.evaluate(() => (self as unknown as Scope).looks);
  const pages = () => worker.evaluate(async () => (await (self as unknown as Scope).clients.matchAll()).length);
  const tag = `messages.${id}`;
  const news = { type: "news", tag, kind: "messages", name: "Ben", unread: 1, path: `/connections/${id}` };
  await push({ ...news, tag: `${tag}1` }); // the page is on screen, and shows it by itself
  await expect.poll(looks).toBe(1);
  await page.goto("about:blank");
  await expect.poll(pages).toBe(0);
  await push(news);
  await expect.poll(shown).toEqual(["A message from Ben"]);
  await push({ ...news, unread: 2 });
  await expect.poll(shown).toEqual(["2 messages from Ben"]);
  await push({ type: "read", tag });
  await expect.poll(shown).toEqual([]);

  await push({ ...news, unread: 3 });
  await expect.poll(shown).toEqual(["3 messages from Ben"]);
  await visit(page, "/how-it-works");
  await worker.evaluate(pressNotification);
  await page.waitForURL(`**/connections/${id}`);
  expect(await shown()).toEqual([]);
});

test("what a person chose of notifications is kept, by keyboard, on a phone", async () => {
  const person = await world.newPerson();
  const page = await world.pageOf(person, { viewport: phone, serviceWorkers: "allow" });
  await visit(page, "/settings");
  const section = page.getByRole("region", { name: "Notifications" });
  await section.getByText("Notifications from Heartfelt are blocked in this browser's settings.").waitFor();
  await press(section.getByRole("checkbox", { name: "Messages" }), "Space");
  await press(section.getByRole("radio", { name: /^Who and what/ }), "Space");
  await press(section.getByRole("checkbox", { name: "No notifications between these times" }), "Space");
  await section.getByLabel("From", { exact: true }).fill("21:30");
  await press(section.getByRole("button", { name: "Save notification settings" }));
  await section.getByText("Notification settings saved.").waitFor();
  await expectAccessible(page);
  await visit(page, "/settings");
  expect(await section.getByRole("checkbox", { name: "Messages" }).isChecked()).toBe(false);
  expect(await section.getByRole("radio", { name: /^Who and what/ }).isChecked()).toBe(true);
  expect(await section.getByLabel("From", { exact: true }).inputValue()).toBe("21:30");
});
