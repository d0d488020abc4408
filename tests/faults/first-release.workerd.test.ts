/** Data of the first release on disk: its tables with people, a story, a photo, a connection and messages, and a room. */
import { abortAllDurableObjects, applyD1Migrations, env, runInDurableObject } from "cloudflare:test";
import { uuidv7 } from "uuidv7";
import { expect, test } from "vitest";
import type { PhotoId, StoryId } from "../../app/contract/ids";
import { listConnections } from "../../app/domain/connections/connections.server";
import { readOriginal, readPublicPhoto } from "../../app/domain/photos/photos.server";
import { listFeed, readStory } from "../../app/domain/stories/stories.server";
import { findUserByEmail } from "../../db/queries/accounts";
import { readMessagesBefore } from "../../db/queries/messages";
import { RoomFixture, until } from "../../workers/chat-room/testing/test-room";
import { servicesAt } from "../world/services";

/** The migrations of the first release: accounts, stories, connections, messages and the faces' metadata. */
const firstMigrations = 3;

const ids = Object.fromEntries(
  ["ana", "ben", "story", "photo", "connection"].map((name) => [name, uuidv7()]),
) as Record<"ana" | "ben" | "story" | "photo" | "connection", string>;

const { services } = servicesAt(Date.now);

const people = new RoomFixture(
  ids.connection as RoomFixture["connection"],
  ids.ana as RoomFixture["ana"],
  ids.ben as RoomFixture["ben"],
);

/** An empty database, as it was before any migration: a table goes once none is left that refers to it. */
async function forgetAll(): Promise<void> {
  for (;;) {
    const { results } = await env.DB.prepare(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*' AND name NOT GLOB '_cf_*'",
    ).all<{ name: string }>();
    const referred = await env.DB.prepare(
      `SELECT DISTINCT key."table" AS name FROM sqlite_master AS one, pragma_foreign_key_list(one.name) AS key
       WHERE one.type = 'table' AND one.name NOT GLOB '_cf_*' AND key."table" <> one.name`,
    ).all<{ name: string }>();
    const free = results.filter(({ name }) => !referred.results.some((other) => other.name === name));
    if (free.length === 0) return;
    for (const { name } of free) await env.DB.prepare(`DROP TABLE "${name}"`).run();
  }
}

const at = Date.UTC(2026, 0, 1);

async function fillAsThen(): Promise<void> {
  const run = (sql: string, ...values: unknown[]) =>
    env.DB.prepare(sql)
      .bind(...values)
      .run();
  for (const person of ["ana", "ben"] as const) {
    await run(
      "INSERT INTO users (id, email, display_name, password_hash, created_at) VALUES (?, ?, ?, 'none', ?)",
      ...[ids[person], `${person}@example.org`, person, at],
    );
  }
  await run(
    "INSERT INTO stories (id, author_id, title, body, status, created_at, updated_at) VALUES (?, ?, 'Then', 'It happened.', 'published', ?, ?)",
    ...[ids.story, ids.ana, at, at],
  );
  await run(
    `INSERT INTO story_images (id, owner_id, story_id, public_key, public_type, public_bytes, width, height, original_key,
      original_type, original_bytes, thumbhash, created_at, face_coordinates, faces_detected)
      VALUES (?, ?, ?, ?, 'image/jpeg', 6, 640, 480, ?, 'image/jpeg', 8, 'AAAA', ?, '[{"x":1,"y":2,"width":3,"height":4}]', 1)`,
    ...[ids.photo, ids.ana, ids.story, `public/images/${ids.photo}.jpg`, `private/images/${ids.photo}.jpg`, at],
  );
  await env.R2_BUCKET.put(`public/images/${ids.photo}.jpg`, "public");
  await env.R2_BUCKET.put(`private/images/${ids.photo}.jpg`, "original");
  await run(
    "INSERT INTO connections (id, story_id, asker_id, author_id, status, created_at, updated_at) VALUES (?, ?, ?, ?, 'accepted', ?, ?)",
    ...[ids.connection, ids.story, ids.ben, ids.ana, at, at],
  );
  await run(
    "INSERT INTO messages (connection_id, seq, sender_id, content, created_at) VALUES (?, 1, ?, 'one', ?)",
    ...[ids.connection, ids.ben, at],
  );
}

/** The room's SQLite as the first release made it: two messages, of which D1 has the first. */
async function fillRoomAsThen(): Promise<void> {
  await runInDurableObject(people.room, (_room, { storage }) => {
    for (const table of ["messages", "marks", "facts"]) storage.sql.exec(`DROP TABLE IF EXISTS ${table}`);
    storage.sql.exec(`
      CREATE TABLE messages (
        seq INTEGER PRIMARY KEY, sender_id TEXT NOT NULL, client_id TEXT, content TEXT NOT NULL, created_at INTEGER NOT NULL);
      CREATE UNIQUE INDEX messages_client_id ON messages (client_id, sender_id) WHERE client_id IS NOT NULL;
      CREATE TABLE marks (
        user_id TEXT PRIMARY KEY, delivered INTEGER NOT NULL, read INTEGER NOT NULL) WITHOUT ROWID;
      CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;`);
    storage.sql.exec("INSERT INTO messages VALUES (1, ?, 'c1', 'one', ?)", ids.ben, at);
    storage.sql.exec("INSERT INTO messages VALUES (2, ?, 'c2', 'two', ?)", ids.ana, at + 1);
    storage.sql.exec("INSERT INTO marks VALUES (?, 1, 1)", ids.ana);
    const identity = JSON.stringify({ connectionId: ids.connection, members: [ids.ben, ids.ana] });
    storage.sql.exec("INSERT INTO facts VALUES ('identity', ?), ('copied_up_to', '1')", identity);
  });
  await abortAllDurableObjects();
}

test("what the first release left is migrated, and all of it reads: people, story, photo, connection, and the room goes on", async () => {
  await forgetAll();
  await applyD1Migrations(env.DB, env.MIGRATIONS.slice(0, firstMigrations));
  await fillAsThen();
  await fillRoomAsThen();
  await applyD1Migrations(env.DB, env.MIGRATIONS);

  expect(await findUserByEmail(services.db, "ana@example.org", services.now())).toMatchObject({ id: ids.ana });
  const feed = await listFeed(services, null, { before: null, limit: 5 });
  expect(feed.stories).toMatchObject([
    { id: ids.story, title: "Then", images: [{ id: ids.photo, faces_detected: 1 }] },
  ]);
  expect(await readStory(services, people.ben, ids.story as StoryId)).toMatchObject({ body: "It happened." });
  const copy = await readPublicPhoto(services, null, { fileName: `${ids.photo}.jpg` });
  expect(await new Response(copy?.body).text()).toBe("public");
  const original = await readOriginal(services, people.ana, { id: ids.photo as PhotoId, view: null });
  expect(await new Response(original?.body).text()).toBe("original");
  expect(await readOriginal(services, people.ben, { id: ids.photo as PhotoId, view: null })).toBeNull();
  for (const person of [people.ana, people.ben]) {
    const { connections } = await listConnections(services, person, { before: null, limit: 5 });
    expect(connections).toMatchObject([{ id: ids.connection, status: "accepted" }]);
  }

  const ben = await people.openSocket(people.ben, { after: 0 });
  await until(() => ben.messages().length === 2);
  ben.say("three");
  await until(() => ben.acknowledged().length === 1);
  await people.project();
  const rows = await readMessagesBefore(env.DB, people.connection, {
    viewer: people.ben,
    before: 100,
    limit: 10,
    now: 0,
  });
  expect(rows.map(({ seq, content }) => [seq, content])).toEqual([
    [3, "three"],
    [2, "two"],
    [1, "one"],
  ]);
});
