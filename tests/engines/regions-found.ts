/** What an engine's finder has found, read from the draft on the device. */
import type { Box } from "./agreement";
import type { EnginePage } from "./engine-page";

/** Returns the regions of each photo, by its file's name, as the draft on the device has them. */
export async function regionsFound(page: EnginePage, photos: number): Promise<Map<string, Box[]>> {
  let kept: [string, Box[]][] = [];
  await page.until(`${photos} searched photos in the draft`, async () => {
    kept = await page.evaluate(readDrafts);
    return kept.length === photos;
  });
  return new Map(kept);
}

/** Runs in the page: reads the regions of searched photos from the store of drafts. */
function readDrafts(): Promise<[string, Box[]][]> {
  interface Draft {
    photos: { name: string; isSearched: boolean; marks: Box[] }[];
  }
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("heartfelt-drafts");
    opening.addEventListener("error", () => reject(new Error("There is no store of drafts.")));
    opening.addEventListener("success", () => {
      const reading = opening.result.transaction("drafts").objectStore("drafts").getAll();
      reading.addEventListener("success", () => {
        const photos = (reading.result as Draft[]).flatMap((draft) => draft.photos); // as the composer writes them
        opening.result.close();
        resolve(photos.filter(({ isSearched }) => isSearched).map(({ name, marks }) => [name, marks]));
      });
    });
  });
}
