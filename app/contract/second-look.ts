/** The second look at a photo: what the server finds in the public copy before anybody else may see it. */
import { z } from "zod";
import { PhotoId } from "./ids";
import { maxPhotosPerStory } from "./limits";
import { Region } from "./photo";

/** An uncovered face above this score is so surely a person that staff look at the story, too. */
export const certainScore = 0.9;

/** A face that a look found, by its photo, public copy and box: another look's faces have other ids. */
export const FaceId = z
  .string()
  .regex(/^[\w-]{43}$/)
  .brand<"FaceId">();
export type FaceId = z.infer<typeof FaceId>;

/** A face that no region covers. Pixels of the public copy. */
export const UncoveredFace = Region.extend({ id: FaceId });
export type UncoveredFace = z.infer<typeof UncoveredFace>;

/** The faces of one photo that its author has neither covered nor confirmed. */
export const UncoveredImage = z.object({ image_id: PhotoId, faces: z.array(UncoveredFace) });
export type UncoveredImage = z.infer<typeof UncoveredImage>;

/** Faces that can be confirmed at once: the model sees at most 100 things in a picture. */
const maxConfirmedFaces = 100 * maxPhotosPerStory;

/** Faces that their author has looked at, one by one, and leaves uncovered. */
export const ConfirmedFaceIds = z
  .array(FaceId)
  .max(maxConfirmedFaces, `At most ${maxConfirmedFaces} faces can be confirmed at once.`);

/** Why a story is held whose photo was published before the look at it could run. Its author reads it. */
export const lateLookHoldReason =
  "Our automatic check was not available when you published. It has now found a person in one of the photos whom nothing covers.";
