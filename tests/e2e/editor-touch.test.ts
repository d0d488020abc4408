/** The review on a phone: one finger edits, two fingers never do. */
import type { CDPSession, Page } from "playwright-core";
import { expect, test } from "vitest";
import { addPhotos, boxOf, finishReview, openReview, publish, readyStage, startStory, threePeople } from "./composing";
import { openWorld, phone } from "./world";

const world = openWorld();

type Point = { x: number; y: number };

/** Fingers on the glass, as the system reports them. */
async function fingersOf(page: Page) {
  const session: CDPSession = await page.context().newCDPSession(page);
  const send = (type: "touchStart" | "touchMove" | "touchEnd", points: Point[]) =>
    session.send("Input.dispatchTouchEvent", { type, touchPoints: points.map((point, id) => ({ ...point, id })) });
  return {
    /** Moves fingers from where they come down to where they are lifted. */
    async move(from: Point[], to: Point[]): Promise<void> {
      await send("touchStart", from.slice(0, 1));
      if (from.length > 1) await send("touchStart", from);
      for (let step = 1; step <= 5; step++) {
        const share = step / 5;
        const between = from.map((start, id) => {
          const end = to[id] ?? start;
          return { x: start.x + (end.x - start.x) * share, y: start.y + (end.y - start.y) * share };
        });
        await send("touchMove", between);
      }
      await send("touchEnd", []);
    },
  };
}

function middle({ x, y, width, height }: { x: number; y: number; width: number; height: number }): Point {
  return { x: x + width / 2, y: y + height / 2 };
}

test("an author marks, moves, resizes and publishes with fingers alone", async () => {
  const page = await world.pageOf(await world.signUp(), { viewport: phone, hasTouch: true, isMobile: true });
  await startStory(page, "All of it with a thumb.");
  await addPhotos(page, [threePeople]);
  const stage = await openReview(page);
  const fingers = await fingersOf(page);
  const regions = stage.locator("[data-region]");
  const found = await regions.count();
  const picture = await boxOf(stage.locator("img"));

  // A tap adds a mark of a face's size, a drag one of its own.
  const corner = { x: picture.x + picture.width * 0.5, y: picture.y + picture.height * 0.85 };
  await page.touchscreen.tap(corner.x, corner.y);
  expect(await regions.count()).toBe(found + 1);
  const tapped = regions.nth(found);
  expect(middle(await boxOf(tapped)).x).toBeCloseTo(corner.x, -1);

  const before = await boxOf(tapped);
  await fingers.move([middle(before)], [{ x: middle(before).x - 60, y: middle(before).y - 10 }]);
  const moved = await boxOf(tapped);
  expect(moved.x).toBeCloseTo(before.x - 60, -1);
  expect(moved.width).toBeCloseTo(before.width, 0);

  const handle = middle(await boxOf(stage.locator('[data-handle="w"]')));
  await fingers.move([handle], [{ x: handle.x - 30, y: handle.y }]);
  expect((await boxOf(tapped)).width).toBeCloseTo(moved.width + 30, -1);

  // Two fingers zoom, and change no mark.
  const [left, right] = [
    { x: 150, y: picture.y + 80 },
    { x: 240, y: picture.y + 80 },
  ];
  await fingers.move(
    [left, right],
    [
      { x: 60, y: left.y },
      { x: 330, y: right.y },
    ],
  );
  expect((await boxOf(stage.locator("img"))).width).toBeGreaterThan(picture.width * 1.5);
  expect(await regions.count()).toBe(found + 1);
  await page.getByRole("button", { name: "Whole photo" }).tap();
  expect((await boxOf(stage.locator("img"))).width).toBeCloseTo(picture.width, 0);
  expect((await boxOf(tapped)).width).toBeCloseTo(moved.width + 30, -1);

  await page
    .getByRole("toolbar", { name: /^Region/ })
    .getByRole("button", { name: "Remove region" })
    .tap();
  expect(await regions.count()).toBe(found);
  await page.getByRole("button", { name: "Undo" }).tap();
  expect(await regions.count()).toBe(found + 1);
  await readyStage(page);
  await finishReview(page);
  await publish(page);
});

test("each of several regions that lie close together is selected by a tap on its centre, whichever was selected before", async () => {
  const page = await world.pageOf(await world.signUp(), { viewport: phone, hasTouch: true, isMobile: true });
  await startStory(page, "A crowd under a thumb.");
  await addPhotos(page, [threePeople]);
  const stage = await openReview(page);
  const regions = stage.locator("[data-region]");
  const found = await regions.count();
  const picture = await boxOf(stage.locator("img"));
  await page.touchscreen.tap(picture.x + picture.width * 0.3, picture.y + picture.height * 0.88);
  // A copy lies over its region, by less than a finger's width.
  const copies = 3;
  const bar = page.getByRole("toolbar", { name: /^Region/ });
  for (let n = 0; n < copies; n++) await bar.getByRole("button", { name: /^Copy region / }).tap();
  expect(await regions.count()).toBe(found + 1 + copies);
  const middles = [];
  for (let n = 0; n <= copies; n++) middles.push(middle(await boxOf(regions.nth(found + n))));
  for (const n of [2, 0, 3, 1, 2, 1]) {
    const { x, y: down } = middles[n]!;
    await page.touchscreen.tap(x, down);
    await page.getByRole("toolbar", { name: `Region ${found + n + 1}` }).waitFor();
  }
});

test("every target in the review is at least 44 pixels for a finger", async () => {
  const page = await world.pageOf(await world.signUp(), { viewport: phone, hasTouch: true, isMobile: true });
  await startStory(page, "For thumbs.");
  await addPhotos(page, [threePeople]);
  const stage = await openReview(page);
  await stage.locator("[data-region]").first().tap();
  await page.getByRole("button", { name: "other checks" }).tap();
  const targets = page.locator("dialog[open]").locator("button, summary, label, [data-handle]");
  const small: string[] = [];
  for (const target of await targets.all()) {
    const box = await target.boundingBox();
    const isText = await target.evaluate((element) => element.matches("label[for]"));
    if (box && !isText && (box.width < 43.5 || box.height < 43.5)) {
      small.push(`${await target.innerText()} ${await target.getAttribute("aria-label")} ${box.width}x${box.height}`);
    }
  }
  expect(small).toEqual([]);
});
