/** The page that the product's finder is measured on: the composer's own modules, and nothing else. */
import { openPhoto } from "~/composer/intake/open-photo";
import { findFaces } from "~/face-finder/find-faces";
import { scaleRegion } from "~/imaging/geometry";

/**
 * Opens and searches a photo as the composer does.
 * @param address of a photo of this origin
 * @returns regions in pixels of the upright photo; the search's milliseconds, and those until its first region
 */
async function find(address: string) {
  const { pixels, size } = await openPhoto(await (await fetch(address)).blob());
  const { width, height } = pixels;
  const start = performance.now();
  let firstMs: number | null = null;
  const report = await findFaces(pixels, {
    onProgress: ({ regions }) => {
      if (regions.length > 0) firstMs ??= performance.now() - start;
    },
  }).catch((error: unknown) => {
    throw error instanceof Error ? new Error(`${error.message} ${String(error.cause)}`) : error;
  });
  const durationMs = performance.now() - start;
  const regions = report.regions.map((region) => scaleRegion(region, { width, height }, size));
  return { regions, durationMs, firstMs, tier: report.tier, backend: report.backend };
}

/** The function on the page, for the script that calls it. */
export type Find = typeof find;

Object.assign(window, { find });
