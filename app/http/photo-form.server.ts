import { ChatPhotoUpload, PhotoUpload as PhotoForm } from "~/contract/photo";
import { TooManyUploads, type PhotoUpload, type UploadPhotoResult } from "~/domain/photos/upload.server";
import { textOf, type FormStream } from "./form-stream.server";
import type { FormPart } from "./multipart.server";
import { parseValue } from "./parse.server";
import { problem } from "./problem.server";

/** Bytes of a field of text: 500 regions take 64 kB. */
const maxTextBytes = 256 * 1024;

/** Returns what the form's schema is shown in place of a file whose bytes went by. */
function passedFile(bytes: number): File {
  return Object.defineProperty(new File([], "photo"), "size", { value: bytes });
}

/** Hands the fields of a form to an upload as they come. Throws the problems that follow from the form. */
export async function receivePhoto(
  form: FormStream,
  upload: PhotoUpload,
  schema: typeof PhotoForm | typeof ChatPhotoUpload = PhotoForm,
): Promise<UploadPhotoResult | { kind: "too_many_uploads" }> {
  try {
    const fields = new Map<string, unknown>();
    for await (const part of form.parts()) {
      if (fields.has(part.name)) throw problem("bad_request", `The form has the field ${part.name} twice.`);
      fields.set(part.name, await takeField(part, upload));
    }
    const parsed = parseValue(Object.fromEntries(fields), schema);
    return await upload.finish("caption" in parsed ? parsed.caption : "");
  } catch (error) {
    await upload.cancel();
    await form.drop();
    if (error instanceof TooManyUploads) return { kind: "too_many_uploads" };
    throw error;
  }
}

async function takeField({ name, fileName, chunks }: FormPart, upload: PhotoUpload): Promise<unknown> {
  if (name === "image_blurred" && fileName !== null) return passedFile(await upload.takeCopy(chunks));
  if (name === "image_original" && fileName !== null) return passedFile(await upload.takeOriginal(chunks));
  if (name === "caption" && fileName === null) return textOf(chunks, maxTextBytes);
  if (name !== "face_coordinates" || fileName !== null) return fileName === null ? "" : passedFile(1);
  const text = await textOf(chunks, maxTextBytes);
  const regions = PhotoForm.shape.face_coordinates.safeParse(text);
  if (regions.success) await upload.takeRegions(regions.data);
  return text;
}
