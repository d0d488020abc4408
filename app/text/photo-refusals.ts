/** Why a file or an upload is refused, as a sentence that names the fix: for the composer and for the API's answers. */
import type { Damage, PhotoRefusal, PhotoRefusalCode, UploadRefusal } from "~/contract/photo-refusal";

const damages: Record<Damage, string> = {
  marker_missing: "a marker is missing",
  marker_misplaced: "a marker is out of place",
  segment_too_short: "a part of it is too short",
  too_many_parts: "it is cut into too many parts",
  wrong_table_length: "a table has the wrong length",
  wrong_header: "its header is wrong",
  unknown_colours: "its colours are unknown",
  no_header: "its header is missing",
  no_size: "its size is 0",
  no_picture_data: "it holds no picture data",
  several_pictures: "it holds several pictures in one",
  picture_data_misplaced: "its picture data is out of place",
  too_many_scans: "it has too many scans",
  wrong_checksum: "a checksum is wrong",
  repeated_part: "a part of it comes twice",
  part_too_long: "a part of it is too long",
  unknown_part: "a part of it is unknown",
  sizes_differ: "it states two different sizes",
};

const count = new Intl.NumberFormat("en");

/** Returns the sentence for a refusal. Each says what is wrong, and what to do about it. */
export function photoRefusalText(refusal: UploadRefusal): string {
  switch (refusal.code) {
    case "public_type":
      return "The public copy must be a JPEG or a WebP. Encode it as one of them.";
    case "public_not_upright":
      return "The public copy must be stored upright. Turn its pixels, not its EXIF.";
    case "public_not_opaque":
      return "The public copy has transparent pixels. Draw it on a plain background and encode it without opacity.";
    case "original_shape":
      return "The original has another shape than the public copy. Send the same photo, uncropped.";
    case "public_too_large":
      return `The public copy is larger than ${count.format(refusal.maxBytes)} bytes. Make it smaller.`;
    case "public_side":
      return `The public copy's longest side is over ${count.format(refusal.maxSidePx)} pixels. Make it smaller.`;
    case "region_outside":
      return `Region ${refusal.region} lies outside the picture of ${sides(refusal)} pixels. Send regions inside it.`;
    case "regions_area":
      return `The regions together cover more than ${refusal.maxPictures} times the picture. Merge regions that overlap.`;
    case "regions_height":
      return `The regions' heights are over ${count.format(refusal.maxHeightPx)} pixels together. Merge regions that lie side by side.`;
    case "face_visible":
      return `A face can still be made out in region ${refusal.regions.join(", ")}. Fill each declared region, then upload again.`;
    default:
      return pictureText(refusal);
  }
}

function pictureText(refusal: PhotoRefusal): string {
  switch (refusal.code) {
    case "broken":
      return `This photo is damaged (${damageText(refusal)}). Open it in a photo app and export it as JPEG.`;
    case "too_large":
      return `This photo is larger than ${count.format(refusal.maxBytes / 1024 / 1024)} MB. Export it smaller, or as JPEG.`;
    case "too_many_pixels":
      return `This photo has ${megapixels(refusal.pixels, refusal.maxPixels)} megapixels; at most ${megapixels(refusal.maxPixels, 0)} fit. Export it smaller: 12 megapixels are plenty.`;
    case "too_small":
      return tooSmallText(refusal);
    case "trailing_bytes":
      return `${count.format(refusal.trailingBytes)} ${refusal.trailingBytes === 1 ? "byte follows" : "bytes follow"} the end of this picture. Save it again as a plain picture.`;
    default:
      return sentences[refusal.code];
  }
}

/** The refusals that have no facts beside their code. */
type PlainCode = Exclude<PhotoRefusalCode, "broken" | "too_large" | "too_many_pixels" | "too_small" | "trailing_bytes">;

const sentences: Record<PlainCode, string> = {
  empty: "This file is empty. It may not have finished copying: choose it again, or take it from where it came from.",
  not_an_image: "This file is not a photo, whatever its name says. Choose a JPEG, PNG or WebP picture.",
  truncated: "Part of this photo is missing. It may not have finished copying: choose the complete file.",
  undecodable: "This photo can't be opened; it may be damaged. Open it in a photo app and export it as JPEG.",
  animated: "This picture is animated. A story takes still photos: export one frame as JPEG or PNG.",
  heic:
    "This is a HEIC photo, which can't be read here. Export it as JPEG. On an iPhone, Settings, Camera, Formats, " +
    "“Most Compatible” makes the next ones JPEG.",
  heic_sequence:
    "This file is a burst or a film of several pictures (HEIC sequence). Open it in a photo app and export one of them.",
  avif: "This is an AVIF picture, which can't be read here. Export it as JPEG.",
  gif: "This is a GIF. Export it as JPEG or PNG.",
  tiff: "This is a TIFF or raw photo, which can't be read here. Export it as JPEG.",
  bmp: "This is a BMP picture, which can't be read here. Export it as JPEG or PNG.",
  ico: "This is an icon, not a photo. Choose a JPEG, PNG or WebP picture.",
  pdf: "This is a PDF. Export the photo in it as JPEG.",
  svg: "This is a drawing (SVG), not a photo. Export it as PNG.",
  deep: "This photo has more than 8 bits per colour, which can't be read here. Export it as a plain JPEG.",
  cmyk: "This photo is in print colours (CMYK). Export it as RGB.",
  unusual_jpeg: "This is a rare kind of JPEG, which can't be read here. Export it as a plain JPEG.",
  unreadable_canvas:
    "This browser is set to give websites false pixels, so faces can't be covered safely here. Allow this site to read " +
    "its own canvas, or use another browser.",
  decoder_unavailable:
    "This is a HEIC photo, and what reads it couldn't be loaded. Check your connection and try again.",
};

function damageText({ damage, part }: PhotoRefusal & { code: "broken" }): string {
  return part === undefined ? damages[damage] : `${damages[damage]}: ${part}`;
}

function tooSmallText(refusal: PhotoRefusal & { code: "too_small" }): string {
  const { widthPx, heightPx, minSidePx, maxPublicSidePx } = refusal;
  const isSmall = Math.min(widthPx, heightPx) < minSidePx;
  const why = isSmall
    ? `too small to show. It needs at least ${minSidePx} pixels on each side.`
    : `too narrow to show. Made ${count.format(maxPublicSidePx)} pixels long, it would be under ${minSidePx} pixels across: crop it.`;
  return `This picture is ${sides(refusal)} pixels, ${why}`;
}

function sides({ widthPx, heightPx }: { widthPx: number; heightPx: number }): string {
  return `${count.format(widthPx)} x ${count.format(heightPx)}`;
}

/** Returns millions of pixels, with as many decimals as it takes to be unlike the limit. */
function megapixels(pixels: number, limit: number): string {
  const rounded = (count: number, decimals: number) => (count / 1e6).toFixed(decimals);
  let decimals = 0;
  while (pixels !== limit && rounded(pixels, decimals) === rounded(limit, decimals)) decimals++;
  return rounded(pixels, decimals);
}
