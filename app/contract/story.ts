import { z } from "zod";
import { Person } from "./account";
import { PhotoId, StoryId } from "./ids";
import { defaultPageSize, maxAltLength, maxBodyLength, maxPageSize, maxPhotosPerStory, maxTitleLength } from "./limits";
import { Region, shownPhoto } from "./photo";
import { longText, optionalLine, optionalText } from "./text";
import { ConfirmedFaceIds, UncoveredFace } from "./second-look";

const Title = optionalLine({ max: maxTitleLength, tooLong: `A title has at most ${maxTitleLength} characters.` });
const Body = longText({
  max: maxBodyLength,
  tooLong: `A story has at most ${maxBodyLength} characters.`,
  missing: "Write your story.",
});
const Alt = optionalText({ max: maxAltLength, tooLong: `A description has at most ${maxAltLength} characters.` });
const ImageIds = z
  .array(PhotoId)
  .max(maxPhotosPerStory, `A story has at most ${maxPhotosPerStory} photos.`)
  .refine((ids) => new Set(ids).size === ids.length, "A photo can be in a story only once.");

/** `POST /api/stories`. The photos were uploaded before; their order is the order here. */
export const NewStory = z.object({
  title: Title.optional(),
  body: Body,
  image_ids: ImageIds.default([]),
  /** Descriptions by image id, for those who do not see the photo. */
  image_alts: z.record(PhotoId, Alt).optional(),
  /** Uncovered faces that the author has looked at, one by one, and leaves as they are. */
  confirmed_face_ids: ConfirmedFaceIds.optional(),
  /** Photos that the author has checked because the second look could not run. Of one that was looked at it says nothing. */
  confirmed_image_ids: ImageIds.optional(),
});
export type NewStory = z.infer<typeof NewStory>;

/** `PATCH /api/stories/:id`: what is left out stays. */
export const StoryChange = z
  .object({
    title: Title.nullable().optional(),
    body: Body.optional(),
    image_ids: ImageIds.optional(),
    image_alts: z.record(PhotoId, Alt).optional(),
    confirmed_face_ids: ConfirmedFaceIds.optional(),
    confirmed_image_ids: ImageIds.optional(),
    status: z.enum(["published", "unpublished"]).optional(),
  })
  .refine((change) => Object.keys(change).length > 0, "Name at least one field to change.");
export type StoryChange = z.infer<typeof StoryChange>;

/** A photo of a story as a viewer sees it; `original_url` only for those who may read the original. */
export const StoryImage = z.object(shownPhoto);
export type StoryImage = z.infer<typeof StoryImage>;

export const Story = z.object({
  id: StoryId,
  title: z.string().nullable(),
  body: z.string(),
  author: Person,
  images: z.array(StoryImage),
  status: z.enum(["published", "unpublished"]),
  /** Why staff hide it from all others; only for its author, and only while they do. */
  held_reason: z.string().optional(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
});
export type Story = z.infer<typeof Story>;

/** `?cursor=&limit=` of every list. */
export const PageQuery = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(maxPageSize).default(defaultPageSize),
});
export type PageQuery = z.infer<typeof PageQuery>;

/** `GET /api/stories`: the feed, or with `mine=true` the caller's own, also unpublished. The cursor is opaque. */
export const StoriesQuery = PageQuery.extend({
  cursor: StoryId.optional(),
  mine: z
    .enum(["true", "false"])
    .default("false")
    .transform((value) => value === "true"),
});

export const StoryPage = z.object({
  stories: z.array(Story),
  next_cursor: z.string().nullable(),
  /** Stories are missing because a database does not answer: the same page has them a little later. */
  is_incomplete: z.literal(true).optional(),
});
export type StoryPage = z.infer<typeof StoryPage>;

/** The answer of both uploads. */
export const UploadedImage = z.object({
  image_id: PhotoId,
  blurred_url: z.string(),
  original_url: z.string().optional(),
  width: z.int(),
  height: z.int(),
  faces_detected: z.int(),
});
export type UploadedImage = z.infer<typeof UploadedImage>;

/** `POST /api/images/process`. */
export const ProcessImage = z.object({ image_id: PhotoId });

/** The second look: faces of the people found, and those that no region covers; pixels of the public copy. */
export const ProcessedImage = z.object({
  image_id: PhotoId,
  faces: z.array(Region),
  uncovered: z.array(UncoveredFace),
  faces_detected: z.int(),
});
export type ProcessedImage = z.infer<typeof ProcessedImage>;
