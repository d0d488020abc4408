/** Tests of the files that the composer takes in, under the site's own policies, and of where a draft is kept. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { addPhotos, startStory } from "./composing";
import { threePeople } from "./photos";
import { reload } from "./visiting";
import { openWorld } from "./world";

const world = openWorld();
const heic = join(import.meta.dirname, "../photo-leak/pictures/turned-p3.heic");

/** A GIF of one pixel. */
const gif = Buffer.from("R0lGODlhAQABAIAAAP8AAP///yH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==", "base64");

test("a HEIC photo is opened by its decoder, which the policies let run, and is shown upright", async () => {
  const page = await world.pageOf(await world.newPerson());
  await startStory(page, "From a phone.");
  await addPhotos(page, [heic]);
  const shown = page.locator("li[data-stage] img");
  await expect
    .poll(() => shown.evaluate(({ naturalWidth, naturalHeight }: HTMLImageElement) => [naturalWidth, naturalHeight]))
    .toEqual([40, 64]);
});

test("a file that is refused has its name and its thumbnail, and no button that could not help", async () => {
  const page = await world.pageOf(await world.newPerson());
  await startStory(page, "A party.");
  const input = page.locator('input[type="file"][multiple]');
  await input.setInputFiles({ name: "party.gif", mimeType: "image/gif", buffer: gif });
  const card = page.locator('li[data-stage="refused"]');
  await card.getByRole("alert").getByText("party.gif").waitFor();
  await card.locator("img").waitFor();
  expect(await card.getByRole("button", { name: "Try again" }).count()).toBe(0);
});

test("without a store in the browser the page goes on, and says what a reload would lose", async () => {
  const page = await world.pageOf(await world.newPerson());
  await page.addInitScript(() => Object.defineProperty(window, "indexedDB", { value: undefined }));
  await startStory(page, "Nobody keeps this.");
  await page.getByText("a reload would lose what is here").waitFor();
  await addPhotos(page, [threePeople]);
});

/** Runs in a page and in a worker. Lets IndexedDB refuse files, as some private windows do. */
function refuseFiles(): void {
  const { put } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = function (value: unknown, key?: IDBValidKey) {
    const isFile = typeof value === "object" && value !== null && "bytes" in value;
    if (isFile) throw new DOMException("This is not stored.", "DataCloneError");
    return put.call(this, value, key);
  };
}

test("where a browser keeps no photos the words are kept, and the page says so", async () => {
  const page = await world.pageOf(await world.newPerson());
  await page.addInitScript(refuseFiles);
  await page.route("**/store-file-worker-*.js", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `(${refuseFiles.toString()})();${await response.text()}` });
  });
  await startStory(page, "These words stay.");
  await addPhotos(page, [threePeople]);
  await page.getByText("Your words are saved on this device.").waitFor();
  await reload(page);
  await expect.poll(() => page.getByLabel("Your story").inputValue()).toBe("These words stay.");
});
