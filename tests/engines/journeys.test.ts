/** The journeys of people in Firefox and WebKit, by real presses and keys in the served app. */
import { join as joinPath } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { bodyOf } from "../../app/client/body-of";
import type { Story } from "../../app/contract/story";
import { inspect } from "../../app/imaging/formats/inspect";
import { clientOf } from "../api/client";
import { samples } from "../e2e/world";
import { compose, findFaces, focusedUnderFoot, join, publish, read, reviewAll } from "./authoring";
import { launchFirefox } from "./firefox";
import type { EnginePage } from "./engine-page";
import { button, css, field, heading, text } from "./finding";
import { openEngineWorld, phone } from "./engine-world";
import { printMatrix } from "./matrix";
import { regionsFound } from "./regions-found";
import { launchWebKit } from "./webkit";

const photos = [joinPath(samples, "sample1.jpg"), joinPath(samples, "sample6.jpg")];

describe.each([
  ["Firefox", launchFirefox],
  ["WebKit", launchWebKit],
])("in %s", (name, launch) => {
  const world = openEngineWorld(launch);
  const { step } = world;
  afterAll(() => printMatrix(name));

  test("somebody joins, writes, reviews two photos and publishes them, and a stranger reads", async () => {
    const page = await world.newPage(phone);
    const email = `${name.toLowerCase()}-${Date.now()}@example.org`;
    await step("join", () => join(page, { email, next: "/stories/new" }));
    await step("compose", () => compose(page, "A day together", "We stood close together."));
    await step("find faces", () => findFaces(page, photos));
    await step("draft after a reload", async () => {
      await regionsFound(page, photos.length);
      await page.visit("/stories/new");
      await page.waitFor(css('li[data-stage="to_review"] img'), photos.length);
      expect(await page.valueOf(field(/^Title/))).toBe("A day together");
    });
    await step("focus stays in sight", async () => expect(await focusedUnderFoot(page)).toEqual([]));
    await step("review", () => reviewAll(page));
    const path = await step("publish", () => publish(page));
    const stranger = await world.newPage();
    await step("read", () => read(stranger, path, "A day together"));
    const story = (await (await fetch(`${world.url}/api${path}`)).json()) as Story;
    expect(story.images).toHaveLength(2);
    for (const { blurred_url } of story.images) {
      const bytes = new Uint8Array(await (await fetch(world.url + blurred_url)).arrayBuffer());
      expect(inspect(bytes)).toMatchObject({ kind: "picture", orientation: 1 });
    }
    expect(await stranger.count(css("main img"))).toBeGreaterThan(0);
    await world.expectNoFaults();
  });

  test("two people connect, talk, and go on where the network left them", async () => {
    const [author, reader] = [await world.newPerson(), await world.newPerson()];
    const story = bodyOf(
      await clientOf(author).call("POST /api/stories", {
        body: { title: "The long way home", body: "We walked.", image_ids: [] },
      }),
    );
    const [authors, readers] = [await world.pageOf(author), await world.pageOf(reader)];
    await step("ask to connect", async () => {
      await readers.visit(`/stories/${story.id}`);
      await readers.press(button("Ask to connect"));
      await readers.waitFor(text(/Request sent\./));
    });
    const path = await step("accept", async () => {
      await authors.visit("/connections");
      await authors.press(button("Accept"));
      await authors.waitForPath(/^\/connections\/[0-9a-f-]{36}$/);
      return authors.path();
    });
    await readers.visit(path);
    await step("chat", async () => {
      await readers.waitFor(text(/^Online$/));
      await say(authors, "Hello from here");
      await readers.waitFor(text(/^Hello from here$/));
    });
    await step("chat offline and back", async () => {
      await readers.hands.setNetwork("down");
      await readers.waitFor(text(/^(You're offline|Connection lost)/));
      await say(readers, "Written without a network");
      await readers.waitFor(text(/^Written without a network$/));
      expect(await authors.count(text(/^Written without a network$/))).toBe(0);
      await readers.hands.setNetwork("up");
      await authors.waitFor(text(/^Written without a network$/));
    });
  });

  test("an account has its passkey page and signs out by the menu", async () => {
    const page = await world.pageOf(await world.newPerson());
    await step("passkey page", async () => {
      await page.visit("/settings");
      await page.waitFor(heading("Your account"));
      await page.waitFor(heading(/^Passkeys/));
    });
    await step("sign out", async () => {
      await page.press(css("summary[aria-label=Menu], button[aria-label=Menu]"));
      await page.press(button("Sign out"));
      await page.waitForPath(/^\/$/);
    });
    await world.expectNoFaults();
  });
});

/** Writes a message and sends it. */
async function say(page: EnginePage, words: string): Promise<void> {
  await page.type(field("Your message"), words);
  await page.press(button("Send"));
}
