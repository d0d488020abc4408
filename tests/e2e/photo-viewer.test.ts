/** The photos of a message over the whole screen: swiped through, zoomed where they are pressed, and revealed from there. */
import type { Locator, Page } from "playwright-core";
import { expect, test } from "vitest";
import { UploadedImage } from "../../app/contract/story";
import { expectAccessible } from "./accessible";
import { chatsIn, log } from "./chatting";
import { press } from "./keyboard";
import { openWorld, phone, type Person } from "./world";
import { photo, upload } from "../api/client";

const world = openWorld();
const { twoConnected, openChat, sendPhotos } = chatsIn(world);

const viewerOf = (page: Page): Locator => page.getByRole("dialog", { name: "Photos of a message" });

/** Two photos of the author's, with their originals. */
async function withTwoPhotos() {
  const pair = await twoConnected();
  const { original } = await photo();
  const images: string[] = [];
  for (const _ of [1, 2]) {
    const answer = await upload(pair.author, { connection: pair.id, original });
    images.push(UploadedImage.parse(await answer.json()).image_id);
  }
  await sendPhotos(pair.author, pair.id, images);
  return { ...pair, images };
}

async function openAsPhone(person: Person, path: string): Promise<Page> {
  const page = await world.pageOf(person, { viewport: phone, hasTouch: true, isMobile: true });
  await page.goto(path);
  await page.getByText(/^(Online|Offline)$/).waitFor();
  return page;
}

interface Share {
  x: number;
  y: number;
}

/** Returns where a point of a fitted photo is on the page. */
function pointOf(image: Locator, share: Share): Promise<Share> {
  return image.evaluate((element: HTMLImageElement, { x, y }) => {
    const box = element.getBoundingClientRect();
    const scale = Math.min(box.width / element.naturalWidth, box.height / element.naturalHeight);
    const [width, height] = [element.naturalWidth * scale, element.naturalHeight * scale];
    return { x: box.x + (box.width - width) / 2 + x * width, y: box.y + (box.height - height) / 2 + y * height };
  }, share);
}

/** Returns how many pixels a point of a large photo is beside the middle of the screen. */
const besideMiddle = (image: Locator, x: number): Promise<number> =>
  image.evaluate((element, share) => {
    const box = element.getBoundingClientRect();
    return Math.abs(Math.round(box.x + share * box.width - innerWidth / 2));
  }, x);

/** Whether a photo has loaded, and fills the view: after a swipe the strip still moves to it for a moment. */
const isReady = (image: Locator): Promise<boolean> =>
  image.evaluate((element: HTMLImageElement) => {
    const { x, width } = element.getBoundingClientRect();
    return element.naturalWidth > 0 && Math.abs(x + width / 2 - innerWidth / 2) < 0.5;
  });

/** Taps a tenth of a second apart by the events' own time, however long a busy machine takes to send them. */
async function tap(page: Page, point: Share, times: number): Promise<void> {
  const devTools = await page.context().newCDPSession(page);
  const start = Date.now() / 1_000;
  for (let n = 0; n < times; n++) {
    const timestamp = start + n / 10;
    await devTools.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [point], timestamp });
    await devTools.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [], timestamp: timestamp + 0.02 });
  }
  await devTools.detach();
}

/** Taps a photo, once or twice in a row, and expects what was tapped to be in the middle; then makes it fit again. */
async function zoomAt(page: Page, image: Locator, { taps, share }: { taps: number; share: Share }): Promise<void> {
  await expect.poll(() => isReady(image)).toBe(true);
  const { x, y } = await pointOf(image, share);
  await tap(page, { x, y }, taps);
  await expect.poll(() => besideMiddle(image, share.x)).toBeLessThanOrEqual(2);
  const zoomOut = page.getByRole("button", { name: "Zoom out" });
  expect(await zoomOut.count()).toBe(1);
  await expectAccessible(page);
  await zoomOut.click();
  await page.getByRole("button", { name: "Zoom in" }).waitFor();
}

test("a tap or a double tap zooms each of two photos to the point that was tapped, also after a swipe", async () => {
  const { author, path } = await withTwoPhotos();
  const page = await openAsPhone(author, path);
  const devTools = await page.context().newCDPSession(page);
  await log(page).getByRole("button", { name: "Open photo 1 of 2" }).tap();
  const image = (n: number) => viewerOf(page).getByRole("img", { name: `Photo ${n}` });
  for (const n of [1, 2]) {
    await viewerOf(page).getByText(`Photo ${n} of 2`).waitFor();
    expect(await viewerOf(page).getByRole("button", { name: "Zoom in" }).count()).toBe(1);
    await zoomAt(page, image(n), { taps: 1, share: { x: 0.3, y: 0.4 } });
    await zoomAt(page, image(n), { taps: 2, share: { x: 0.7, y: 0.6 } });
    if (n === 1) {
      const swipe = { x: 195, y: 400, xDistance: -300, yDistance: 0 };
      await devTools.send("Input.synthesizeScrollGesture", swipe);
    }
  }
});

test("the viewer asks about the very photo that it shows, the header's button about all, and the revealed one zooms too", async () => {
  const { author, reader, path, images } = await withTwoPhotos();
  const [authors, readers] = [await openChat(author, path, phone), await openAsPhone(reader, path)];
  const dialog = authors.getByRole("dialog", { name: /^Reveal a photo to/ });
  const openSecond = async () => {
    await press(log(authors).getByRole("button", { name: "Open photo 2 of 2" }));
    await press(authors.getByRole("button", { name: "Reveal original …" }));
    await dialog.waitFor();
  };
  await openSecond();
  expect(await dialog.getByRole("img").getAttribute("src")).toBe(`/api/images/${images[1]}/original`);
  await expectAccessible(authors);
  await press(dialog.getByRole("button", { name: "Keep covered" }));
  await dialog.waitFor({ state: "hidden" });

  await authors.getByRole("button", { name: "Photos", exact: true }).click();
  const all = authors.getByRole("dialog", { name: /^Photos between you and/ });
  await all.getByRole("button", { name: "Reveal the original" }).nth(1).waitFor();
  await authors.keyboard.press("Escape");

  await openSecond();
  await press(dialog.getByRole("button", { name: "Continue" }));
  await dialog.getByRole("button", { name: /^Reveal to/ }).click();
  await dialog.getByText(/can see the original/).waitFor();
  await log(readers).getByRole("button", { name: "Show the photo" }).tap();
  const original = readers.getByRole("img", { name: "The original photo" });
  expect(await original.getAttribute("src")).toBe(`/api/images/${images[1]}/original`);
  await zoomAt(readers, original, { taps: 1, share: { x: 0.3, y: 0.4 } });
  await press(dialog.getByRole("button", { name: "Take it back" }));
  await original.waitFor({ state: "detached" });
  await dialog.getByRole("button", { name: "Reveal the original" }).waitFor();
  await press(dialog.getByRole("button", { name: "Close" }));
  await dialog.waitFor({ state: "hidden" });
});
