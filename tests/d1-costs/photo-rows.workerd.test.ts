/** The bytes that a photo takes in D1, with its indexes: what `npm run simulate` multiplies. They do not depend on the machine. */
import { applyD1Migrations, env } from "cloudflare:test";
import { expect, test } from "vitest";
import type { PhotoId, StoryId, UserId } from "../../app/contract/ids";
import type { Region } from "../../app/contract/photo";
import { roundConfidence, roundToPixels } from "../../app/imaging/geometry";
import { detailsToText, type PhotoDetails } from "../../db/queries/photo-details";
import { insertTexts, newDetailsVersion } from "../../db/queries/story-texts";
import { bytes } from "../../scripts/scale/population.mjs";
import { newId } from "../world/ids";

const count = 10_000;

/** Faces of seven photos in a row, as many as people have in front of them. */
const facesOf = [0, 1, 1, 2, 2, 3, 4];

/** A face as a finder has it, with all its decimals. */
function found(n: number): Region {
  const [x, y] = [(n * 977) % 1_800, (n * 631) % 1_300];
  return { x: x + 1 / 3, y: y + 2 / 7, width: 90 + n / 7, height: 117 + n / 11, confidence: 0.7 + (n % 30) / 101 };
}

/** Faces as a row has them: those of the author's regions are in whole pixels when they come. */
const stored = (faces: number, seed: number) =>
  Array.from({ length: faces }, (_, n) => roundConfidence(roundToPixels(found(seed + n))));

const columns = `id, owner_id, story_id, position, alt, public_key, public_type, public_bytes, width, height,
  original_key, original_type, original_bytes, small_key, small_bytes, thumb_key, thumb_bytes, thumbhash, created_at,
  face_coordinates, faces_detected, person_faces, uncovered_faces, checked_at, details_db, details_version`;

const insertPhotos = `
  WITH photos AS (
    SELECT value ->> 0 AS id, value ->> 1 AS story, value ->> 2 AS alt, value -> 3 AS regions, value ->> 4 AS faces,
      value ->> 5 AS uncovered, value ->> 6 AS covered, value ->> 7 AS version FROM json_each(?2))
  INSERT INTO story_images (${columns})
  SELECT id, ?1, story, 0, alt, 'public/images/' || id || '.jpg', 'image/jpeg', 400000, 2048, 1536,
    'private/images/' || id || '.jpg', 'image/jpeg', 1500000, 'public/images/' || id || '/960.jpg', 80000,
    'public/images/' || id || '/480.jpg', 23000, 'KAgKHYR3eXhwiHeHiHh4d4eHd4d4eHc=', 1764000000000,
    regions, covered, faces, uncovered, 1764000000000, iif(version IS NULL, NULL, 0), version FROM photos`;

async function sizeOf(database: D1Database): Promise<number> {
  return (await database.prepare("SELECT 1").run()).meta.size_after;
}

/** A person, and stories of theirs without photos. */
async function makeStories(author: UserId, stories: readonly string[]): Promise<void> {
  await env.DB.prepare(
    "INSERT INTO users (id, email, display_name, password_hash, created_at) VALUES (?1, ?1, 'A', '', 1)",
  )
    .bind(author)
    .run();
  await env.DB.prepare(
    `INSERT INTO stories (id, author_id, body, status, created_at, updated_at)
     SELECT value, ?1, '', 'published', 1, 1 FROM json_each(?2)`,
  )
    .bind(author, JSON.stringify(stories))
    .run();
}

/** Returns the photos of a person's stories, two thirds as many as these. */
async function makePhotos(): Promise<{ author: UserId; photos: Photo[] }> {
  const author = newId<UserId>();
  const stories = Array.from({ length: Math.ceil((count * 2) / 3) }, () => newId<StoryId>());
  await makeStories(author, stories);
  const photos = Array.from({ length: count }, (_, at) => {
    const faces = facesOf[at % facesOf.length]!;
    const storyId = stories[Math.floor((at * 2) / 3)]!;
    const details = { faceCoordinates: stored(faces, at), personFaces: stored(faces, at + 5) };
    const alt = "x".repeat((at % 3) * 40);
    return { id: newId<PhotoId>(), storyId, alt, ...details, uncoveredFaces: [], confirmedFaceIds: [] };
  });
  return { author, photos };
}

interface Photo extends PhotoDetails {
  id: PhotoId;
  storyId: StoryId;
  alt: string;
}

/** Inserts rows, 1,000 at a time. Returns the bytes of each. */
async function bytesOfEach(
  database: D1Database,
  rows: readonly unknown[],
  insert: (rows: string) => D1PreparedStatement,
) {
  const before = await sizeOf(database);
  for (let first = 0; first < rows.length; first += 1_000) {
    await insert(JSON.stringify(rows.slice(first, first + 1_000))).run();
  }
  return ((await sizeOf(database)) - before) / rows.length;
}

function expectAsCounted(each: number, counted: number): void {
  expect(Math.abs(each - counted), `${each} bytes`).toBeLessThan(counted / 50);
}

test("a photo takes as many bytes in D1 as the simulation counts for it", async () => {
  const { author, photos } = await makePhotos();
  const rows = photos.map(({ id, storyId, alt, faceCoordinates: regions, personFaces }) => {
    return [id, storyId, alt, regions, JSON.stringify(personFaces), "[]", regions.length, null];
  });
  const each = await bytesOfEach(env.DB, rows, (part) => env.DB.prepare(insertPhotos).bind(author, part));
  expectAsCounted(each, bytes.photo);
});

test("a photo whose details are in another database takes as many bytes here and there as the simulation counts", async () => {
  const { author, photos } = await makePhotos();
  const versions = new Map(photos.map(({ id }) => [id, newDetailsVersion()]));
  const rows = photos.map(({ id, storyId, alt, faceCoordinates }) => {
    return [id, storyId, alt, [], null, null, faceCoordinates.length, versions.get(id)];
  });
  const here = await bytesOfEach(env.DB, rows, (part) => env.DB.prepare(insertPhotos).bind(author, part));
  await applyD1Migrations(env.SPARE_DB_0, env.STORIES_MIGRATIONS);
  const details = photos.map((photo) => {
    return [author, versions.get(photo.id), photo.storyId, detailsToText(photo), photo.id];
  });
  const there = await bytesOfEach(env.SPARE_DB_0, details, (part) =>
    env.SPARE_DB_0.prepare(insertTexts).bind(part, null),
  );
  expectAsCounted(here, bytes.photoRow);
  expectAsCounted(there, bytes.photoDetails);
});
