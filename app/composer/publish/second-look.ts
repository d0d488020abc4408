/** Turns what the second look finds on the server into questions to the author, each asked once. */
import type { FoundFace } from "~/composer/photos/composed-photo";
import type { Size } from "~/contract/photo";
import type { FaceId, UncoveredFace } from "~/contract/second-look";
import { intersectionOverUnion, moveIntoPicture, scaleRegion } from "~/imaging/geometry";

/** Two boxes with this intersection over union are the same face: the customary half. */
const sameFaceIou = 0.5;

/** The result of a look at a photo: faces that the author has left as they are already, and faces to ask about. */
export interface Findings {
  confirmed: FaceId[];
  toAsk: FoundFace[];
}

/**
 * Sorts the faces that nothing covers. Another upload of the photo is another look, whose faces have other ids: a face in
 * the place of one that the author left as it was is that one.
 * @param uncovered in pixels of the public photo
 */
export function findingsOf(
  uncovered: readonly UncoveredFace[],
  from: { publicPhoto: Size; photo: Size; found: readonly FoundFace[] },
): Findings {
  const left = from.found.filter(({ answer }) => answer === "left");
  const faces = uncovered.map((face): FoundFace => {
    const box = moveIntoPicture(scaleRegion(face, from.publicPhoto, from.photo), from.photo);
    const wasLeft = left.some((before) => intersectionOverUnion(box, before) >= sameFaceIou);
    return { ...box, answer: wasLeft ? "left" : null };
  });
  return {
    confirmed: faces.filter(({ answer }) => answer === "left").map(({ id }) => id),
    toAsk: faces.filter(({ answer }) => answer === null),
  };
}
