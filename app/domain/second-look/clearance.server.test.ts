import fc from "fast-check";
import { expect, test } from "vitest";
import type { PhotoId, UserId } from "~/contract/ids";
import type { FaceId, UncoveredFace } from "~/contract/second-look";
import type { PhotoRow } from "~db/queries/photos";
import { newId } from "../../../tests/world/ids";
import { photoRowOf } from "../../../tests/world/photos";
import { judgeLooks } from "./clearance.server";
import type { LookResult } from "./look-result";

const owner = newId<UserId>();
const checkedAt = new Date(0);

/** Few ids, so that what is found and what is confirmed often meet. */
const faceId = fc.constantFrom(..."abcdef").map((letter) => letter.repeat(43) as FaceId);
const face: fc.Arbitrary<UncoveredFace> = fc.record({
  id: faceId,
  x: fc.constant(0),
  y: fc.constant(0),
  width: fc.constant(8),
  height: fc.constant(8),
  confidence: fc.constantFrom(0.3, 0.89, 0.9, 1),
});
const facesOfPhoto = fc.uniqueArray(face, { selector: ({ id }) => id, maxLength: 4 });

function looked(faces: UncoveredFace[], confirmedFaceIds: FaceId[]): LookResult {
  return { kind: "looked", photo: { ...photoRowOf(owner), checkedAt, uncoveredFaces: faces, confirmedFaceIds } };
}

function unseen(unverified: boolean): LookResult & { kind: "unavailable" } {
  return { kind: "unavailable", photo: { ...photoRowOf(owner), unverified }, reason: "failed" };
}

const look: fc.Arbitrary<LookResult> = fc.oneof(
  fc.tuple(facesOfPhoto, fc.uniqueArray(faceId)).map(([faces, confirmed]) => looked(faces, confirmed)),
  fc.boolean().map(unseen),
);
const confirmation = fc.record({ faceIds: fc.uniqueArray(faceId), imageIds: fc.constant<PhotoId[]>([]) });

/** Says by the photo's own row which of its faces nobody has confirmed. */
function unconfirmed(photo: PhotoRow, faceIds: readonly FaceId[]) {
  return (photo.uncoveredFaces ?? []).filter(({ id }) => !photo.confirmedFaceIds.includes(id) && !faceIds.includes(id));
}

test("photos are cleared only when every face found is covered or confirmed, and every photo was looked at or vouched for", () => {
  fc.assert(
    fc.property(fc.array(look, { maxLength: 4 }), confirmation, fc.boolean(), (looks, said, vouched) => {
      const imageIds = vouched ? looks.flatMap((each) => (each.kind === "unavailable" ? [each.photo.id] : [])) : [];
      const result = judgeLooks(looks, { ...said, imageIds });
      const open = looks.some((each) => each.kind === "looked" && unconfirmed(each.photo, said.faceIds).length > 0);
      const unlooked = looks.some((each) => each.kind === "unavailable" && !each.photo.unverified) && !vouched;
      expect(result.kind).toBe(open ? "uncovered_people" : unlooked ? "not_looked_at" : "cleared");
    }),
  );
});

test("a photo that is gone is named before anything else", () => {
  const id = newId<PhotoId>();
  const faces = [{ id: "a".repeat(43) as FaceId, x: 0, y: 0, width: 8, height: 8 }];
  const result = judgeLooks([looked(faces, []), { kind: "gone", id }, unseen(false)], { faceIds: [], imageIds: [] });
  expect(result).toEqual({ kind: "not_yours", ids: [id] });
});

test("the faces that their author confirms now, and surely are some, are told apart for the staff", () => {
  fc.assert(
    fc.property(facesOfPhoto, fc.uniqueArray(faceId), fc.uniqueArray(faceId), (faces, before, now) => {
      const result = judgeLooks([looked(faces, before)], { faceIds: [...before, ...now], imageIds: [] });
      if (result.kind !== "cleared") return;
      const [clearance] = result.clearances;
      const sure = faces.filter(({ id, confidence }) => !before.includes(id) && (confidence ?? 0) >= 0.9);
      expect(clearance?.certain).toEqual(sure);
      expect(new Set(clearance?.cleared.details?.confirmedFaceIds)).toEqual(
        new Set([...before, ...faces.map(({ id }) => id)]),
      );
    }),
  );
});

test("a photo that is vouched for, not looked at, is marked so", () => {
  const photo = unseen(false);
  const result = judgeLooks([photo], { faceIds: [], imageIds: [photo.photo.id] });
  expect(result).toMatchObject({ kind: "cleared", clearances: [{ cleared: { unverified: true } }] });
});
