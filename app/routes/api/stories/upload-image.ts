import { api } from "~/contract/api";
import type { UploadedImage } from "~/contract/story";
import { PhotoUpload } from "~/domain/photos/upload.server";
import { readUploaded } from "~/domain/photos/photos.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { receivePhoto } from "~/http/photo-form.server";
import { problem } from "~/http/problem.server";
import { reply } from "~/http/reply.server";
import { photoRefusalText } from "~/text/photo-refusals";
import { storageText } from "~/text/storage";

const created = (image: UploadedImage) => reply(201, image, { Location: image.blurred_url });

/** Seconds after which other uploads have likely ended. */
const retryAfterSeconds = 5;

export const loader = resource(
  endpoint(
    api.photos.upload,
    async ({ viewer, query, body: form, services, id, context }) => {
      const upload = new PhotoUpload(services, { id, ownerId: viewer.account.id, style: query.cover_style });
      const receiving = receivePhoto(form, upload);
      // The upload is ended, though the client has left.
      context.waitUntil(receiving.catch(() => null));
      const uploaded = await receiving;
      switch (uploaded.kind) {
        case "stored":
          return created(uploaded.image);
        case "storage_full":
          return problem("storage_full", storageText.full(uploaded.stored));
        case "too_many_uploads":
          return problem("unavailable", "Too many photos are being uploaded at this moment: try again.", {
            headers: { "Retry-After": String(retryAfterSeconds) },
          });
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
