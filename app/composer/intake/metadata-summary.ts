import { inspect } from "~/imaging/formats/inspect";

/** Tags of EXIF, IPTC and XMP by what they give away, in the order in which they are listed. */
const meanings: readonly { words: string; tags: RegExp }[] = [
  { words: "the place it was taken", tags: /^(gps|latitude|longitude|city|country|sub-?location|province|state)/i },
  { words: "the time it was taken", tags: /^(date|createdate|modifydate|subsectime|offsettime|timecreated|gpsdate)/i },
  { words: "the camera's or phone's model", tags: /^(make|model|lens|hostcomputer|uniquecameramodel)/i },
  { words: "the camera's serial number", tags: /serialnumber|^imageuniqueid|^internalserial/i },
  {
    words: "names of people",
    tags: /^(artist|by-?line|creator$|copyright|rights|cameraownername|author|person|regions?)/i,
  },
  { words: "captions and comments", tags: /comment|caption|headline|title|description|subject|keyword|^label/i },
  { words: "the program it was edited with", tags: /^(software|creatortool|history|processingsoftware)/i },
];

/**
 * Returns the metadata of a photo's file in plain words, for the author to read; none of it is in the public photo.
 * Reads with `exifr`, which is only loaded here. What cannot be read is left out of the list, and removed all the same.
 */
export async function summarizeMetadata(bytes: Uint8Array): Promise<string[]> {
  const picture = inspect(bytes);
  const { default: exifr } = await import("exifr");
  // exifr does not read WebP; the EXIF in one is a TIFF file, which it does. It reads from the start of a buffer: a copy.
  const isWebp = picture.kind === "picture" && picture.type === "image/webp";
  const source = isWebp ? picture.exif && new Uint8Array(picture.exif) : bytes;
  const tags = source ? await readTags(exifr, source) : [];
  const words = meanings
    .filter((meaning) => tags.some((tag) => meaning.tags.test(tag)))
    .map((meaning) => meaning.words);
  if (source && (await previewIn(exifr, source))) words.push("a small preview of the untouched photo");
  if (picture.kind === "picture" && picture.endByte < bytes.length)
    words.push("a video or a second picture stored behind it");
  if (words.length === 0 && tags.length > 0) words.push("notes from the camera");
  return words;
}

type Exifr = typeof import("exifr").default;

async function readTags(exifr: Exifr, source: Uint8Array): Promise<string[]> {
  const options = { tiff: true, exif: true, gps: true, xmp: true, iptc: true, ifd0: {}, jfif: false, icc: false };
  const found: unknown = await exifr.parse(source, { ...options, ihdr: false }).catch(() => undefined);
  return typeof found === "object" && found !== null ? Object.keys(found).filter((tag) => !plain.has(tag)) : [];
}

/** Tags that say how to show the picture and nothing else. */
const plain = new Set([
  "Orientation",
  "XResolution",
  "YResolution",
  "ResolutionUnit",
  "YCbCrPositioning",
  "ColorSpace",
]);

/** Returns the small preview in a file's EXIF; null when there is none. */
export async function readPreview(bytes: Uint8Array): Promise<Blob | null> {
  const { default: exifr } = await import("exifr");
  const preview = await previewIn(exifr, bytes);
  return preview && new Blob([new Uint8Array(preview)], { type: "image/jpeg" });
}

async function previewIn(exifr: Exifr, source: Uint8Array): Promise<Uint8Array | null> {
  const preview = await exifr.thumbnail(source).catch(() => undefined);
  return preview !== undefined && preview.length > 0 ? preview : null;
}
