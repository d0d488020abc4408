import { api } from "~/contract/api";
import type { UploadedImage } from "~/contract/story";
import { PhotoUpload } from "~/domain/photos/upload.server";
import { readUploaded } from "~/domain/photos/photos.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { receivePhoto } from "~/http/photo-form.server";
import { reply } from "~/http/reply.server";
import { uploadProblem } from "~/http/upload-problems.server";

const created = (image: UploadedImage) => reply(201, image, { Location: image.blurred_url });

export const loader = resource(
  endpoint(
    api.photos.upload,
    async ({ viewer, query, body: form, services, id, context }) => {
      const upload = new PhotoUpload(services, { id, ownerId: viewer.account.id, style: query.cover_style });
      const receiving = receivePhoto(form, upload);
      // The upload is ended, though the client has left.
      context.waitUntil(receiving.catch(() => null));
      const uploaded = await receiving;
      return uploaded.kind === "stored" ? created(uploaded.image) : uploadProblem(uploaded);
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
