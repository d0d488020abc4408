import type { PhotoId, StoryId, UserId } from "~/contract/ids";
import type { NewStory, Story, StoryChange, StoryPage } from "~/contract/story";
import { findOwnPhotos, type PhotoRow } from "~db/queries/photos";
import * as queries from "~db/queries/stories";
import { removeTextsOfStory } from "~db/queries/story-text-removals";
import type { StoryStore } from "~db/story-databases";
import { imageToJson } from "~/domain/photos/photos.server";
import type { Services } from "~/domain/ports";
import { removalsPerCall, removeNow } from "~/domain/photos/removal.server";
import { draftReport, withPhoto } from "~/domain/second-look/automatic-reports.server";
import type { NewReportRow } from "~db/queries/reports";
import {
  clearPhotos,
  type Clearance,
  type Confirmation,
  type PhotoObjection,
} from "~/domain/second-look/clearance.server";

type Listing = StoryStore & Pick<Services, "log" | "classifyFault">;

/** Returns a page of published stories, newest first. `before` is the id below which to go on. */
export async function listFeed(services: Services, viewerId: UserId | null, page: queries.PageOf): Promise<StoryPage> {
  const list = await queries.listPublished(services, viewerId, { ...page, limit: page.limit + 1 });
  return pageOf(services, list, { limit: page.limit, viewerId });
}

/** Returns a page of the viewer's own stories, also unpublished ones, newest first. */
export async function listOwnStories(services: Listing, viewerId: UserId, page: queries.PageOf): Promise<StoryPage> {
  const list = await queries.listByAuthor(services, viewerId, { ...page, limit: page.limit + 1 });
  return pageOf(services, list, { limit: page.limit, viewerId });
}

/** Returns a story that the viewer may see; null otherwise. */
export async function readStory(services: Services, viewerId: UserId | null, id: StoryId): Promise<Story | null> {
  const row = await queries.findVisibleStory(services, viewerId, id);
  return row && toJson(row, viewerId);
}

export type PublishStoryResult = { kind: "published"; story: Story } | StoryRefusal;

/** `outrun`: photos changed each time while they were looked at. */
type StoryRefusal = PhotoObjection | { kind: "outrun" };

/** Attempts at a story whose photos change between the look at them and the statement that publishes them. */
const maxAttempts = 3;

/** Publishes a story with photos that were uploaded before, under an id that nothing else has. */
export async function publishStory(
  services: Services,
  authorId: UserId,
  input: NewStory & { /** Its photos, where they were read already. */ photos?: PhotoRow[] },
  id: StoryId,
): Promise<PublishStoryResult> {
  let { photos } = input;
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    photos ??= await findChosenPhotos(services, authorId, input);
    const result = await tryPublish(services, authorId, { ...input, photos }, id);
    if (result.kind !== "outrun") return result;
    photos = undefined;
  }
  return { kind: "outrun" };
}

/** Returns those of the photos of a new story that are its author's. */
export function findChosenPhotos(
  { db }: Pick<Services, "db">,
  authorId: UserId,
  { image_ids: ids }: NewStory,
): Promise<PhotoRow[]> {
  return findOwnPhotos(db, authorId, ids);
}

async function tryPublish(
  services: Services,
  authorId: UserId,
  input: NewStory & { photos: PhotoRow[] },
  id: StoryId,
): Promise<PublishStoryResult> {
  const { image_ids: ids, photos } = input;
  const notFree = objectionTo(photos, ids, null);
  if (notFree) return notFree;
  const checked = await clearPhotos(services, authorId, photos, confirmationIn(input));
  if (checked.kind !== "cleared") return checked;
  const now = services.now();
  const title = input.title || null;
  const kept = ids.map((imageId) => ({
    id: imageId,
    alt: input.image_alts?.[imageId] ?? "",
    cleared: clearedOf(checked.clearances, imageId),
  }));
  const reports = await reportsOf(services, checked.clearances, { storyId: id, title });
  const story = { id, authorId, title, body: input.body, status: "published" as const, createdAt: now, updatedAt: now };
  const written = await queries.insertStory(services, story, { kept, reports });
  return written ? { kind: "published", story: toJson(written, authorId) } : { kind: "outrun" };
}

export type ChangeStoryResult = { kind: "changed"; story: Story } | { kind: "not_found" } | StoryRefusal;

/** A story that its author is to change, and their photos that it is to have; null where the story is not theirs. */
interface ChangeableStory extends queries.StoryRow {
  chosen: PhotoRow[];
}

/** Returns what decides about a change. */
export async function findChangeable(
  services: Services,
  authorId: UserId,
  { id, change }: { id: StoryId; change: StoryChange },
): Promise<ChangeableStory | null> {
  const [found, chosen] = await Promise.all([
    queries.findOwnStory(services, authorId, id, { newBody: change.body }),
    change.image_ids ? findOwnPhotos(services.db, authorId, change.image_ids) : null,
  ]);
  return found && { ...found, chosen: chosen ?? found.photos };
}

/** Changes a story of its author; photos that are left out of `image_ids` are deleted, rows and objects. */
export async function changeStory(
  services: Services,
  authorId: UserId,
  id: StoryId,
  { before, ...change }: StoryChange & { /** The story, where it was read already. */ before?: ChangeableStory | null },
): Promise<ChangeStoryResult> {
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    if (before === undefined) before = await findChangeable(services, authorId, { id, change });
    if (!before) return { kind: "not_found" };
    const result = await tryChange(services, before, { ...change, photos: before.chosen });
    if (result.kind !== "outrun") return result;
    before = undefined;
  }
  return { kind: "outrun" };
}

async function tryChange(
  services: Services,
  { story, photos: before }: queries.StoryRow,
  { photos, ...change }: StoryChange & { /** That it will have. */ photos: PhotoRow[] },
): Promise<ChangeStoryResult> {
  const { id, authorId, title, status } = story;
  const ids = change.image_ids ?? before.map((photo) => photo.id);
  const notFree = objectionTo(photos, ids, id);
  if (notFree) return notFree;
  const isPublishedAgain = change.status === "published" && status === "unpublished";
  const toClear = photos.filter(({ storyId }) => isPublishedAgain || storyId === null);
  const checked = await clearPhotos(services, authorId, toClear, confirmationIn(change));
  if (checked.kind !== "cleared") return checked;
  const kept = ids.map((photoId) => ({
    id: photoId,
    alt: change.image_alts?.[photoId] ?? photos.find((own) => own.id === photoId)?.alt ?? "",
    cleared: clearedOf(checked.clearances, photoId),
  }));
  const reports = await reportsOf(services, checked.clearances, { storyId: id, title });
  const removed = before.filter((photo) => !ids.includes(photo.id));
  const values = valuesIn(change);
  const now = services.now();
  const changed = await queries.updateStory(services, story, {
    values,
    photos: { kept, removed, reports },
    now,
    dueLimit: removalsPerCall,
  });
  if (!changed) return { kind: "outrun" };
  if (removed.length > 0 || change.status === "unpublished") await services.pictureCache.forget(`story-${id}`);
  if (removed.some(hasDetailsElsewhere)) services.afterAnswer(() => removeText(services, { id, authorId }));
  await removeNow(services, changed.due);
  return { kind: "changed", story: toJson(changed.story, authorId) };
}

function valuesIn({ title, body, status }: StoryChange) {
  return {
    ...(title !== undefined && { title: title || null }),
    ...(body !== undefined && { body }),
    ...(status !== undefined && { status }),
  };
}

function confirmationIn({ confirmed_face_ids, confirmed_image_ids }: NewStory | StoryChange): Confirmation {
  return { faceIds: confirmed_face_ids ?? [], imageIds: confirmed_image_ids ?? [] };
}

function clearedOf(clearances: Clearance[], id: PhotoId): queries.ClearedPhoto | null {
  return clearances.find(({ photo }) => photo.id === id)?.cleared ?? null;
}

/** Returns the reports of photos whose author leaves faces uncovered that surely are some. */
async function reportsOf(
  services: Services,
  clearances: Clearance[],
  story: { storyId: StoryId; title: string | null },
): Promise<NewReportRow[]> {
  const found = clearances.filter(({ certain }) => certain.length > 0);
  return Promise.all(
    found.map(({ photo, certain }) => {
      const draft = draftReport(services, photo, { reason: "face_left_uncovered", faces: certain, story });
      return withPhoto(services, draft, photo);
    }),
  );
}

/** Deletes a story of its author: its row, its text, its photos' rows, and both files of each. Returns false when it is not theirs. */
export async function deleteStory(services: Services, authorId: UserId, id: StoryId): Promise<boolean> {
  const bounds = { now: services.now(), dueLimit: removalsPerCall };
  const deleted = await queries.deleteStory(services, { id, authorId }, bounds);
  if (!deleted) return false;
  await services.pictureCache.forget(`story-${id}`);
  if (deleted.hasTextElsewhere) services.afterAnswer(() => removeText(services, { id, authorId }));
  void services.inboxes.refresh([...(deleted.wasHeld ? [authorId] : []), ...deleted.revealedTo]);
  await removeNow(services, deleted.due);
  return true;
}

/** @param storyId the story that is changed; null for a new one */
function objectionTo(photos: PhotoRow[], ids: readonly PhotoId[], storyId: StoryId | null): PhotoObjection | null {
  const free = photos.filter((photo) => photo.storyId === null || photo.storyId === storyId).map(({ id }) => id);
  const notYours = ids.filter((id) => !free.includes(id));
  return notYours.length > 0 ? { kind: "not_yours", ids: notYours } : null;
}

const hasDetailsElsewhere = ({ detailsVersion }: PhotoRow) => detailsVersion !== null;

/** Nobody can read the text any more. If its database fails now, the sweep tries again. */
async function removeText(services: Services, story: queries.StoryKey): Promise<void> {
  try {
    await removeTextsOfStory(services, story, services.now());
  } catch (error) {
    services.log({ event: "failed", where: "remove a text", error: services.classifyFault(error).name });
  }
}

/** Stories whose text cannot be read are left out; the page says so. */
function pageOf(
  { log, classifyFault }: Pick<Services, "log" | "classifyFault">,
  { rows, failure }: queries.StoryList,
  { limit, viewerId }: { limit: number; viewerId: UserId | null },
): StoryPage {
  const shown = rows.slice(0, limit);
  const whole = shown.filter(hasBody);
  if (failure !== null) log({ event: "failed", where: "read texts", error: classifyFault(failure).name });
  return {
    stories: whole.map((row) => toJson(row, viewerId)),
    next_cursor: rows.length > limit ? (shown.at(-1)?.story.id ?? null) : null,
    ...(whole.length < shown.length && { is_incomplete: true }),
  };
}

function hasBody(row: queries.ListedStory): row is queries.StoryRow {
  return row.story.body !== null;
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
