/** Why a file cannot be a photo of a story. */
export type PhotoProblem = keyof typeof sentences;

/** What a person is told, and what they can do. */
const sentences = {
  empty: "This file is empty. It may not have finished copying: choose it again, or take it from where it came from.",
  not_an_image: "This file is not a photo, whatever its name says. Choose a JPEG, PNG or WebP picture.",
  truncated: "Part of this photo is missing. It may not have finished copying: choose the complete file.",
  broken: "This browser cannot read this photo; it may be damaged. Open it in a photo app and export it as JPEG.",
  too_large: "This photo is larger than 20 MB. Export it smaller, or as JPEG.",
  too_many_pixels: "This photo has more than 50 megapixels. Export it smaller: 12 megapixels are plenty.",
  too_small: "This picture is too small or too narrow to show. It needs at least 16 pixels on each side.",
  animated: "This picture moves. A story takes still photos: export one frame as JPEG.",
  gif: "This is a GIF. Export it as JPEG or PNG.",
  svg: "This is a drawing (SVG), not a photo. Export it as PNG.",
  heic:
    "This is a HEIC photo, which browsers cannot read. Export it as JPEG. On an iPhone, Settings, Camera, Formats, " +
    "“Most Compatible” makes the next ones JPEG.",
  unsupported: "This kind of picture is not supported. Export it as JPEG, PNG or WebP.",
  unreadable_canvas:
    "This browser is set to give websites false pixels, so faces cannot be covered safely here. Allow this site to read " +
    "its own canvas, or use another browser.",
} as const;

/** A file that cannot be used; `message` is a sentence for the person who chose it. */
export class PhotoRefused extends Error {
  override readonly name = "PhotoRefused";

  constructor(readonly code: PhotoProblem) {
    super(sentences[code]);
  }
}
