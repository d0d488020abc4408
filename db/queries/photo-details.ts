/**
 * Details of photos: where faces are. Nobody who looks at a photo asks for them, and they are a fourth of its row, so those of a
 * published photo are a version beside the text of its story. One that nobody has looked at yet keeps them in its row, where its
 * look writes them.
 */
import type { PhotoRow } from "./photos";

/** The columns of a photo's row that have its details, or are empty while another database does. */
export type PhotoDetails = Pick<PhotoRow, "faceCoordinates" | "personFaces" | "uncoveredFaces" | "confirmedFaceIds">;

/** The columns of a photo's row once another database has its details. */
export const withoutDetails: PhotoDetails = {
  faceCoordinates: [],
  personFaces: null,
  uncoveredFaces: null,
  confirmedFaceIds: [],
};

/** Returns details as they are stored: a move writes the same, in SQL. */
export function detailsToText(details: PhotoDetails): string {
  const { faceCoordinates, personFaces, uncoveredFaces, confirmedFaceIds } = details;
  return JSON.stringify([faceCoordinates, personFaces, uncoveredFaces, confirmedFaceIds]);
}

/** What `detailsToText` returns, of a row of `story_images`. */
export const detailsInRow = `json_array(
  json(face_coordinates), json(person_faces), json(uncovered_faces), json(confirmed_face_ids))`;

/** Returns details from what `detailsToText` returned. */
export function detailsFromText(text: string): PhotoDetails {
  const [faceCoordinates, personFaces, uncoveredFaces, confirmedFaceIds] = JSON.parse(text) as [
    PhotoDetails["faceCoordinates"],
    PhotoDetails["personFaces"],
    PhotoDetails["uncoveredFaces"],
    PhotoDetails["confirmedFaceIds"],
  ]; // written by this module
  return { faceCoordinates, personFaces, uncoveredFaces, confirmedFaceIds };
}
