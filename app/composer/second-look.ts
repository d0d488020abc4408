/** What the second look finds on the server becomes marks in the editor, and is not asked about twice. */
import type { Region, Size } from "~/contract/photo";
import type { History } from "~/composer/review/history";
import type { Mark } from "~/composer/review/marks";
import { intersectionOverUnion, moveIntoPicture, regionAroundFace, scaleRegion } from "~/imaging/geometry";

/** Ids of marks that the second look brought start with this. */
const prefix = "second-look ";

/** The share of their union that two boxes have in common from which they are the same face: the customary half. */
const sameFace = 0.5;

/**
 * Marks for the faces that nothing covers and that the author was not asked about before. An author who was shown such
 * a mark, and took it away, has decided.
 * @param uncovered in pixels of the public copy
 * @param newId makes an id for each mark
 */
export function doubtsOf(
  uncovered: readonly Region[],
  from: { copy: Size; photo: Size; history: History<readonly Mark[]> },
  newId: () => string,
): Mark[] {
  const { past, present, future } = from.history;
  const asked = [...past, present, ...future].flat().filter(({ id }) => id.startsWith(prefix));
  return uncovered
    .map((face) => moveIntoPicture(regionAroundFace(scaleRegion(face, from.copy, from.photo)), from.photo))
    .filter((face) => !asked.some((mark) => intersectionOverUnion(face, mark) >= sameFace))
    .map((face) => ({ ...face, id: prefix + newId(), shape: "ellipse", isOn: true, isDoubtful: true }));
}
