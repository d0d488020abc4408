/**
 * A push from the press of a key to a notification, in a Firefox that subscribes, decrypts and shows by itself: only the push
 * service between is ours.
 */
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { bodyOf } from "../../app/client/body-of";
import { clientOf } from "../api/client";
import { connected, enter } from "../api/connected";
import { Autopush } from "../push/autopush";
import { openEngineWorld } from "./engine-world";
import type { EnginePage } from "./engine-page";
import { button, text } from "./finding";
import { launchFirefox } from "./firefox";
import { openScreen, type Screen } from "./screen";

const service = new Autopush(inject("pushPort"));
let screen: Screen;
beforeAll(() => service.open());
afterAll(async () => {
  await service.close();
  screen.close();
});

const world = openEngineWorld(async () => {
  screen = await openScreen(); // without one Firefox notifies nobody
  return launchFirefox({ preferences: { ...service.preferences, "alerts.useSystemBackend": false }, screen });
});
const { step } = world;

/** Where Firefox shows the newest: at the upper right edge of the screen, in pixels. */
const notification = { x: 1_350, y: 30 };

/** Returns the titles of the notifications that the browser shows for the app. */
function shownIn(page: EnginePage): Promise<string[]> {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    return (await registration.getNotifications()).map(({ title }) => title);
  });
}

test("a browser that turns notifications on shows one for a conversation, closes it when it was read, and a press leads there", async () => {
  const { author, reader, id } = await connected();
  const name = reader.user.display_name;
  bodyOf(await clientOf(author).call("PATCH /api/push", { body: { detail: "name" } }));
  const page = await world.pageOf(author);
  const line = await enter(reader, id);
  const handled = (count: number) => page.until(`${count} pushes`, () => Promise.resolve(service.handled >= count));
  /** What is shown, as a page of the app sees it: while one is on screen it shows by itself what comes. */
  const shown = async () => {
    await page.visit("/how-it-works");
    const titles = await shownIn(page);
    await page.hands.open("about:blank");
    return titles;
  };
  await step("turn notifications on", async () => {
    await page.visit("/settings");
    await page.press(button("Turn on in this browser"));
    await page.waitFor(text(/^This browser shows notifications/));
    await page.hands.open("about:blank");
  });
  await step("a notification for a conversation", async () => {
    line.say("Hello", "client-1");
    await handled(1);
    expect(await shown()).toEqual([`A message from ${name}`]);
    line.say("Are you there?", "client-2");
    await handled(2);
    expect(await shown()).toEqual([`2 messages from ${name}`]);
  });
  await step("closed when it was read", async () => {
    const own = await enter(author, id, "&after=0");
    await expect.poll(() => own.messages().length).toBe(2);
    own.socket.send(JSON.stringify({ type: "read_receipt", id: own.messages()[1]!.id }));
    await handled(3);
    expect(await shown()).toEqual([]);
    await own.close();
  });
  await step("a press leads to the conversation", async () => {
    line.say("Good night", "client-3");
    await handled(4);
    await page.visit("/how-it-works");
    screen.press(notification);
    await page.waitForPath(new RegExp(`^/connections/${id}$`));
    await page.waitFor(text(/^Good night$/));
  });
  await line.close();
  await world.expectNoFaults();
});
