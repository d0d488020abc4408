import { z } from "zod";
import { PhotoId, StoryId } from "../ids";
import { photoTypes } from "../photo";
import {
  NewStory,
  ProcessedImage,
  ProcessImage,
  StoriesQuery,
  Story,
  StoryChange,
  StoryPage,
  UploadedImage,
} from "../story";
import type { Area } from "./route";

const withToken = `-H "Authorization: Bearer $TOKEN"`;

export const stories: Area = {
  name: "Stories and photos",
  about:
    "Upload the redacted copies first, then publish a story that names them. What nobody may see answers like what does not exist.",
  routes: [
    {
      method: "GET",
      path: "/api/stories",
      summary: "The feed, or one's own stories",
      description: "mine=true asks for a viewer and also lists unpublished stories.",
      caller: "visitor or viewer",
      query: StoriesQuery,
      answers: { 200: { description: "A page, the newest first.", json: StoryPage } },
    },
    {
      method: "POST",
      path: "/api/stories",
      summary: "Publish a story",
      description: "A photo in which the second look saw uncovered people has to be named in confirmed_image_ids.",
      caller: "viewer",
      body: { type: "application/json", schema: NewStory },
      takesKey: true,
      answers: { 201: { description: "The story.", json: Story, headers: { Location: "The story's path." } } },
      problems: ["uncovered_people", "rate_limited"],
      example: `${withToken} -H 'Content-Type: application/json' -d '{"title": "One day", "body": "It happened.", "image_ids": []}'`,
    },
    {
      method: "GET",
      path: "/api/stories/:id",
      summary: "Read a story",
      caller: "visitor or viewer",
      params: { id: StoryId },
      answers: { 200: { description: "The story.", json: Story } },
    },
    {
      method: "PATCH",
      path: "/api/stories/:id",
      summary: "Change, unpublish or publish a story",
      description: "What is left out stays. Photos that are taken out are deleted.",
      caller: "viewer",
      params: { id: StoryId },
      body: { type: "application/json", schema: StoryChange },
      answers: { 200: { description: "The story, as changed.", json: Story } },
      problems: ["uncovered_people"],
    },
    {
      method: "DELETE",
      path: "/api/stories/:id",
      summary: "Delete a story and its photos",
      caller: "viewer",
      params: { id: StoryId },
      answers: { 204: { description: "Gone, with both pictures of each photo." } },
    },
    {
      method: "POST",
      path: "/api/stories/upload-image",
      summary: "Upload a redacted photo",
      description:
        "JPEG, PNG or WebP, told by the bytes. The copy has at most 2,048 pixels on its longest side. Each declared region has to hold the fill that follows from what is around it.",
      caller: "viewer",
      body: {
        type: "multipart/form-data",
        fields: {
          image_blurred: { holds: "file", description: "The redacted copy: what the public will see." },
          image_original: { holds: "file", isOptional: true, description: "The original, if it is to be kept." },
          face_coordinates: {
            holds: "text",
            description: "JSON: [{x, y, width, height, confidence?}] in pixels of the copy; [] when there are none.",
          },
        },
      },
      takesKey: true,
      answers: {
        201: { description: "Stored.", json: UploadedImage, headers: { Location: "The path of the copy." } },
      },
      problems: ["photo_refused", "not_redacted", "storage_full", "rate_limited"],
      example: `${withToken} -F image_blurred=@copy.jpg -F image_original=@photo.jpg -F 'face_coordinates=[{"x": 413, "y": 354, "width": 177, "height": 240}]'`,
    },
    {
      method: "POST",
      path: "/api/images/process",
      summary: "Look a second time",
      description:
        "Finds people on the original (or the copy, where none was kept) and says whose faces no region covers.",
      caller: "viewer",
      body: { type: "application/json", schema: ProcessImage },
      answers: { 200: { description: "Who is in the photo.", json: ProcessedImage } },
      problems: ["not_found", "ai_unavailable", "rate_limited"],
    },
    {
      method: "GET",
      path: "/api/images/:id/original",
      summary: "An original",
      description: "For its author, and for a connection to whom the author revealed it.",
      caller: "visitor or viewer",
      params: { id: PhotoId },
      answers: {
        200: { description: "The bytes; no cache keeps them.", media: photoTypes },
        304: { description: "What If-None-Match names is the newest." },
      },
    },
    {
      method: "GET",
      path: "/images/:file",
      summary: "A public copy",
      description: "For its author at once, for everybody once its story is published.",
      caller: "visitor or viewer",
      params: { file: z.string() },
      answers: {
        200: { description: "The bytes; they never change under this address.", media: photoTypes },
        304: { description: "What If-None-Match names is the newest." },
      },
    },
  ],
};
