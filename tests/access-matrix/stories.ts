/** Ana's stories and photos in every state. */
import { bodyOf } from "../../app/client/body-of";
import { clientOf, uploaded, type Person } from "../api/client";
import { storyOf } from "../api/connected";
import { pictures } from "../photo-fuzz/pictures";

/** A photo, by its id and by the name of its public copy's file. */
export interface PhotoTarget {
  id: string;
  file: string;
}

/** A story that is in a state: published, unpublished or deleted. */
export async function storyIn(state: string, author: Person, photos: string[] = []): Promise<string> {
  const id = await storyOf(author, photos);
  const api = clientOf(author);
  if (state === "unpublished") {
    bodyOf(await api.call("PATCH /api/stories/:id", { params: { id }, body: { status: "unpublished" } }));
  }
  if (state === "deleted") bodyOf(await api.call("DELETE /api/stories/:id", { params: { id } }));
  return id;
}

/** Photos by the columns of rules.md, those of a story in a story of their own. */
export async function makePhotos(author: Person): Promise<Record<string, PhotoTarget>> {
  const photos: Record<string, PhotoTarget> = {
    "loose, kept": await photoOf(author, "kept"),
    "loose, not kept": await photoOf(author, "not kept"),
    deleted: await photoOf(author, "kept"),
  };
  await storyIn("deleted", author, [photos.deleted?.id ?? ""]);
  for (const state of ["published", "unpublished"]) {
    const own = {
      [`${state}, kept`]: await photoOf(author, "kept"),
      [`${state}, revealed`]: await photoOf(author, "kept"),
      [`${state}, not kept`]: await photoOf(author, "not kept"),
    };
    await storyIn(
      state,
      author,
      Object.values(own).map(({ id }) => id),
    );
    Object.assign(photos, own);
  }
  return photos;
}

export async function photoOf(author: Person, original: "kept" | "not kept"): Promise<PhotoTarget> {
  const copy = await smallPhoto();
  const image = await uploaded(author, { copy, regions: [], original: original === "kept" ? copy : null });
  return { id: image.image_id, file: image.blurred_url.replace("/images/", "") };
}

let small: Promise<Blob> | null = null;

/** A small JPEG without a face: what is asked here is who may have it. */
export function smallPhoto(): Promise<Blob> {
  small ??= pictures().then(([picture]) => new Blob([(picture?.bytes ?? new Uint8Array()) as BlobPart]));
  return small;
}
