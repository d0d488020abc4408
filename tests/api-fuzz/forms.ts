/** Multipart bodies: right, and broken in their parts and their frame. */
import fc from "fast-check";
import type { FuzzBody } from "./requests";
import { oddTexts } from "./values";

export interface FormPart {
  name: string;
  filename: string | null;
  /** `{picture}` stands for the bytes of a small photo. */
  content: string;
}

/** The line between parts. */
export const boundary = "----fuzz";
const type = `multipart/form-data; boundary=${boundary}`;
const ending = `--${boundary}--\r\n`;

const copy: FormPart = { name: "image_blurred", filename: "copy.jpg", content: "{picture}" };
const original: FormPart = { name: "image_original", filename: "photo.jpg", content: "{picture}" };
const regions: FormPart = { name: "face_coordinates", filename: null, content: "[]" };

export const forms: fc.Arbitrary<FuzzBody> = fc
  .subarray([original])
  .map((more) => ({ kind: "form", parts: [copy, ...more, regions], type, ending }));

const oddRegions = fc.oneof(
  fc.constantFrom("", "{}", "null", "[null]", "[[]]", '"[]"', "[1]", "[", "[]]", `[${"[".repeat(5_000)}`),
  fc.constantFrom('[{"x":0,"y":0,"width":1e308,"height":1e308}]', '[{"x":-5,"y":-5,"width":5,"height":5}]'),
  fc
    .array(fc.record(Object.fromEntries(["x", "y", "width", "height", "confidence"].map((name) => [name, sides()]))), {
      maxLength: 4,
    })
    .map((boxes) => JSON.stringify(boxes)),
  fc.constant(JSON.stringify(Array(600).fill({ x: 1, y: 1, width: 2, height: 2 }))),
  oddTexts,
);

function sides(): fc.Arbitrary<unknown> {
  return fc.oneof(fc.integer({ min: -3, max: 45 }), fc.double(), fc.constantFrom(null, "5", 1e9, 0.001));
}

const oddPart: fc.Arbitrary<FormPart> = fc.record({
  name: fc.constantFrom(
    "image_blurred",
    "image_original",
    "face_coordinates",
    "__proto__",
    "",
    "\u0000",
    'a"b',
    "x".repeat(3_000),
  ),
  filename: fc.constantFrom(null, "a.jpg", "../../x", "", "\u0000.png", "x".repeat(3_000)),
  content: fc.oneof(
    fc.constantFrom("{picture}", "", "\u00ff\u00d8\u00ff", "\u0089PNG\r\n\u001a\n", "RIFF0000WEBPVP8 ", "[]"),
    oddTexts,
    oddRegions,
  ),
});

export const brokenForms: fc.Arbitrary<FuzzBody> = fc.oneof(
  oddRegions.map((content): FuzzBody => ({ kind: "form", parts: [copy, { ...regions, content }], type, ending })),
  fc.array(oddPart, { maxLength: 5 }).map((parts): FuzzBody => ({ kind: "form", parts, type, ending })),
  fc.record({
    kind: fc.constant("form" as const),
    parts: fc.shuffledSubarray([copy, original, regions, copy]),
    type: fc.constantFrom(
      type,
      "multipart/form-data",
      "multipart/form-data; boundary=other",
      "multipart/mixed; boundary=----fuzz",
    ),
    ending: fc.constantFrom("", ending, "--", `--${boundary}`, `--${boundary}\r\n`, `${ending}${ending}`, "\r\n"),
  }),
);
