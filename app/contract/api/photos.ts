import { z } from "zod";
import { defineEndpoint } from "../endpoint";
import { ConnectionId, PhotoId } from "../ids";
import { maxUploadBytes } from "../limits";
import { ChatPhotoUpload, PhotoUpload, PhotoUploadQuery, photoTypes } from "../photo";
import { OpenedView, OpenView } from "../reveal";
import { ProcessedImage, ProcessImage, UploadedImage } from "../story";

const notModified = { description: "The file still has the ETag that If-None-Match names." };

const part = {
  description: "The bytes that Range asks for: one range of them.",
  media: photoTypes,
  headers: { "Content-Range": "Which bytes of how many these are." },
};

export const photos = {
  upload: defineEndpoint({
    method: "POST",
    path: "/api/stories/upload-image",
    summary: "Upload a redacted photo",
    description:
      "JPEG, PNG or WebP, recognised by its bytes. The public copy has at most 2,048 pixels on its longest side. Each declared region must look as its style, cover_style, computes it from the pixels outside all regions; without a style, one colour passes, too. The fields may come in any order; regions, copy, original lets the server check the copy before the original is sent.",
    caller: "viewer",
    query: PhotoUploadQuery,
    body: { type: "multipart/form-data", schema: PhotoUpload, maxBytes: maxUploadBytes },
    creates: PhotoId,
    limits: ["upload"],
    answers: {
      201: { description: "Stored.", json: UploadedImage, headers: { Location: "The path of the public copy." } },
    },
    problems: ["photo_refused", "not_redacted", "storage_full"],
    example: `-H "Authorization: Bearer $TOKEN" -F 'face_coordinates=[{"x": 413, "y": 354, "width": 177, "height": 240}]' -F image_blurred=@copy.jpg -F image_original=@photo.jpg`,
  }),
  uploadToConnection: defineEndpoint({
    method: "POST",
    path: "/api/connections/:id/photos",
    summary: "Upload a redacted photo for a message",
    description:
      "As for a story, with the same checks. Name the photo in photos of a chat_message within twelve hours; until then only the caller sees it, afterwards the other member, too.",
    caller: "viewer",
    params: { id: ConnectionId },
    query: PhotoUploadQuery,
    body: { type: "multipart/form-data", schema: ChatPhotoUpload, maxBytes: maxUploadBytes },
    creates: PhotoId,
    limits: ["upload"],
    answers: {
      201: { description: "Stored.", json: UploadedImage, headers: { Location: "The path of the redacted copy." } },
    },
    problems: ["not_found", "photo_refused", "not_redacted", "storage_full"],
  }),
  process: defineEndpoint({
    method: "POST",
    path: "/api/images/process",
    summary: "Look for people in a photo again",
    description:
      "Finds people in the public copy and returns the faces that no region covers, each with the id by which its author can confirm it. A photo is looked at once: a finished look stands.",
    caller: "viewer",
    body: { type: "application/json", schema: ProcessImage },
    limits: ["process"],
    answers: { 200: { description: "The faces in the photo.", json: ProcessedImage } },
    problems: ["not_found", "ai_unavailable"],
  }),
  readOriginal: defineEndpoint({
    method: "GET",
    path: "/api/images/:id/original",
    summary: "Get an original photo",
    description:
      "For its author, and for a connection to whom the author revealed it. One that may be viewed once takes the view that opened it.",
    caller: "visitor or viewer",
    params: { id: PhotoId },
    query: z.object({ view: z.string().max(64).optional() }),
    answers: { 200: { description: "The bytes; no cache keeps them.", media: photoTypes }, 304: notModified },
  }),
  openView: defineEndpoint({
    method: "POST",
    path: "/api/images/:id/view",
    summary: "Open an original that may be viewed once",
    description:
      "The caller names the view, a new UUID. Sent again, it answers the same; another one finds nothing, on any device. It is closed by DELETE, or after five minutes.",
    caller: "viewer",
    params: { id: PhotoId },
    body: { type: "application/json", schema: OpenView },
    answers: { 200: { description: "It is open.", json: OpenedView } },
    problems: ["not_found"],
  }),
  closeView: defineEndpoint({
    method: "DELETE",
    path: "/api/images/:id/view",
    summary: "Close an original that was viewed once",
    description: "From then on nobody but its author has it. Where none is open nothing happens.",
    caller: "viewer",
    params: { id: PhotoId },
    answers: { 204: { description: "None is open." } },
  }),
  readPublic: defineEndpoint({
    method: "GET",
    path: "/images/:file",
    summary: "Get the public copy of a photo",
    description: "For its author at once, for everybody once its story is published.",
    caller: "visitor or viewer",
    params: { file: z.string() },
    answers: {
      200: {
        description: "The bytes. Browsers of visitors may keep them for five minutes, those of members ask each time.",
        media: photoTypes,
      },
      206: part,
      304: notModified,
    },
  }),
  readSmaller: defineEndpoint({
    method: "GET",
    path: "/images/:id/:file",
    summary: "Get a smaller copy of a photo",
    description:
      "480.jpg or 960.jpg, by its longest side in pixels. Made from the public copy, for whoever may see that. A photo of at most so many pixels keeps its size.",
    caller: "visitor or viewer",
    params: { id: PhotoId, file: z.string() },
    answers: {
      200: { description: "The bytes, kept as those of the public copy.", media: photoTypes },
      206: part,
      304: notModified,
    },
  }),
};
