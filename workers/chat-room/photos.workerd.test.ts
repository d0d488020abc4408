/** Photos of messages in a real room, and in D1. */
import { env } from "cloudflare:test";
import { expect, test } from "vitest";
import { messageId } from "../../app/contract/chat";
import { chatPhoto } from "./testing/chat-photo";
import { createRoomFixture, until, type RoomFixture } from "./testing/test-room";
import { keyOf, originalOf, upload } from "./testing/upload-photo";

test("a photo of a message is in the room, then in D1, and hidden from who blocks its sender", async () => {
  const people = await createRoomFixture();
  const [shown, hidden] = [await upload(people), await upload(people)];
  expect(await people.room.placeOfPhoto(shown)).toBe(null);
  const ana = await people.openSocket(people.ana);
  ana.send({ type: "chat_message", content: "", client_id: "c1", photos: [shown] });
  await until(() => ana.acknowledged().length === 1);
  expect(await people.room.placeOfPhoto(shown)).toEqual({ seq: 1, isHidden: false });
  await people.room.recordBlock(people.connection, { type: "block", by: people.ben, other: people.ana });
  ana.send({ type: "chat_message", content: "", client_id: "c2", photos: [hidden] });
  await until(() => ana.acknowledged().length === 2);
  expect(await people.room.placeOfPhoto(hidden)).toEqual({ seq: 2, isHidden: true });
  await people.project();
  expect(await inD1(people)).toEqual([
    { id: shown, message_seq: 1, is_hidden: 0 },
    { id: hidden, message_seq: 2, is_hidden: 1 },
  ]);
});

test("deleted for both, a message's photos and their files go, also when D1 never heard of the message before", async () => {
  const people = await createRoomFixture();
  const [first, second, kept] = [await upload(people), await upload(people), await upload(people)];
  const ana = await people.openSocket(people.ana);
  ana.send({ type: "chat_message", content: "", client_id: "c1", photos: [first] });
  await until(() => ana.acknowledged().length === 1);
  await people.project();
  ana.send({ type: "chat_message", content: "", client_id: "c2", photos: [second] });
  for (const seq of [1, 2]) {
    const id = messageId(people.connection, seq);
    ana.send({ type: "delete", id, for: "both", client_id: `d${seq}` });
  }
  await until(() => ana.frames.filter(({ type }) => type === "delete").length === 2);
  expect(await people.room.placeOfPhoto(first)).toBe(null);
  await people.project();
  expect((await inD1(people)).map(({ id }) => id)).toEqual([kept]);
  const removals = await env.DB.prepare("SELECT object_key FROM pending_removals").all<{ object_key: string }>();
  const keys = removals.results.map(({ object_key: key }) => key);
  expect(keys).toEqual(expect.arrayContaining([first, second].flatMap((id) => [keyOf(id), originalOf(id)])));
  expect(keys).not.toContain(keyOf(kept));
  const stored = env.DB.prepare("SELECT photos FROM messages WHERE connection_id = ?").bind(people.connection);
  expect((await stored.all()).results).toEqual([{ photos: null }, { photos: null }]);
});

test("a room that lost its log finds the photos of its messages in D1, and takes none a second time", async () => {
  const people = await createRoomFixture();
  const photo = await upload(people);
  const ana = await people.openSocket(people.ana);
  ana.send({ type: "chat_message", content: "Look", client_id: "c1", photos: [photo] });
  await until(() => ana.acknowledged().length === 1);
  await people.project();
  await people.room.erase();
  const again = await people.openSocket(people.ana, { after: 0 });
  await until(() => again.messages().length === 1);
  expect(again.messages()).toMatchObject([
    { content: "Look", photos: [{ id: photo, original_url: expect.any(String) }] },
  ]);
  await people.room.addPhoto(people.connection, {
    by: people.ana,
    other: people.ben,
    photo: { ...chatPhoto("1"), id: photo },
  });
  again.send({ type: "chat_message", content: "", client_id: "c2", photos: [photo] });
  await until(() => again.of("error").length === 1);
  expect(again.of("error")).toMatchObject([{ code: "unknown_photo", client_id: "c2" }]);
});

test("a connection that is deleted takes its photos with it, whoever deletes it", async () => {
  const people = await createRoomFixture();
  const photo = await upload(people);
  await env.DB.prepare("DELETE FROM connections WHERE id = ?").bind(people.connection).run();
  expect(await inD1(people)).toEqual([]);
  const { results } = await env.DB.prepare("SELECT due_at FROM pending_removals WHERE object_key = ?")
    .bind(originalOf(photo))
    .all();
  expect(results).toEqual([{ due_at: 0 }]);
});

async function inD1({ connection }: RoomFixture) {
  const query = "SELECT id, message_seq, is_hidden FROM story_images WHERE connection_id = ? ORDER BY id";
  return (await env.DB.prepare(query).bind(connection).all()).results;
}
