/**
 * Pictures as bytes: what they are, and what in them is not the picture. Pure, and never throws, whatever the bytes.
 * Nothing is decoded here, so a large original costs a walk over its segments and no more.
 */
import { maxPhotoBytes } from "~/contract/limits";
import type { PhotoType } from "~/contract/photo";
import { ascii } from "~/imaging/formats/bytes";
import { walkJpeg } from "~/imaging/formats/jpeg";
import { walkPng } from "~/imaging/formats/png";
import { walkWebp } from "~/imaging/formats/webp";
import { refused, type Refused, type Walked } from "~/imaging/formats/walked";

export type { Refused } from "~/imaging/formats/walked";

/** A picture by its header: its size in stored pixels, and its EXIF orientation (1 is upright, 5 to 8 lie on a side). */
export interface Inspected {
  kind: "picture";
  type: PhotoType;
  width: number;
  height: number;
  orientation: number;
}

/** What a picture is, read from its bytes; or why it cannot be used, in a sentence that names the fix. */
export function inspect(bytes: Uint8Array): Inspected | Refused {
  const walked = walk(bytes);
  if (walked.kind === "refused") return walked;
  const { type, width, height, orientation } = walked;
  return { kind: "picture", type, width, height, orientation };
}

export interface Clean {
  kind: "clean";
  bytes: Uint8Array;
  /** The names of the segments that were left out, such as "EXIF". */
  removed: string[];
}

/**
 * The picture with nothing but its picture: an allow-list of segments is copied, all else is left out. What follows the
 * picture's end is no metadata but another file in hiding: with "nothing" it is refused, for an original it is cut off.
 * "orientation" keeps how a photo is to be turned, in an EXIF of that one field, since its pixels stay as they were.
 */
export function withoutMetadata(bytes: Uint8Array, keep: "nothing" | "orientation"): Clean | Refused {
  const walked = walk(bytes);
  if (walked.kind === "refused") return walked;
  if (walked.trailing > 0 && keep === "nothing") {
    return refused(
      "trailing_bytes",
      `${walked.trailing} bytes follow the end of the picture: save it again as a plain picture.`,
    );
  }
  const removed = walked.trailing > 0 ? [...walked.removed, "bytes after the end"] : walked.removed;
  return { kind: "clean", bytes: walked.rebuild(keep === "orientation" ? walked.orientation : 1), removed };
}

/** Whether there is nothing in the bytes but a picture: what every public copy must be. */
export function carriesOnlyPicture(bytes: Uint8Array): boolean {
  const clean = withoutMetadata(bytes, "nothing");
  return clean.kind === "clean" && clean.removed.length === 0 && clean.bytes.length === bytes.length;
}

function walk(bytes: Uint8Array): Walked | Refused {
  if (bytes.length === 0) return refused("empty", "The file is empty: choose it again.");
  if (bytes.length > maxPhotoBytes) {
    return refused("too_large", `The file is larger than ${maxPhotoBytes / 1024 / 1024} MB: make the picture smaller.`);
  }
  const known = recognise(bytes);
  if (known === null) return refuseForeign(bytes);
  return walkers[known](bytes);
}

const walkers = { "image/jpeg": walkJpeg, "image/png": walkPng, "image/webp": walkWebp } as const;

function recognise(bytes: Uint8Array): PhotoType | null {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return "image/jpeg";
  if (ascii(bytes, 0, 8) === "\x89PNG\r\n\x1a\n") return "image/png";
  if (ascii(bytes, 0, 4) === "RIFF" && ascii(bytes, 8, 4) === "WEBP") return "image/webp";
  return null;
}

/** Kinds of file that people try, with what to do about each. */
const foreign: { code: string; is: (bytes: Uint8Array) => boolean; fix: string }[] = [
  // Before HEIC: an AVIF also names the family (mif1) that both belong to.
  {
    code: "avif",
    is: (bytes) => ascii(bytes, 4, 4) === "ftyp" && /avi[fs]/.test(ascii(bytes, 8, 24)),
    fix: "AVIF pictures cannot be read: export it as JPEG.",
  },
  {
    code: "heic",
    is: (bytes) => ascii(bytes, 4, 4) === "ftyp" && /hei[cfmsx]|hev[cmsx]|mif1|msf1/.test(ascii(bytes, 8, 24)),
    fix: "HEIC photos cannot be read: on an iPhone choose Settings, Camera, Formats, Most Compatible; or export it as JPEG.",
  },
  {
    code: "gif",
    is: (bytes) => ascii(bytes, 0, 4) === "GIF8",
    fix: "GIF pictures cannot be read: export it as JPEG or PNG.",
  },
  {
    code: "tiff",
    is: (bytes) => ["II*\0", "MM\0*"].includes(ascii(bytes, 0, 4)),
    fix: "TIFF and raw photos cannot be read: export it as JPEG.",
  },
  {
    code: "bmp",
    is: (bytes) => ascii(bytes, 0, 2) === "BM",
    fix: "BMP pictures cannot be read: export it as JPEG or PNG.",
  },
  { code: "pdf", is: (bytes) => ascii(bytes, 0, 5) === "%PDF-", fix: "This is a PDF: export the photo in it as JPEG." },
  {
    code: "svg",
    is: (bytes) => /^\s*(<\?xml|<!doctype svg|<svg)/i.test(ascii(bytes, 0, 256).replace(/^\u00ef\u00bb\u00bf/, "")),
    fix: "SVG is a drawing that can hold programs: export it as PNG.",
  },
];

function refuseForeign(bytes: Uint8Array): Refused {
  const found = foreign.find(({ is }) => is(bytes));
  if (found) return refused(found.code, found.fix);
  return refused("not_an_image", "This is not a JPEG, PNG or WebP picture, whatever its name says: choose a photo.");
}
