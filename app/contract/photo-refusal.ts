/**
 * Why a file is not taken as a photo, as a code and its facts. Imaging and the domain return these; the sentences that
 * people and API clients read are in `app/text/photo-refusals.ts`, one for each code.
 */

/** Where a picture's bytes break the rules of its format. */
export type Damage =
  | "marker_missing"
  | "marker_misplaced"
  | "segment_too_short"
  | "too_many_parts"
  | "wrong_table_length"
  | "wrong_header"
  | "unknown_colours"
  | "no_header"
  | "no_size"
  | "no_picture_data"
  | "several_pictures"
  | "picture_data_misplaced"
  | "too_many_scans"
  | "wrong_checksum"
  | "repeated_part"
  | "part_too_long"
  | "unknown_part"
  | "sizes_differ";

/** Ways to store a picture's colours other than 8 bits of grey or RGB. Browsers read some of them; nothing else here does. */
export type UnusualCoding = "deep" | "cmyk" | "unusual_jpeg";

/** Why bytes are not taken as a photo. Numbers are in the unit of their name. */
export type PhotoRefusal =
  | { code: "empty" | "not_an_image" | "truncated" | "animated" | "undecodable" }
  | { code: "heic" | "heic_sequence" | "avif" | "gif" | "tiff" | "bmp" | "ico" | "pdf" | "svg" }
  | { code: UnusualCoding }
  /** `part` is the chunk that is damaged, where its name says something. */
  | { code: "broken"; damage: Damage; part?: string }
  | { code: "too_large"; maxBytes: number }
  | { code: "too_many_pixels"; pixels: number; maxPixels: number }
  | { code: "too_small"; widthPx: number; heightPx: number; minSidePx: number; maxPublicSidePx: number }
  | { code: "trailing_bytes"; trailingBytes: number }
  /** The browser hands a page false pixels, so that nothing can be redacted safely. */
  | { code: "unreadable_canvas" }
  /** The decoder of this format could not be fetched. */
  | { code: "decoder_unavailable" };
export type PhotoRefusalCode = PhotoRefusal["code"];

/** Why an upload is refused: one of its pictures, or how its parts fit together. */
export type UploadRefusal =
  | PhotoRefusal
  | { code: "public_type" | "public_not_upright" | "public_not_opaque" | "original_shape" }
  | { code: "public_too_large"; maxBytes: number }
  | { code: "public_side"; maxSidePx: number }
  | { code: "region_outside"; region: number; widthPx: number; heightPx: number }
  /** The regions' area together, in pictures. */
  | { code: "regions_area"; maxPictures: number }
  | { code: "regions_height"; maxHeightPx: number }
  /** The indexes of the regions that do not hold the fill. */
  | { code: "face_visible"; regions: readonly number[] };
