/** The numbers that both sides of the wire keep to. Each has a unit and a reason. */

/** Bytes of one picture. A phone's 50-megapixel JPEG is about 15 MB. */
export const maxPhotoBytes = 20 * 1024 * 1024;

/** Pixels of one picture. A phone decodes 50 megapixels in about 1 s; above that the tab may be killed. */
export const maxPhotoPixels = 50_000_000;

/** Longest side of a public copy in pixels: sharp on a laptop, and small enough for a Worker to decode and check. */
export const maxPublicSide = 2048;

/** Shortest side of a picture in pixels: below this there is nothing to see. */
export const minPhotoSide = 16;

/** Bytes of a public copy: a 2,048 x 2,048 JPEG at quality 0.9 of a very detailed scene is below 3 MB. */
export const maxPublicBytes = 5 * 1024 * 1024;

/** Bytes of a whole upload: both pictures, 500 regions as JSON, and the multipart lines around them. */
export const maxUploadBytes = maxPhotoBytes + maxPublicBytes + 256 * 1024;

/** Bytes of all photos of one person, both files of each: some 200 photos of a phone with their originals. */
export const maxStoredBytes = 1024 * 1024 * 1024;

/** Regions declared for one photo. The largest labelled crowd has fewer than 500 faces. */
export const maxRegions = 500;

/**
 * Area of all declared regions together, in pictures: the server computes a fill for each, so its work grows with their
 * area. The largest labelled crowd covers less than one picture.
 */
export const maxRegionsArea = 3;

/**
 * Heights of all declared regions together, in pixels: each row of a region costs, however narrow it is. 64 times the tallest
 * picture; 500 square regions that cover three pictures take 39.
 */
export const maxRegionsHeightPx = 64 * maxPublicSide;

/** Photos of one story. */
export const maxPhotosPerStory = 6;

/** Characters of a story's title and body, and of a photo's description. */
export const maxTitleLength = 120;
export const maxBodyLength = 20_000;
export const maxAltLength = 500;

/** Characters of a name and an address; the address as in RFC 5321. */
export const maxNameLength = 60;
export const maxEmailLength = 254;

/** Characters of a password: NIST SP 800-63B asks for at least 8 and room for at least 64. */
export const minPasswordLength = 8;
export const maxPasswordLength = 200;

/** Passkeys of one person: every device that somebody has, twice; and characters of the name of one. */
export const maxPasskeys = 20;
export const maxPasskeyNameLength = 60;

/** Rows of one page of a list. */
export const defaultPageSize = 20;
export const maxPageSize = 50;

/** Characters of the note that comes with an ask. */
export const maxNoteLength = 300;
