/** A story on its way: in sight of the thumb, across pages and reloads, without a network, and to its end. */
import type { Locator, Page, Route } from "playwright-core";
import { expect, test } from "vitest";
import type { Story } from "../../app/contract/story";
import { addPhotos, boxOf, finishReview, openReview, readyStage, startStory } from "./composing";
import { threePeople } from "./photos";
import { uploaded } from "../api/client";
import { chatsIn } from "./chatting";
import { openWorld, phone, type Person } from "./world";
import { reload, untilHydrated, visit } from "./visiting";
import { patientFetch } from "../../scripts/patient-fetch.mjs";

const world = openWorld();
const storyPath = /\/stories\/[0-9a-f-]{36}$/;

/** Whether all of an element can be seen without scrolling. */
async function isInView(page: Page, element: Locator): Promise<boolean> {
  const { y, height } = await boxOf(element);
  return y >= 0 && y + height <= (page.viewportSize()?.height ?? 0);
}

async function storiesOf({ token }: Person): Promise<Story[]> {
  const answer = await patientFetch(`${world.url}/api/stories?mine=true`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  return ((await answer.json()) as { stories: Story[] }).stories;
}

/** Holds the requests of a pattern until they are let go. */
async function hold(page: Page, pattern: string) {
  const waiting: Route[] = [];
  await page.route(pattern, (route) => void waiting.push(route));
  return {
    untilAsked: () => expect.poll(() => waiting.length).toBeGreaterThan(0),
    letGo: async () => {
      await page.unroute(pattern);
      for (const route of waiting.splice(0)) await route.continue().catch(() => undefined);
    },
  };
}

const publishButton = (page: Page) => page.getByRole("button", { name: "Publish", exact: true });

test("without a network the author is told where the thumb is, and publishing goes on by itself", async () => {
  const author = await world.newPerson();
  const page = await world.pageOf(author, { viewport: phone, hasTouch: true, isMobile: true });
  await startStory(page, "Written on a train.");
  await page.getByText("Draft saved").waitFor();
  await page.route("**/api/stories", (route) => route.abort());
  await publishButton(page).tap();
  const told = page.getByText("No connection. We'll go on as soon as it's back.");
  await told.waitFor();
  expect(await isInView(page, told)).toBe(true);
  expect(await isInView(page, page.getByRole("button", { name: "Try now" }))).toBe(true);
  // It leaves the page to what is written.
  expect((await boxOf(page.locator("footer[data-foot]"))).height).toBeLessThan(115);
  await page.unroute("**/api/stories");
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  await page.waitForURL(storyPath);
  await page.getByText("Your story is live.").waitFor();
  expect(await storiesOf(author)).toHaveLength(1);
});

test("a story whose answer was lost is live once after a reload, and its author gets a link to share", async () => {
  const author = await world.newPerson();
  const page = await world.pageOf(author);
  await startStory(page, "Only words.");
  let isWritten = false;
  await page.route("**/api/stories", async (route) => {
    if (isWritten) return route.continue();
    await route.fetch();
    // The answer never comes.
    isWritten = true;
  });
  await publishButton(page).click();
  await expect.poll(() => isWritten).toBe(true);
  await reload(page);
  await page.waitForURL(storyPath);
  await page.getByText("Your story is live.").waitFor();
  expect((await storiesOf(author)).map(({ body }) => body)).toEqual(["Only words."]);
  // The clipboard itself asks for a permission that not every browser gives to tests.
  await page.evaluate(() => {
    const writeText = (text: string) => Promise.resolve(void Reflect.set(window, "copied", text));
    Object.defineProperty(navigator, "clipboard", { value: { writeText } });
  });
  await page.getByRole("button", { name: "Copy link" }).click();
  await page.getByRole("button", { name: "Link copied" }).waitFor();
  expect(await page.evaluate(() => Reflect.get(window, "copied") as string)).toBe(page.url());
  await page.getByRole("button", { name: "Dismiss" }).click();
  await visit(page, "/stories/new");
  expect(await page.getByLabel("Your story").inputValue()).toBe("");
});

test("a story goes on when its author leaves the composer, and after a reload on another page", async () => {
  const author = await world.newPerson();
  const page = await world.pageOf(author, { viewport: phone });
  await startStory(page, "With a photo.");
  await addPhotos(page, [threePeople]);
  await openReview(page);
  await finishReview(page);
  const uploads = await hold(page, "**/upload-image?*");
  await publishButton(page).click();
  await uploads.untilAsked();
  await page.getByRole("link", { name: "Heartfelt: Stories" }).click();
  await page.waitForURL((url) => url.pathname === "/");
  await page.getByRole("complementary", { name: "Publishing" }).getByText("Uploading your photo").waitFor();
  await reload(page);
  await page.getByRole("complementary", { name: "Publishing" }).getByText("Uploading your photo").waitFor();
  await uploads.letGo();
  const live = page.getByText("Your story is live.");
  const questions = page.getByText("We found something in your photos.");
  await live.or(questions).waitFor();
  if (await live.count()) {
    const [story] = await storiesOf(author);
    expect(story).toMatchObject({ body: "With a photo." });
    expect(story?.images).toHaveLength(1);
  } else {
    await page.getByRole("link", { name: "Open the story" }).click();
    await page.getByRole("dialog").waitFor();
  }
});

test("a face that the server finds as the story is written is asked about, and the answer is passed on", async () => {
  const author = await world.newPerson();
  const page = await world.pageOf(author);
  await startStory(page, "They agreed to be seen.");
  await addPhotos(page, [threePeople]);
  await openReview(page);
  await page.getByRole("button", { name: "Remove all" }).click();
  await finishReview(page);
  // The first look is kept from finding anything, so that the one that comes with the story has to.
  await page.route("**/api/images/process", async (route) => {
    const { image_id } = route.request().postDataJSON() as { image_id: string };
    await route.fulfill({ json: { image_id, faces: [], uncovered: [], faces_detected: 0 } });
  });
  await publishButton(page).click();
  await readyStage(page);
  const leave = page.getByRole("button", { name: /^Leave face \d+ as it is$/ });
  await leave.waitFor();
  expect(await page.getByRole("button", { name: "I've checked this photo" }).isDisabled()).toBe(true);
  expect(await storiesOf(author)).toEqual([]);
  while (await leave.count()) await leave.click();
  await finishReview(page);
  await publishButton(page).click();
  await page.waitForURL(storyPath);
  expect((await storiesOf(author))[0]).toMatchObject({ status: "published" });
});

test("a story that is published again asks about each face that the server finds, and passes the answers on", async () => {
  const author = await world.newPerson();
  const page = await world.pageOf(author);
  const { image_id } = await uploaded(author);
  const story = await chatsIn(world).share(author, [image_id]);
  await visit(page, `/stories/${story.id}/edit`);
  await page.getByRole("button", { name: "Unpublish" }).click();
  await page.getByText("Only you can see it").waitFor();
  const face = { id: "f".repeat(43), x: 10, y: 10, width: 40, height: 50 };
  const asked: { confirmed_face_ids?: string[] }[] = [];
  await page.route(`**/api/stories/${story.id}`, async (route) => {
    asked.push(route.request().postDataJSON() as { confirmed_face_ids?: string[] });
    if (asked.length > 1) return route.continue();
    await route.fulfill({
      status: 409,
      contentType: "application/problem+json",
      body: JSON.stringify({
        ...{ type: "about:blank", title: "People may be recognisable", status: 409, code: "uncovered_people" },
        ...{ detail: "Somebody is uncovered.", request_id: "none", uncovered: [{ image_id, faces: [face] }] },
      }),
    });
  });
  await page.getByRole("button", { name: "Publish again" }).click();
  await page.getByRole("button", { name: "Leave it as it is" }).click();
  await page.getByText("Everyone can read it").waitFor();
  expect(asked.at(-1)?.confirmed_face_ids).toEqual([face.id]);
  expect((await storiesOf(author))[0]).toMatchObject({ status: "published" });
});

test("whether originals are kept is asked once, and nothing is ticked before", async () => {
  const page = await world.pageOf(await world.newPerson());
  await startStory(page, "The first one.");
  await page.locator('input[type="file"][multiple]').setInputFiles(threePeople);
  const choices = page.getByRole("radio");
  await choices.first().waitFor();
  expect(await choices.evaluateAll((all: HTMLInputElement[]) => all.map(({ checked }) => checked))).toEqual([
    false,
    false,
  ]);
  await page.getByText("Choose whether the originals are kept.").or(page.getByText("Review each photo")).waitFor();
  await page.getByRole("radio", { name: "Don't keep them" }).check();
  await page.locator('li[data-stage="to_review"]').waitFor();
  await page.getByRole("button", { name: "Discard", exact: true }).click();
  await page.getByRole("button", { name: "Discard draft" }).click();
  await page.locator('input[type="file"][multiple]').setInputFiles(threePeople);
  await page.getByText("The originals stay on this device.").waitFor();
  expect(await choices.count()).toBe(0);
});

test("words that are typed before the scripts come are kept, in a story and in a message", async () => {
  const { author, path } = await chatsIn(world).twoConnected();
  for (const [page, address, field] of [
    [await world.pageOf(author), "/stories/new", "Your story"],
    [await world.pageOf(author), path, "Your message"],
  ] as const) {
    const scripts = await hold(page, "**/*.js");
    await page.goto(address, { waitUntil: "commit" });
    await page.getByLabel(field).pressSequentially("Typed early.");
    await scripts.letGo();
    await untilHydrated(page);
    await page
      .getByText(/Draft saved|Online|Offline/)
      .first()
      .waitFor();
    expect(await page.getByLabel(field).inputValue()).toBe("Typed early.");
  }
});

test("nothing that has the focus lies under the composer's foot", async () => {
  const page = await world.pageOf(await world.newPerson(), { viewport: phone });
  await startStory(page, "A long one.\n".repeat(40));
  await addPhotos(page, [threePeople]);
  const hidden: string[] = [];
  for (let press = 0; press < 40; press++) {
    await page.keyboard.press("Tab");
    const covered = await page.evaluate(() => {
      const focused = document.activeElement;
      const foot = document.querySelector("[data-foot]");
      if (!focused || !foot || foot.contains(focused) || focused === document.body) return null;
      const [box, bar] = [focused.getBoundingClientRect(), foot.getBoundingClientRect()];
      // The story's own field is higher than the screen.
      const isCovered = box.height < 300 && box.bottom > bar.top + 1 && box.top < bar.bottom - 1;
      return isCovered ? focused.outerHTML.slice(0, 120) : null;
    });
    if (covered) hidden.push(covered);
  }
  expect(hidden).toEqual([]);
});
