/** Faces that the second look finds on the server become regions in the editor, and are not asked about twice. */
import type { History } from "~/composer/regions/history";
import type { EditorRegion, EditorRegions } from "~/composer/regions/regions";
import type { Region, Size } from "~/contract/photo";
import { intersectionOverUnion, moveIntoPicture, regionAroundFace, scaleRegion } from "~/imaging/geometry";

/** Ids of regions that the second look brought start with this. */
const idPrefix = "second-look ";

/** Two boxes with this intersection over union are the same face: the customary half. */
const sameFaceIou = 0.5;

/**
 * Returns regions for the faces that nothing covers and that the author was not asked about before. An author who was
 * shown such a region, and removed it, has decided.
 * @param uncovered in pixels of the public photo
 * @param newId makes an id for each region
 */
export function regionsFromSecondLook(
  uncovered: readonly Region[],
  from: { publicPhoto: Size; photo: Size; history: History<EditorRegions> },
  newId: () => string,
): EditorRegion[] {
  const { past, present, future } = from.history;
  const asked = [...past, present, ...future].flat().filter(({ id }) => id.startsWith(idPrefix));
  return uncovered
    .map((face) => moveIntoPicture(regionAroundFace(scaleRegion(face, from.publicPhoto, from.photo)), from.photo))
    .filter((face) => !asked.some((region) => intersectionOverUnion(face, region) >= sameFaceIou))
    .map((face) => ({ ...face, id: idPrefix + newId(), shape: "ellipse", isOn: true, isDoubtful: true }));
}
