import { api } from "~/contract/api";
import { ChatPhotoUpload } from "~/contract/photo";
import type { UploadedImage } from "~/contract/story";
import { admit } from "~/domain/chat/conversations.server";
import { addChatPhoto, replayChatPhoto } from "~/domain/photos/chat-photos.server";
import { PhotoUpload } from "~/domain/photos/upload.server";
import { readingEndpoint, resource } from "~/http/endpoint.server";
import { receivePhoto } from "~/http/photo-form.server";
import { notFound } from "~/http/problem.server";
import { reply } from "~/http/reply.server";
import { uploadProblem } from "~/http/upload-problems.server";

const created = (image: UploadedImage) => reply(201, image, { Location: image.blurred_url });

export const loader = resource(
  readingEndpoint(
    api.photos.uploadToConnection,
    {
      read: ({ viewerId, params, services }) => admit(services, viewerId, params.id),
      async handle({ viewer, params: { id: room }, query, body: form, services, id, context, read: admission }) {
        if (admission.kind === "not_a_member") {
          await form.drop();
          return notFound();
        }
        const by = viewer.account.id;
        const owner = { id, ownerId: by, connectionId: room };
        const upload = new PhotoUpload(services, { ...owner, style: query.cover_style });
        const receiving = receivePhoto(form, upload, ChatPhotoUpload);
        // The upload is ended, though the client has left.
        context.waitUntil(receiving.catch(() => null));
        const uploaded = await receiving;
        if (uploaded.kind !== "stored") return uploadProblem(uploaded);
        return created(await addChatPhoto(services, { room, by, admission }, uploaded.row));
      },
    },
    {
      idOf: (image) => image.image_id,
      async replay({ viewer, params: { id: room }, services }, id) {
        const by = viewer.account.id;
        const admission = await admit(services, by, room);
        if (admission.kind === "not_a_member") return null;
        const image = await replayChatPhoto(services, { room, by, admission }, id);
        return image && created(image);
      },
    },
  ),
);

export const action = loader;
