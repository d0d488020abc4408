/** The page that the product's finder is measured on: the composer's own modules, and nothing else. */
import { findFaces } from "~/face-finder/detect";
import { openPhoto } from "~/composer/prepare";
import { scaleRegion } from "~/imaging/geometry";

/**
 * Opens and searches a photo as the composer does.
 * @param address of a photo of this origin
 * @returns regions in pixels of the upright photo; milliseconds of the search, and until its first region
 */
async function find(address: string) {
  const { bitmap, size } = await openPhoto(await (await fetch(address)).blob());
  const start = performance.now();
  let first: number | null = null;
  const report = await findFaces(bitmap, {
    onProgress: ({ findings }) => {
      if (findings.length > 0) first ??= performance.now() - start;
    },
  }).catch((error: Error) => {
    throw new Error(`${error.message} ${String(error.cause)}`);
  });
  const milliseconds = performance.now() - start;
  const regions = report.findings.map((finding) => scaleRegion(finding, bitmap, size));
  bitmap.close();
  return { regions, milliseconds, first, tier: report.tier, backend: report.backend };
}

Object.assign(window, { find });
