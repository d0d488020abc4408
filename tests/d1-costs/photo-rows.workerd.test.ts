/** The bytes that a photo takes in D1, with its indexes: what `npm run simulate` multiplies. They do not depend on the machine. */
import { env } from "cloudflare:test";
import { expect, test } from "vitest";
import type { UserId } from "../../app/contract/ids";
import type { Region } from "../../app/contract/photo";
import { roundConfidence, roundToPixels } from "../../app/imaging/geometry";
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
  face_coordinates, faces_detected, person_faces, uncovered_faces, checked_at`;

const insertPhotos = `
  WITH photos AS (
    SELECT value ->> 0 AS id, value ->> 1 AS story, value ->> 2 AS alt, value -> 3 AS regions, value -> 4 AS faces,
      json_array_length(value -> 3) AS covered FROM json_each(?2))
  INSERT INTO story_images (${columns})
  SELECT id, ?1, story, 0, alt, 'public/images/' || id || '.jpg', 'image/jpeg', 400000, 2048, 1536,
    'private/images/' || id || '.jpg', 'image/jpeg', 1500000, 'public/images/' || id || '/960.jpg', 80000,
    'public/images/' || id || '/480.jpg', 23000, 'KAgKHYR3eXhwiHeHiHh4d4eHd4d4eHc=', 1764000000000,
    regions, covered, faces, '[]', 1764000000000 FROM photos`;

async function sizeAfter(): Promise<number> {
  return (await env.DB.prepare("SELECT 1").run()).meta.size_after;
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

test("a photo takes as many bytes in D1 as the simulation counts for it", async () => {
  const author = newId<UserId>();
  const stories = Array.from({ length: (count * 2) / 3 }, () => newId<string>());
  await makeStories(author, stories);
  const before = await sizeAfter();
  for (let first = 0; first < count; first += 1_000) {
    const rows = Array.from({ length: 1_000 }, (_, n) => {
      const at = first + n;
      const faces = facesOf[at % facesOf.length]!;
      const alt = "x".repeat((at % 3) * 40);
      return [newId<string>(), stories[Math.floor((at * 2) / 3)], alt, stored(faces, at), stored(faces, at + 5)];
    });
    await env.DB.prepare(insertPhotos).bind(author, JSON.stringify(rows)).run();
  }
  const each = ((await sizeAfter()) - before) / count;
  expect(Math.abs(each - bytes.photo), `${each} bytes`).toBeLessThan(bytes.photo / 50);
});
