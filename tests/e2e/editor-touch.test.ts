/** The review on a phone: one finger taps, pans and draws, two fingers never edit; Back closes it. */
import type { CDPSession, Locator, Page } from "playwright-core";
import { expect, test } from "vitest";
import { addPhotos, boxOf, finishReview, openReview, publish, readyStage, startStory } from "./composing";
import { threePeople } from "./photos";
import { openWorld, phone } from "./world";

const world = openWorld();

type Point = { x: number; y: number };

/** Fingers on the glass, as the system reports them. */
async function fingersOf(page: Page) {
  const session: CDPSession = await page.context().newCDPSession(page);
  // The events carry the time that a quick finger takes: a busy machine sends them later.
  const send = (type: "touchStart" | "touchMove" | "touchEnd", points: Point[], timestamp?: number) =>
    session.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: points.map((point, id) => ({ ...point, id })),
      ...(timestamp !== undefined && { timestamp }),
    });
  // The next gesture begins after the last one's end, also where that was sent ahead of its time.
  let endSeconds = 0;
  const nowSeconds = () => Math.max(Date.now() / 1_000, endSeconds + 0.4);
  const lift = async (timestamp: number) => {
    endSeconds = timestamp;
    await send("touchEnd", [], timestamp);
  };
  return {
    /**
     * Moves fingers from where they come down to where they stop and are lifted: a finger lifted in motion flings, and the
     * browser takes the tap after it for the one that ends the fling. `onDown` is waited for before they move.
     */
    async move(from: Point[], to: Point[], onDown?: () => Promise<void>): Promise<void> {
      const start = nowSeconds();
      // From before it is sent: the page holds the time of a move against that of the touch, and a busy machine is late to say
      // that the touch is there.
      const held = Date.now();
      await send("touchStart", from.slice(0, 1), start);
      if (from.length > 1) await send("touchStart", from, start);
      await onDown?.();
      const moved = start + (onDown ? (Date.now() - held) / 1_000 : 0);
      for (let step = 1; step <= 5; step++) {
        const share = step / 5;
        const between = from.map((start, id) => {
          const end = to[id] ?? start;
          return { x: start.x + (end.x - start.x) * share, y: start.y + (end.y - start.y) * share };
        });
        await send("touchMove", between, moved + step / 100);
      }
      await send("touchMove", to, moved + 0.3);
      await lift(moved + 0.31);
    },
    async doubleTap(point: Point): Promise<void> {
      const start = nowSeconds();
      for (const at of [start, start + 0.1]) {
        await send("touchStart", [point], at);
        await lift(at + 0.02);
      }
    },
  };
}

/** A phone's page on which the photo of a new story is under review. */
async function reviewOnPhone(words: string) {
  const page = await world.pageOf(await world.newPerson(), { viewport: phone, hasTouch: true, isMobile: true });
  await startStory(page, words);
  await addPhotos(page, [threePeople]);
  return { page, stage: await openReview(page) };
}

function middle({ x, y, width, height }: { x: number; y: number; width: number; height: number }): Point {
  return { x: x + width / 2, y: y + height / 2 };
}

test("an author marks, moves, resizes and publishes with fingers alone", async () => {
  const { page, stage } = await reviewOnPhone("All of it with a thumb.");
  const fingers = await fingersOf(page);
  const regions = stage.locator("[data-region]");
  const found = await regions.count();
  const picture = await boxOf(stage.locator("img"));

  // A tap adds a region of a face's size.
  const corner = { x: picture.x + picture.width * 0.5, y: picture.y + picture.height * 0.85 };
  await page.touchscreen.tap(corner.x, corner.y);
  await expect.poll(() => regions.count()).toBe(found + 1);
  const tapped = regions.nth(found);
  expect(middle(await boxOf(tapped)).x).toBeCloseTo(corner.x, -1);

  const before = await boxOf(tapped);
  await fingers.move([middle(before)], [{ x: middle(before).x - 60, y: middle(before).y - 10 }]);
  await expect.poll(async () => (await boxOf(tapped)).x).toBeCloseTo(before.x - 60, -1);
  const moved = await boxOf(tapped);
  expect(moved.width).toBeCloseTo(before.width, 0);

  const handle = middle(await boxOf(stage.locator('[data-handle="w"]')));
  await fingers.move([handle], [{ x: handle.x - 30, y: handle.y }]);
  const widthOf = async (one: Locator) => (await boxOf(one)).width;
  await expect.poll(() => widthOf(tapped)).toBeCloseTo(moved.width + 30, -1);

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
  await expect.poll(() => widthOf(stage.locator("img"))).toBeGreaterThan(picture.width * 1.5);
  expect(await regions.count()).toBe(found + 1);
  await page.getByRole("button", { name: "Whole photo" }).tap();
  await expect.poll(() => widthOf(stage.locator("img"))).toBeCloseTo(picture.width, 0);
  await expect.poll(() => widthOf(tapped)).toBeCloseTo(moved.width + 30, -1);

  await page
    .getByRole("toolbar", { name: /^Region/ })
    .getByRole("button", { name: "Remove region" })
    .tap();
  await expect.poll(() => regions.count()).toBe(found);
  await page.getByRole("button", { name: "Undo" }).tap();
  await expect.poll(() => regions.count()).toBe(found + 1);

  // A stroke of the brush is one region and one step, also over what is selected.
  const brush = page.getByRole("button", { name: "Paint with a brush" });
  await brush.tap();
  const plate = { x: picture.x + 40, y: picture.y + picture.height * 0.9 };
  await fingers.move([plate], [{ x: plate.x + 120, y: plate.y - 10 }]);
  await expect.poll(() => regions.count()).toBe(found + 2);
  expect((await boxOf(regions.last())).width).toBeGreaterThan(140);
  await page.getByRole("radio", { name: "Fine brush" }).check();
  await fingers.move([{ x: plate.x + 60, y: plate.y }], [{ x: plate.x + 60, y: plate.y - 60 }]);
  await expect.poll(() => regions.count()).toBe(found + 3);
  expect((await boxOf(regions.last())).width).toBeLessThan(32);
  await page.getByRole("button", { name: "Undo" }).tap();
  await expect.poll(() => regions.count()).toBe(found + 2);
  await brush.tap();
  await readyStage(page);
  await finishReview(page);
  await publish(page);
});

test("one finger pans when zoomed and edits nothing, and a double tap zooms", async () => {
  const { page, stage } = await reviewOnPhone("Zoomed by a thumb.");
  const fingers = await fingersOf(page);
  const regions = stage.locator("[data-region]");
  const found = await regions.count();
  const picture = stage.locator("img");
  const whole = await boxOf(picture);
  const low = { x: whole.x + whole.width * 0.5, y: whole.y + whole.height * 0.9 };

  // Over a region that is not selected, a finger moves nothing.
  const first = await boxOf(regions.first());
  await fingers.move([middle(first)], [{ x: middle(first).x + 60, y: middle(first).y }]);
  expect(await boxOf(regions.first())).toEqual(first);

  await fingers.doubleTap(low);
  await expect.poll(async () => (await boxOf(picture)).width).toBeGreaterThan(whole.width * 2);
  expect(await regions.count()).toBe(found);
  const zoomed = await boxOf(picture);
  const centre = middle(await boxOf(stage));
  await fingers.move([centre], [{ x: centre.x - 80, y: centre.y + 40 }]);
  await expect.poll(async () => (await boxOf(picture)).x).toBeCloseTo(zoomed.x - 80, 0);
  expect(await regions.count()).toBe(found);
  await page.getByRole("button", { name: "Whole photo" }).tap();
});

test("a finger that rests draws, and so does the drawing tool", async () => {
  const { page, stage } = await reviewOnPhone("Drawn by a thumb.");
  const fingers = await fingersOf(page);
  const regions = stage.locator("[data-region]");
  const found = await regions.count();
  const picture = await boxOf(stage.locator("img"));
  const low = { x: picture.x + picture.width * 0.5, y: picture.y + picture.height * 0.9 };
  const tool = page.getByRole("button", { name: "Draw a region" });
  await tool.tap();
  await fingers.move([{ x: low.x - 120, y: low.y - 60 }], [{ x: low.x - 60, y: low.y }]);
  await expect.poll(() => regions.count()).toBe(found + 1);
  await tool.tap();
  const rests = () => page.locator('[data-resting="true"]').waitFor();
  await fingers.move([low], [{ x: low.x + 60, y: low.y - 50 }], rests);
  await expect.poll(() => regions.count()).toBe(found + 2);
  expect((await boxOf(regions.last())).width).toBeCloseTo(60, -1);
});

test("the thumbnails lead from face to face, keep and remove by one press, and the preview shows no mark", async () => {
  const { page, stage } = await reviewOnPhone("Face by face.");
  const regions = stage.locator("[data-region]");
  const found = await regions.count();
  const picture = stage.locator("img");
  const whole = await boxOf(picture);
  const faces = page.getByRole("list", { name: /^Faces/ }).getByRole("button");
  expect(await faces.count()).toBe(found);
  await page.getByRole("button", { name: "Next face" }).tap();
  await expect.poll(async () => (await boxOf(picture)).width).toBeGreaterThan(whole.width * 1.5);
  const shown = await boxOf(stage.locator("[data-region]:has([data-handle]), [data-region]").first());
  expect(shown.width).toBeGreaterThan(0);
  const bar = page.getByRole("toolbar", { name: /^Region/ });
  await bar.getByRole("button", { name: "Keep region" }).tap();
  await bar.getByRole("button", { name: "Remove region" }).tap();
  await expect.poll(() => regions.count()).toBe(found - 1);
  await page.getByRole("button", { name: "Undo" }).tap();
  await expect.poll(() => regions.count()).toBe(found);
  await page.getByRole("button", { name: "See it without any mark" }).tap();
  const isShown = () =>
    regions.first().evaluate((region) => region.parentElement!.checkVisibility({ opacityProperty: true }));
  await expect.poll(isShown).toBe(false);
  await page.touchscreen.tap(whole.x + 40, whole.y + whole.height * 0.9);
  expect(await regions.count()).toBe(found);
});

test("Back closes the review, and the page under it stays as it was", async () => {
  const page = await world.pageOf(await world.newPerson(), { viewport: phone, hasTouch: true, isMobile: true });
  await startStory(page, "Back and forth.");
  const loads: string[] = [];
  await addPhotos(page, [threePeople]);
  page.on("request", (request) => {
    if (request.url().includes("_data") || request.url().includes(".data")) loads.push(request.url());
  });
  const stage = await openReview(page);
  await page.getByRole("button", { name: "Add a region" }).tap();
  const regions = await stage.locator("[data-region]").count();
  await page.evaluate(() => history.back());
  await stage.waitFor({ state: "detached" });
  expect(new URL(page.url()).pathname).toBe("/stories/new");
  expect(await page.getByLabel("Your story").inputValue()).toBe("Back and forth.");
  await openReview(page);
  expect(await stage.locator("[data-region]").count()).toBe(regions);
  // Closed by its own button it leaves nothing behind that Back would have to pass.
  await page.getByRole("button", { name: "Close" }).tap();
  await stage.waitFor({ state: "detached" });
  await openReview(page);
  await finishReview(page);
  await page.waitForFunction(() => !Object.hasOwn(history.state as object, "heartfelt_overlay"));
  expect(loads).toEqual([]);
});

test.each([
  ["a phone", phone],
  ["a phone on its side", { width: 844, height: 390 }],
  ["a screen at 200 %", { width: 640, height: 400 }],
])("nothing lies over the photo on %s", async (_, viewport) => {
  const page = await world.pageOf(await world.newPerson(), { viewport });
  await startStory(page, "In plain sight.");
  await addPhotos(page, [threePeople]);
  const stage = await openReview(page);
  const box = await boxOf(stage.locator("img"));
  expect(box.height).toBeGreaterThan(viewport.height * 0.3);
  await page.getByRole("button", { name: "Next face" }).click();
  await page.getByRole("button", { name: "Whole photo" }).click();
  const strangers = await stage.evaluate((element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    const points = [0.05, 0.25, 0.5, 0.75, 0.95].flatMap((x) => [0.05, 0.5, 0.95].map((y) => [x, y] as const));
    return points
      .map(([x, y]) => document.elementFromPoint(left + x * width, top + y * height))
      .filter((found) => found && !element.contains(found))
      .map((found) => found!.outerHTML.slice(0, 80));
  });
  expect(strangers).toEqual([]);
});

test("each of several regions that lie close together is selected by a tap on its centre, whichever was selected before", async () => {
  const { page, stage } = await reviewOnPhone("A crowd under a thumb.");
  const regions = stage.locator("[data-region]");
  const found = await regions.count();
  const picture = await boxOf(stage.locator("img"));
  await page.touchscreen.tap(picture.x + picture.width * 0.3, picture.y + picture.height * 0.88);
  // A copy lies over its region, by less than a finger's width.
  const copies = 3;
  const bar = page.getByRole("toolbar", { name: /^Region/ });
  for (let n = 0; n < copies; n++) {
    await bar.getByRole("button", { name: /^Copy region / }).tap();
    await expect.poll(() => regions.count()).toBe(found + 2 + n);
  }
  const middles = [];
  for (let n = 0; n <= copies; n++) middles.push(middle(await boxOf(regions.nth(found + n))));
  for (const n of [2, 0, 3, 1, 2, 1]) {
    const { x, y: down } = middles[n]!;
    await page.touchscreen.tap(x, down);
    await page.getByRole("toolbar", { name: `Region ${found + n + 1}` }).waitFor();
  }
});

test("every target in the review is at least 44 pixels for a finger", async () => {
  const { page, stage } = await reviewOnPhone("For thumbs.");
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
