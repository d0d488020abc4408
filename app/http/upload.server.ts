import { z } from "zod";
import { maxPhotoBytes, maxPublicBytes } from "~/contract/limits";
import { Regions } from "~/contract/photo";
import type { PhotoUpload } from "~/domain/photos/check-upload.server";
import { photoRefusalText } from "~/text/photo-refusals";
import { parseFields, problem, readForm } from "./http.server";

/** Bytes of a whole upload: both pictures, 500 regions as JSON, and the multipart lines around them. */
const maxUploadBytes = maxPhotoBytes + maxPublicBytes + 256 * 1024;

const Picture = (what: string) =>
  z
    .custom<File>((value) => value instanceof File, `Send ${what} as a file.`)
    .refine((file) => !(file instanceof File) || file.size > 0, photoRefusalText({ code: "empty" }));

const FaceCoordinates = z
  .string("Send the covered regions as JSON; [] when there are none.")
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: "custom", message: "This is not JSON: send [{x, y, width, height, confidence?}]." });
      return z.NEVER;
    }
  })
  .pipe(Regions);

const UploadForm = z.object({
  image_blurred: Picture("the redacted copy"),
  image_original: Picture("the original")
    .refine((file) => file.size <= maxPhotoBytes, photoRefusalText({ code: "too_large", maxBytes: maxPhotoBytes }))
    .optional(),
  face_coordinates: FaceCoordinates,
});

/** A photo's upload from a multipart body. Throws 400, 413, 415 or 422 problems. */
export async function readUpload(request: Request): Promise<PhotoUpload> {
  const form = parseFields(Object.fromEntries(await readMultipart(request)), UploadForm);
  return {
    publicCopy: await bytesOf(form.image_blurred),
    original: form.image_original ? await bytesOf(form.image_original) : null,
    regions: form.face_coordinates,
  };
}

async function readMultipart(request: Request): Promise<FormData> {
  if (!/^multipart\/form-data\b/i.test(request.headers.get("Content-Type") ?? "")) {
    throw problem("unsupported_media", "Send multipart/form-data with image_blurred and face_coordinates.");
  }
  return readForm(request, maxUploadBytes);
}

async function bytesOf(file: File): Promise<Uint8Array> {
  return new Uint8Array(await file.arrayBuffer());
}
