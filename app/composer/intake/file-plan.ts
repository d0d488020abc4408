/** Decides by its bytes alone whether a file is kept, encoded anew or refused: the server's own look, taken before the author does any work. Pure. */
import type { PhotoRefusal } from "~/contract/photo-refusal";
import { parsePicture } from "~/imaging/formats/inspect";
import { isHeifSequence } from "~/imaging/formats/heif";
import { latin1 } from "~/imaging/formats/bytes";
import type { ParsedPicture } from "~/imaging/formats/picture";
import { stripMetadata } from "~/imaging/formats/strip";

export type FilePlan =
  /** The server takes it: these bytes, without their metadata, are the original. */
  | { kind: "keep"; bytes: Uint8Array<ArrayBuffer>; picture: ParsedPicture }
  /** To be decoded and encoded anew. `otherwise` is said when nothing decodes it. */
  | { kind: "encode"; type: string; otherwise: PhotoRefusal }
  | { kind: "refused"; refusal: PhotoRefusal };

/** Types by the kinds that some browsers decode. */
const foreignTypes: Partial<Record<PhotoRefusal["code"], string>> = {
  heic: "image/heic",
  avif: "image/avif",
  bmp: "image/bmp",
  tiff: "image/tiff",
};

export function planFile(bytes: Uint8Array): FilePlan {
  const picture = parsePicture(bytes);
  if (picture.kind === "refused") return planRefused(bytes, picture);
  const { type } = picture;
  if (picture.coding !== "plain") return { kind: "encode", type, otherwise: { code: picture.coding } };
  if (picture.colours === "other") return { kind: "encode", type, otherwise: { code: "undecodable" } };
  const clean = stripMetadata(bytes, "how_to_show");
  return clean.kind === "refused" ? { kind: "refused", refusal: clean } : { kind: "keep", bytes: clean.bytes, picture };
}

/** A decoder may read what our parsers, which must be strict, do not; but not what is not there. */
function planRefused(bytes: Uint8Array, refusal: PhotoRefusal): FilePlan {
  if (isHeifSequence(bytes)) return { kind: "refused", refusal: { code: "heic_sequence" } };
  if (latin1(bytes, 8, 4) === "avis") return { kind: "refused", refusal: { code: "animated" } };
  const type = foreignTypes[refusal.code] ?? (isOddPicture(bytes, refusal) ? brokenType(bytes) : null);
  return type === null ? { kind: "refused", refusal } : { kind: "encode", type, otherwise: refusal };
}

function isOddPicture(bytes: Uint8Array, { code }: PhotoRefusal): boolean {
  return code === "broken" || (code === "truncated" && hasEnd(bytes));
}

function brokenType(bytes: Uint8Array): string {
  return bytes[0] === 0xff ? "image/jpeg" : bytes[0] === 0x89 ? "image/png" : "image/webp";
}

/** Whether a JPEG ends like one: then nothing of it is missing, and a length in it is wrong. */
function hasEnd(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes.at(-2) === 0xff && bytes.at(-1) === 0xd9;
}
