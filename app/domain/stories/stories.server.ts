import type { PhotoId, StoryId, UserId } from "~/contract/ids";
import type { NewStory, Story, StoryChange, StoryPage } from "~/contract/story";
import { findOwnPhotos, type PhotoRow } from "~db/queries/photos";
import * as queries from "~db/queries/stories";
import { imageToJson } from "~/domain/photos/photos.server";
import type { Services } from "~/domain/ports";
import { removeDue } from "~/domain/photos/removal.server";

/** Returns a page of published stories, newest first. `before` is the id below which to go on. */
export async function listFeed(services: Services, viewerId: UserId | null, page: queries.PageOf): Promise<StoryPage> {
  const rows = await queries.listPublished(services.db, viewerId, { ...page, limit: page.limit + 1 });
  return pageOf(rows, page.limit, viewerId);
}

/** Returns a page of the viewer's own stories, also unpublished ones, newest first. */
export async function listOwnStories(
  services: Pick<Services, "db">,
  viewerId: UserId,
  page: queries.PageOf,
): Promise<StoryPage> {
  const rows = await queries.listByAuthor(services.db, viewerId, { ...page, limit: page.limit + 1 });
  return pageOf(rows, page.limit, viewerId);
}

/** Returns a story that the viewer may see; null otherwise. */
export async function readStory(services: Services, viewerId: UserId | null, id: StoryId): Promise<Story | null> {
  const row = await queries.findVisibleStory(services.db, viewerId, id);
  return row && toJson(row, viewerId);
}

/** Why photos cannot be in a story: not the author's own and free, or with people whom no region covers. */
export type PhotoObjection = { kind: "not_yours"; ids: string[] } | { kind: "uncovered_people"; ids: string[] };

export type PublishStoryResult = { kind: "published"; story: Story } | PhotoObjection;

/** Publishes a story with photos that were uploaded before, under an id that nothing else has. */
export async function publishStory(
  services: Services,
  authorId: UserId,
  input: NewStory,
  id: StoryId,
): Promise<PublishStoryResult> {
  const photos = await findOwnPhotos(services.db, authorId, input.image_ids);
  const objection = objectionTo(photos, { ids: input.image_ids, story: null, confirmed: input.confirmed_image_ids });
  if (objection) return objection;
  const now = services.now();
  await queries.insertStory(
    services.db,
    {
      id,
      authorId,
      title: input.title || null,
      body: input.body,
      status: "published",
      createdAt: now,
      updatedAt: now,
    },
    input.image_ids.map((imageId) => ({ id: imageId, alt: input.image_alts?.[imageId] ?? "" })),
  );
  const row = await queries.findOwnStory(services.db, authorId, id);
  if (!row) throw new Error("A story that was just written is not there.");
  return { kind: "published", story: toJson(row, authorId) };
}

export type ChangeStoryResult = { kind: "changed"; story: Story } | { kind: "not_found" } | PhotoObjection;

/** Changes a story of its author; photos that are left out of `image_ids` are deleted, rows and objects. */
export async function changeStory(
  services: Services,
  authorId: UserId,
  id: StoryId,
  change: StoryChange,
): Promise<ChangeStoryResult> {
  const before = await queries.findOwnStory(services.db, authorId, id);
  if (!before) return { kind: "not_found" };
  const ids = change.image_ids ?? before.photos.map((photo) => photo.id);
  const photos = change.image_ids ? await findOwnPhotos(services.db, authorId, ids) : before.photos;
  const objection = objectionTo(photos, { ids, story: id, confirmed: change.confirmed_image_ids });
  if (objection) return objection;
  const altOf = (photoId: string) =>
    change.image_alts?.[photoId as keyof typeof change.image_alts] ??
    photos.find(({ id: own }) => own === photoId)?.alt ??
    "";
  await queries.updateStory(services.db, id, {
    values: {
      ...(change.title !== undefined && { title: change.title || null }),
      ...(change.body !== undefined && { body: change.body }),
      ...(change.status !== undefined && { status: change.status }),
    },
    photos: {
      kept: ids.map((photoId) => ({ id: photoId, alt: altOf(photoId) })),
      removed: before.photos.filter((photo) => !(ids as string[]).includes(photo.id)),
    },
    now: services.now(),
  });
  await removeSoon(services);
  const after = await queries.findOwnStory(services.db, authorId, id);
  return after ? { kind: "changed", story: toJson(after, authorId) } : { kind: "not_found" };
}

/** Deletes a story of its author: its row, its photos' rows, and both files of each. Returns false when it is not theirs. */
export async function deleteStory(services: Services, authorId: UserId, id: StoryId): Promise<boolean> {
  const isDeleted = await queries.deleteStory(services.db, authorId, id, services.now());
  if (isDeleted) await removeSoon(services);
  return isDeleted;
}

/** The rows are gone, and the removal of the files is scheduled: if R2 fails now, the sweep tries again. */
async function removeSoon(services: Services): Promise<void> {
  try {
    await removeDue(services);
  } catch (error) {
    services.log({ event: "failed", where: "remove objects", error: services.classifyFault(error).name });
  }
}

interface Selection {
  ids: readonly PhotoId[];
  /** The story that is changed; null for a new one. */
  story: string | null;
  confirmed: readonly string[] | undefined;
}

function objectionTo(photos: PhotoRow[], { ids, story, confirmed }: Selection): PhotoObjection | null {
  const free = new Set(photos.filter(({ storyId }) => storyId === null || storyId === story).map(({ id }) => id));
  const notYours = ids.filter((id) => !free.has(id));
  if (notYours.length > 0) return { kind: "not_yours", ids: notYours };
  const uncovered = photos
    .filter(
      (photo) => photo.storyId === null && (photo.uncoveredFaces?.length ?? 0) > 0 && !confirmed?.includes(photo.id),
    )
    .map(({ id }) => id);
  return uncovered.length > 0 ? { kind: "uncovered_people", ids: uncovered } : null;
}

function pageOf(rows: queries.StoryRow[], limit: number, viewerId: UserId | null): StoryPage {
  const shown = rows.slice(0, limit);
  return {
    stories: shown.map((row) => toJson(row, viewerId)),
    next_cursor: rows.length > limit ? (shown.at(-1)?.story.id ?? null) : null,
  };
}

function toJson({ story, authorName, photos }: queries.StoryRow, viewerId: UserId | null): Story {
  const access = story.authorId === viewerId ? "original" : "public_photo";
  return {
    id: story.id,
    title: story.title,
    body: story.body,
    author: { id: story.authorId, display_name: authorName },
    images: photos.map((photo) => imageToJson(photo, access)),
    status: story.status,
    ...(story.authorId === viewerId && story.heldReason !== null && { held_reason: story.heldReason }),
    created_at: story.createdAt.toISOString(),
    updated_at: story.updatedAt.toISOString(),
  } as Story; // ids come from rows that were written with them
}
