import type { Region, Size } from "../../app/contract/photo";
import type { Detection } from "../../app/imaging/face-boxes";

/** In heads: a person is about 7.5 tall and with the arms 2.25 wide (canon of figure drawing); a face is a little less than one. */
const headsTall = 7.5;
const headsWide = 2.25;
const headPerFace = 1.25;

/** The person whose face this is, as far as the picture shows it. */
export function personAround(face: Region, picture: Size): Detection {
  const head = face.height * headPerFace;
  const middle = face.x + face.width / 2;
  const top = Math.max(0, face.y - (head - face.height));
  return {
    score: face.confidence ?? 1,
    label: "person",
    box: {
      xmin: Math.max(0, middle - (head * headsWide) / 2),
      ymin: top,
      xmax: Math.min(picture.width, middle + (head * headsWide) / 2),
      ymax: Math.min(picture.height, top + head * headsTall),
    },
  };
}
