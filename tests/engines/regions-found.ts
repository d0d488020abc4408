/** The regions that an engine's finder has found, read from the draft on the device. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Box } from "./agreement";
import type { EnginePage } from "./engine-page";

/** Photo by photo, by file name, what a finder found. */
type Found = Record<string, Box[]>;

/** Engines may be run one by one: what they found is kept while the app is the same. */
const keptPath = ".tmp/engines/regions.json";

interface Kept {
  /** Fingerprint of the sources that the app was built from. */
  sources: string;
  engines: Record<string, Found>;
}

/** Returns what each engine found, by its name. */
export function allFound(): Record<string, Found> {
  return readKept().engines;
}

export function keepFound(engine: string, found: Found): void {
  const { sources, engines } = readKept();
  const kept: Kept = { sources, engines: { ...engines, [engine]: { ...engines[engine], ...found } } };
  mkdirSync(dirname(keptPath), { recursive: true });
  writeFileSync(keptPath, JSON.stringify(kept));
}

function readKept(): Kept {
  const sources = readFileSync("build/.sources", "utf8");
  const kept: Kept | null = existsSync(keptPath) ? JSON.parse(readFileSync(keptPath, "utf8")) : null;
  return kept?.sources === sources ? kept : { sources, engines: {} };
}

/** Returns the regions of each photo, by its file's name, as the draft on the device has them. */
export async function regionsFound(page: EnginePage, photos: number): Promise<Found> {
  let kept: [string, Box[]][] = [];
  await page.until(`${photos} searched photos in the draft`, async () => {
    kept = await page.evaluate(readDrafts);
    return kept.length === photos;
  });
  return Object.fromEntries(kept);
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
