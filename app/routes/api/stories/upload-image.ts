import { api } from "~/contract/api";
import type { UploadedImage } from "~/contract/story";
import { readUploaded, uploadPhoto } from "~/domain/photos/photos.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { problem } from "~/http/problem.server";
import { reply } from "~/http/reply.server";
import { photoRefusalText } from "~/text/photo-refusals";
import { storageText } from "~/text/storage";

const created = (image: UploadedImage) => reply(201, image, { Location: image.blurred_url });

export const loader = resource(
  endpoint(
    api.photos.upload,
    async ({ viewer, body, services, id }) => {
      const upload = {
        publicCopy: await bytesOf(body.image_blurred),
        original: body.image_original ? await bytesOf(body.image_original) : null,
        regions: body.face_coordinates,
      };
      const uploaded = await uploadPhoto(services, viewer.account.id, upload, id);
      switch (uploaded.kind) {
        case "stored":
          return created(uploaded.image);
        case "storage_full":
          return problem("storage_full", storageText.full(uploaded.stored));
        case "refused": {
          const { code, field, reason } = uploaded;
          const detail = photoRefusalText(reason);
          return problem(code, detail, { errors: { [field]: [detail] } });
        }
        default:
          return uploaded satisfies never;
      }
    },
    {
      idOf: (image) => image.image_id,
      async replay({ viewer, services }, id) {
        const image = await readUploaded(services, viewer.account.id, id);
        return image && created(image);
      },
    },
  ),
);

export const action = loader;

async function bytesOf(file: File): Promise<Uint8Array> {
  return new Uint8Array(await file.arrayBuffer());
}
