/** For tests in workerd: a photo of a conversation, as its upload leaves it. */
import { env } from "cloudflare:test";
import { uuidv7 } from "uuidv7";
import { PhotoId, type UserId } from "../../../app/contract/ids";
import { withOriginal } from "./chat-photo";
import type { RoomFixture } from "./test-room";

export const keyOf = (id: PhotoId) => `public/images/${id}.jpg`;
export const originalOf = (id: PhotoId) => `private/images/${id}.jpg`;

/** Puts a photo, of Ana's by default, into D1, and tells the room of it. */
export async function upload(people: RoomFixture, owner: UserId = people.ana): Promise<PhotoId> {
  const id = PhotoId.parse(uuidv7());
  await env.DB.prepare(
    `INSERT INTO story_images (id, owner_id, connection_id, public_key, public_type, public_bytes, original_key, original_type,
      original_bytes, width, height, thumbhash, created_at) VALUES (?, ?, ?, ?, 'image/jpeg', 1, ?, 'image/jpeg', 1, 1, 1, '', 0)`,
  )
    .bind(id, owner, people.connection, keyOf(id), originalOf(id))
    .run();
  const photo = { ...withOriginal("1"), id };
  await people.room.addPhoto(people.connection, { by: owner, other: people.ben, photo });
  return id;
}
