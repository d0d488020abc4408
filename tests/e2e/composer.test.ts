/** The composer beside the main job: drafts, order, originals, cancelling, the session, editing and axe. */
import { expect, test } from "vitest";
import type { Story } from "../../app/contract/story";
import { expectAccessible } from "./accessible";
import { addPhotos, finishReview, openReview, publish, readyStage, startStory } from "./composing";
import { fourPeople, threePeople } from "./photos";
import { openWorld, phone } from "./world";
import { reload, visit } from "./visiting";
import { patientFetch } from "../../scripts/patient-fetch.mjs";

const world = openWorld();

test("each photo must be looked at, again after a change, before a story can be published", async () => {
  const page = await world.pageOf(await world.newPerson());
  await startStory(page, "Two photos.");
  await addPhotos(page, [threePeople, fourPeople]);
  const publishing = page.getByRole("button", { name: "Publish", exact: true });
  expect(await publishing.isDisabled()).toBe(true);
  for (let number = 0; number < 2; number++) {
    await openReview(page);
    await finishReview(page);
  }
  await expect.poll(() => publishing.isEnabled()).toBe(true);
  await page.getByRole("button", { name: "Review again" }).first().click();
  await page.getByText("Tiles", { exact: true }).click();
  await readyStage(page);
  await page.getByRole("button", { name: "Close" }).click();
  expect(await publishing.isDisabled()).toBe(true);
});

test("photos are published in the order and with the descriptions that their author gave them", async () => {
  const page = await world.pageOf(await world.newPerson());
  await startStory(page, "In another order.");
  await addPhotos(page, [threePeople, fourPeople]);
  for (let number = 0; number < 2; number++) {
    await openReview(page);
    await finishReview(page);
  }
  await page.getByText("2 photos have no description yet.").waitFor();
  await page.getByRole("button", { name: "Add one" }).click();
  await page.keyboard.type("Three at a table");
  await page.getByLabel("Describe photo 2").fill("Four standing");
  await expect.poll(() => page.getByText("no description yet").count()).toBe(0);
  await page.getByRole("button", { name: "Move later: photo 1" }).click();
  const path = await publish(page);
  const story = (await (await patientFetch(`${world.url}/api${path}`)).json()) as Story;
  expect(story.images.map(({ alt }) => alt)).toEqual(["Four standing", "Three at a table"]);
});

test("a photo is dragged to another place", async () => {
  const page = await world.pageOf(await world.newPerson());
  await startStory(page, "Dragged.");
  await addPhotos(page, [threePeople, fourPeople]);
  const cards = page.locator("li[data-stage]");
  await page.locator("li[data-stage] img[src^=blob]").nth(1).waitFor();
  const shapes = () =>
    cards
      .locator("img")
      .evaluateAll((all: HTMLImageElement[]) => all.map((one) => one.naturalWidth / one.naturalHeight));
  await expect.poll(async () => (await shapes()).filter(Number.isNaN)).toEqual([]);
  const before = await shapes();
  await cards.nth(0).dragTo(cards.nth(1));
  await expect.poll(shapes).toEqual(before.toReversed());
});

test("an original that its author does not want kept never leaves the device", async () => {
  const author = await world.newPerson();
  const page = await world.pageOf(author);
  const sent: string[][] = [];
  await page.exposeFunction("noteFields", (fields: string[]) => sent.push(fields));
  // What a form holds is known only as it is sent: a browser does not tell of the files in a body.
  await page.addInitScript(() => {
    const send = XMLHttpRequest.prototype.send;
    XMLHttpRequest.prototype.send = function (body?: XMLHttpRequestBodyInit | null) {
      const note = Reflect.get(window, "noteFields") as (fields: string[]) => void;
      if (body instanceof FormData) note([...body.keys()]);
      return send.call(this, body);
    };
  });
  await startStory(page, "Only the copy.");
  await addPhotos(page, [threePeople], "Don't keep them");
  await openReview(page);
  await finishReview(page);
  const path = await publish(page);
  expect(sent.length).toBeGreaterThan(0);
  for (const fields of sent) expect(fields.toSorted()).toEqual(["face_coordinates", "image_blurred"]);
  const headers = { Authorization: `Bearer ${author.token}` };
  const story = (await (await patientFetch(`${world.url}/api${path}`, { headers })).json()) as Story;
  expect(story.images[0]?.original_url).toBeUndefined();
});

test("a cancelled upload publishes nothing, and can be started again", async () => {
  const page = await world.pageOf(await world.newPerson());
  await startStory(page, "Not yet.");
  await addPhotos(page, [threePeople]);
  await openReview(page);
  await finishReview(page);
  let isHeld = true;
  await page.route("**/upload-image?*", async (route) => {
    while (isHeld) await new Promise((resolve) => setTimeout(resolve, 50));
    await route.continue().catch(() => undefined);
  });
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByText("Nothing was published").waitFor();
  isHeld = false;
  await page.unroute("**/upload-image?*");
  await publish(page);
});

test("a session that ended while writing loses nothing: signed in again, the story is published", async () => {
  const page = await world.pageOf(await world.newPerson());
  await startStory(page, "It took me a month to write.");
  await page.context().clearCookies();
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByRole("link", { name: "Sign in in another tab" }).waitFor();
  expect(await page.getByLabel("Your story").inputValue()).toBe("It took me a month to write.");
  const { refresh_token: value } = await world.newPerson();
  await page.context().addCookies([{ name: "heartfelt", value, url: world.url }]);
  await page.getByRole("button", { name: "Try again" }).click();
  await page.waitForURL(/\/stories\/[0-9a-f-]{36}$/);
});

test("without the second look its author is told, looks again, and may go on", async () => {
  const page = await world.pageOf(await world.newPerson());
  await startStory(page, "Nobody looks twice.");
  await addPhotos(page, [threePeople]);
  await openReview(page);
  await finishReview(page);
  await page.route("**/api/images/process", (route) =>
    route.fulfill({
      status: 503,
      contentType: "application/problem+json",
      body: JSON.stringify({
        type: "about:blank",
        title: "Unavailable",
        status: 503,
        detail: "The second look is not available.",
        code: "ai_unavailable",
        request_id: "none",
      }),
    }),
  );
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByRole("button", { name: "I've checked again. Publish" }).click();
  await page.waitForURL(/\/stories\/[0-9a-f-]{36}$/);
});

test("a draft is not shown to another author on the same device", async () => {
  const page = await world.pageOf(await world.newPerson());
  await startStory(page, "For nobody else.");
  await page.getByText("Draft saved").waitFor();
  const { refresh_token: value } = await world.newPerson();
  await page.context().addCookies([{ name: "heartfelt", value, url: world.url }]);
  await reload(page);
  expect(await page.getByLabel("Your story").inputValue()).toBe("");
});

test("a discarded draft is gone, and a published one too", async () => {
  const page = await world.pageOf(await world.newPerson());
  await startStory(page, "Never mind.");
  await page.getByRole("button", { name: "Discard", exact: true }).click();
  await page.getByRole("button", { name: "Discard draft" }).click();
  await reload(page);
  expect(await page.getByLabel("Your story").inputValue()).toBe("");
  await page.getByLabel("Your story").fill("This one stays.");
  await page.getByText("Draft saved").waitFor();
  await publish(page);
  await visit(page, "/stories/new");
  expect(await page.getByLabel("Your story").inputValue()).toBe("");
});

test("an author edits, unpublishes and deletes a story", async () => {
  const page = await world.pageOf(await world.newPerson());
  await startStory(page, "First words.");
  await addPhotos(page, [threePeople]);
  await openReview(page);
  await finishReview(page);
  const path = await publish(page);
  await page.getByRole("link", { name: "Edit" }).click();
  await page.getByLabel("Your story").fill("Better words.");
  await page.getByLabel("Describe the photo").fill("Three at a table");
  await page.getByRole("button", { name: "Save" }).click();
  await page.waitForURL((url) => url.pathname === path);
  const story = (await (await patientFetch(`${world.url}/api${path}`)).json()) as Story;
  expect(story).toMatchObject({ body: "Better words.", images: [{ alt: "Three at a table" }] });

  await visit(page, `${path}/edit`);
  await page.getByRole("button", { name: "Unpublish" }).click();
  await page.getByText("Only you can see it").waitFor();
  expect((await patientFetch(`${world.url}/api${path}`)).status).toBe(404);
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByRole("button", { name: "Delete permanently" }).click();
  await page.waitForURL((url) => url.pathname === "/me");
  expect((await patientFetch(world.url + story.images[0]!.blurred_url)).status).toBe(404);
});

test.each([
  ["light", phone],
  ["dark", { width: 1280, height: 860 }],
] as const)("axe finds nothing to object to in the composer and the review, %s", async (colorScheme, viewport) => {
  const page = await world.pageOf(await world.newPerson(), { viewport, colorScheme, reducedMotion: "reduce" });
  await startStory(page, "Looked at by a machine.");
  await addPhotos(page, [threePeople]);
  await expectAccessible(page);
  await openReview(page);
  await page.locator("[data-region]").first().focus();
  const sheet = page.getByRole("button", { name: "other checks" });
  if (await sheet.isVisible()) await sheet.click();
  await expectAccessible(page);
});
