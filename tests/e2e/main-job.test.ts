/** The main job: a real photo goes in, the faces are gone from what comes out, and a stranger reads the story. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import type { Region } from "../../app/contract/photo";
import type { Story } from "../../app/contract/story";
import { inspect } from "../../app/imaging/formats/inspect";
import { stripMetadata } from "../../app/imaging/formats/strip";
import { openWorld, phone, samples } from "./world";
import { reload, visit } from "./visiting";
import { patientFetch } from "../../scripts/patient-fetch.mjs";

const world = openWorld({ finder: "real" });
/** For what follows the finder's look. */
const afterLook = openWorld();

const dev = join(import.meta.dirname, "../../../shared/faces/dev");
const groups = [join(samples, "sample6.jpg")];
if (existsSync(dev)) groups.push(join(dev, "fa_bbt4.jpg"));
else console.info("../shared/faces/dev is not here: the journey runs on the package's samples alone.");

/** Adds a photo and waits until the finder has looked. Gives the number of marks. */
async function addPhoto(page: Page, file: string): Promise<void> {
  await page.locator('input[type="file"][multiple]').setInputFiles(file);
  const keep = page.getByRole("radio", { name: "Keep them", exact: true });
  await page.getByText(/Keep the original photos|originals will be kept/).waitFor();
  if (await keep.count()) await keep.check();
  await page.locator('li[data-stage="to_review"]').waitFor();
}

/** The SHA-256 of the copy that the review shows, read from the very URL of its preview. */
async function previewHash(page: Page): Promise<string> {
  const bytes = await page
    .getByRole("application")
    .locator("img")
    .evaluate(async (image: HTMLImageElement) => {
      const answer = await fetch(image.src);
      return Array.from(new Uint8Array(await answer.arrayBuffer()));
    });
  return sha256(Uint8Array.from(bytes));
}

declare global {
  interface Window {
    /** The regions of each upload, as they were declared. */
    uploads: Region[][];
  }
}

/** Keeps what is declared with each upload: a page's own requests cannot be read from outside it. */
async function recordUploads(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.uploads = [];
    const { send } = XMLHttpRequest.prototype;
    XMLHttpRequest.prototype.send = function (body?: XMLHttpRequestBodyInit | null) {
      if (body instanceof FormData) window.uploads.push(JSON.parse(String(body.get("face_coordinates"))));
      return send.call(this, body);
    };
  });
}

function uploadsOf(page: Page): Promise<Region[][]> {
  return page.evaluate(() => window.uploads);
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** In a page: the share of each region's pixels that differ between two pictures of one size, the second scaled to it. */
async function shareChanged(page: Page, copyUrl: string, original: Buffer, regions: Region[]): Promise<number[]> {
  const data = `data:image/jpeg;base64,${original.toString("base64")}`;
  return page.evaluate(
    async ([copy, source, boxes]) => {
      const pixelsOf = async (url: string, size?: { width: number; height: number }) => {
        const image = new Image();
        image.src = url;
        await image.decode();
        const { width, height } = size ?? { width: image.naturalWidth, height: image.naturalHeight };
        const canvas = new OffscreenCanvas(width, height);
        const context = canvas.getContext("2d")!;
        context.drawImage(image, 0, 0, width, height);
        return context.getImageData(0, 0, width, height);
      };
      const after = await pixelsOf(copy);
      const before = await pixelsOf(source, after);
      return boxes.map(({ x, y, width, height }) => {
        let [changed, all] = [0, 0];
        for (let row = Math.ceil(y); row < y + height; row++) {
          for (let column = Math.ceil(x); column < x + width; column++) {
            const across = (column + 0.5 - x - width / 2) / (width / 2);
            const down = (row + 0.5 - y - height / 2) / (height / 2);
            if (across * across + down * down > 0.9) continue;
            const at = (row * after.width + column) * 4;
            all++;
            if ([0, 1, 2].some((channel) => after.data[at + channel] !== before.data[at + channel])) changed++;
          }
        }
        return changed / all;
      });
    },
    [copyUrl, data, regions] as const,
  );
}

describe.each(groups)("with the group photo %s", (file) => {
  test("an author publishes a story, and a stranger gets nothing but redacted pixels", async () => {
    const author = await world.newPerson();
    const page = await world.pageOf(author);
    await recordUploads(page);
    await visit(page, "/stories/new");
    await page.getByLabel("Title").fill("A day together");
    await page.getByLabel("Your story").fill("We stood close together, and nobody moved away.");
    await addPhoto(page, file);
    expect(await uploadsOf(page)).toEqual([]);

    await page.getByRole("button", { name: "Review", exact: true }).click();
    const stage = page.getByRole("application");
    await stage.locator("[data-region]").first().waitFor();
    const found = await stage.locator("[data-region]").count();
    expect(found).toBeGreaterThan(2);
    // One more, by a tap in the corner: what the finder missed.
    await stage.click({ position: { x: 40, y: 300 } });
    await stage.locator("[data-region]").nth(found).waitFor();
    const done = page.getByRole("button", { name: "I've checked this photo" });
    await page.getByText("This is exactly what others will see.").waitFor();
    const shown = await previewHash(page);
    await done.click();
    await page.getByRole("button", { name: "Publish" }).click();
    await publishedOrDecided(page);

    const uploads = await uploadsOf(page);
    const path = new URL(page.url()).pathname;
    const stranger = await world.newPage({ viewport: phone });
    await visit(stranger, path);
    expect(await stranger.getByRole("heading", { level: 1 }).textContent()).toBe("A day together");
    const story = (await (await patientFetch(`${world.url}/api${path}`)).json()) as Story;
    const [image] = story.images;
    expect(image?.original_url).toBeUndefined();

    const answer = await patientFetch(world.url + image!.blurred_url);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    if (uploads.length === 1) expect(sha256(bytes)).toBe(shown);
    expect(stripMetadata(bytes, "nothing")).toMatchObject({ kind: "stripped", removed: [], bytes });
    expect(inspect(bytes)).toMatchObject({ kind: "picture", orientation: 1 });
    const shares = await shareChanged(stranger, image!.blurred_url, readFileSync(file), uploads.at(-1)!);
    expect(shares.length).toBeGreaterThan(found);
    for (const share of shares) expect(share).toBeGreaterThan(0.9);

    expect((await patientFetch(`${world.url}/api/images/${image!.id}/original`)).status).toBe(404);
    const other = await world.newPerson();
    const headers = { Authorization: `Bearer ${other.token}` };
    expect((await patientFetch(`${world.url}/api/images/${image!.id}/original`, { headers })).status).toBe(404);
    const own = await patientFetch(`${world.url}/api/images/${image!.id}/original`, {
      headers: { Authorization: `Bearer ${author.token}` },
    });
    expect(own.status).toBe(200);
    expect(own.headers.get("Cache-Control")).toBe("private, no-store");
  });
});

/** The second look may have marked more: its author looks again and publishes. */
async function publishedOrDecided(page: Page): Promise<void> {
  const published = page.waitForURL((url) => /^\/stories\/[0-9a-f-]{36}$/.test(url.pathname));
  const doubted = page.getByText("We think there").first().waitFor();
  const first = await Promise.race([published.then(() => "published"), doubted.then(() => "doubted")]);
  if (first === "published") return void doubted.catch(() => undefined);
  // The review of the doubted photo has opened by itself.
  await page.getByText("This is exactly what others will see.").waitFor();
  const leave = page.getByRole("button", { name: /^Leave face \d+ as it is$/ });
  while (await leave.count()) await leave.click();
  await page.getByRole("button", { name: "I've checked this photo" }).click();
  await page.getByRole("button", { name: "Publish" }).click();
  await published;
}

/** Resolves once the draft on the device has a photo in which faces were looked for. */
async function untilDraftHasRegions(page: Page): Promise<void> {
  await page.waitForFunction(async () => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open("heartfelt-drafts");
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(new Error("The drafts cannot be read."));
    });
    const drafts = database.transaction("drafts").objectStore("drafts").getAll();
    const all = await new Promise<{ photos: { isSearched: boolean }[] }[]>((resolve) => {
      drafts.onsuccess = () => resolve(drafts.result as { photos: { isSearched: boolean }[] }[]);
    });
    database.close();
    return all.some(({ photos }) => photos.some(({ isSearched }) => isSearched));
  });
}

test("a draft with its photo and marks survives a reload", async () => {
  const page = await afterLook.pageOf(await afterLook.newPerson());
  await visit(page, "/stories/new");
  await page.getByLabel("Your story").fill("Half of it is written.");
  await addPhoto(page, groups[0]!);
  const said = await page.getByText(/faces? found/).textContent();
  await untilDraftHasRegions(page);
  await reload(page);
  await page.locator('li[data-stage="to_review"]').waitFor();
  expect(await page.getByLabel("Your story").inputValue()).toBe("Half of it is written.");
  expect(await page.getByText(/faces? found/).textContent()).toBe(said);
});

test("when the finder cannot run, the author is told and marks faces by hand", async () => {
  const page = await world.pageOf(await world.newPerson());
  await page.route("**/models/**", (route) => route.abort());
  await visit(page, "/stories/new");
  await page.getByLabel("Your story").fill("Without a finder.");
  await addPhoto(page, groups[0]!);
  await page.getByText("The face finder doesn't work on this device.").waitFor();
  await page.getByRole("button", { name: "Review", exact: true }).click();
  await page.getByRole("button", { name: "Add a region" }).click();
  await expect.poll(() => page.getByRole("application").locator("[data-region]").count()).toBe(1);
});

test("an upload without a connection waits in sight, and goes through by itself", async () => {
  const page = await afterLook.pageOf(await afterLook.newPerson());
  await visit(page, "/stories/new");
  await page.getByLabel("Your story").fill("The network goes, and comes back.");
  await addPhoto(page, groups[0]!);
  await page.getByRole("button", { name: "Review", exact: true }).click();
  await page.getByText("This is exactly what others will see.").waitFor();
  await page.getByRole("button", { name: "I've checked this photo" }).click();
  await page.route("**/upload-image?*", (route) => route.abort());
  await page.getByRole("button", { name: "Publish" }).click();
  await page.getByText("No connection. We'll go on as soon as it's back.").waitFor();
  await page.unroute("**/upload-image?*");
  await publishedOrDecided(page);
});

test("a file that is no photo is refused with a sentence on what to do", async () => {
  const page = await world.pageOf(await world.newPerson());
  await visit(page, "/stories/new");
  const input = page.locator('input[type="file"][multiple]');
  await input.setInputFiles({ name: "photo.jpg", mimeType: "image/jpeg", buffer: Buffer.from("not a photo at all") });
  await page.locator('li[data-stage="refused"]').getByRole("alert").waitFor();
  expect(await page.getByRole("button", { name: "Publish" }).isDisabled()).toBe(true);
});

test("square marks and drawn heads are taken by the server too", async () => {
  const page = await afterLook.pageOf(await afterLook.newPerson());
  await visit(page, "/stories/new");
  await page.getByLabel("Your story").fill("Another look.");
  await addPhoto(page, groups[0]!);
  await page.getByRole("button", { name: "Review", exact: true }).click();
  await page.getByRole("button", { name: "Make region 1 square" }).click();
  await page.getByText("This is exactly what others will see.").waitFor();
  await page.getByRole("button", { name: "I've checked this photo" }).click();
  await page.getByRole("button", { name: "Publish" }).click();
  await publishedOrDecided(page);
  await visit(page, "/stories/new");
  await page.getByLabel("Your story").fill("And another.");
  await addPhoto(page, groups[0]!);
  await page.getByRole("button", { name: "Review", exact: true }).click();
  await page.getByText("Heads", { exact: true }).click();
  await page.getByText("This is exactly what others will see.").waitFor();
  await page.getByRole("button", { name: "I've checked this photo" }).click();
  await page.getByRole("button", { name: "Publish" }).click();
  await publishedOrDecided(page);
});
