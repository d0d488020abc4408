/** The rows that D1 bills, read from its own meters: numbers that do not depend on the machine. */
import type { ConnectionId, UserId } from "../../app/contract/ids";
import { env } from "cloudflare:test";
import { uuidv7 } from "uuidv7";
import { beforeAll, describe, expect, test } from "vitest";
import { connectDatabase } from "../../db/client";
import { messageDatabasesOf } from "../../db/message-databases";
import { listPublished } from "../../db/queries/stories";
import { storyDatabasesOf } from "../../db/story-databases";
import {
  readMessagesBefore,
  readProjectedPageAt,
  readUnreadCounts,
  writeRoomProjection,
  type RoomProjection,
} from "../../db/queries/messages";
import { readConversations } from "../../db/queries/conversations";
import { newId } from "../world/ids";
import { costOfReads } from "./recorded";

let ana: UserId;
let ben: UserId;

beforeAll(async () => {
  [ana, ben] = [await makePerson(), await makePerson()];
});

async function makePerson(): Promise<UserId> {
  const id = newId<UserId>();
  await env.DB.prepare(
    "INSERT INTO users (id, email, display_name, password_hash, created_at) VALUES (?1, ?1 || '@example.org', 'A Name', 'none', 0)",
  )
    .bind(id)
    .run();
  return id;
}

/** A connection that is over, so that two people can have many. */
async function makeConnection(): Promise<ConnectionId> {
  const id = newId<ConnectionId>();
  await env.DB.prepare(
    "INSERT INTO connections (id, asker_id, author_id, status, created_at, updated_at) VALUES (?, ?, ?, 'expired', 0, 0)",
  )
    .bind(id, ana, ben)
    .run();
  return id;
}

const numbers =
  "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < CAST(?2 AS INTEGER))";

async function fillRoom(connection: string, count: number): Promise<void> {
  await env.DB.prepare(
    `INSERT INTO messages (connection_id, seq, sender_id, content, created_at) ${numbers} SELECT ?1, n, ?3, 'hello', n FROM numbers`,
  )
    .bind(connection, count, ana)
    .run();
}

describe.each([100, 10_000, 1_000_000])("with %i messages in a room", (count) => {
  test("a history page of 50 reads 50 rows, at its end, in its middle and at its start", async () => {
    const connection = await makeConnection();
    await fillRoom(connection, count);
    for (const before of [Number.MAX_SAFE_INTEGER, Math.ceil(count / 2) + 1, 51]) {
      const { rowsRead } = await costOfReads(env.DB, async (database) => {
        expect(await readMessagesBefore(database, connection, { viewer: ana, before, limit: 50, now: 0 })).toHaveLength(
          50,
        );
      });
      expect(rowsRead).toBeLessThanOrEqual(51);
    }
  });

  test("a page around a time reads its own rows and about two for each halving of the room", async () => {
    const connection = await makeConnection();
    await fillRoom(connection, count);
    const at = Math.ceil(count / 3);
    const { rowsRead } = await costOfReads(env.DB, async (database) => {
      const { messages, before } = await readProjectedPageAt(database, connection, {
        viewer: ana,
        at,
        limit: 50,
        now: 0,
      });
      expect([messages.some(({ seq }) => seq === at), before]).toEqual([true, at + 25]);
    });
    expect(rowsRead).toBeLessThanOrEqual(60 + 12 * Math.log2(count));
  });

  test("a message more writes as many rows as the first one did", async () => {
    const connection = await makeConnection();
    await fillRoom(connection, count);
    const { rows_written } = await insertOne(connection, count + 1);
    expect(rows_written).toBe(1);
  });
});

/** The statement that the room writes messages with, alone: what one message costs. */
async function insertOne(connection: ConnectionId, seq: number) {
  const { meta } = await written(projectionOf(connection, { from: seq, count: 1 }), "messages");
  return meta;
}

function projectionOf(connectionId: ConnectionId, { from, count }: { from: number; count: number }): RoomProjection {
  const messages = Array.from({ length: count }, (_, index) => ({
    seq: from + index,
    senderId: ana,
    content: "hello",
    createdAt: from + index,
    isHidden: false,
    replyTo: null,
    photos: [],
    expiresAt: null,
  }));
  const lastSeq = from + count - 1;
  const place = { deliveredSeq: 0, readSeq: 0, lastSeq };
  return {
    connectionId,
    messages,
    removals: [],
    events: [],
    views: [],
    contents: [],
    members: [
      { userId: ana, unread: 0, ...place },
      { userId: ben, unread: lastSeq, ...place },
    ],
    lastAt: messages.at(-1)?.createdAt ?? null,
  };
}

/** Writes a copy through a binding that keeps what the batch reported; gives the report of one of its two statements. */
async function written(projection: RoomProjection, of: "messages" | "members"): Promise<D1Result> {
  let results: D1Result[] = [];
  const database = new Proxy(env.DB, {
    get: (target, name) =>
      name === "batch"
        ? async (statements: D1PreparedStatement[]) => (results = await target.batch(statements))
        : Reflect.get(target, name, target).bind(target),
  });
  await writeRoomProjection(database, projection);
  return results[of === "messages" ? 0 : 1] as D1Result;
}

test("a batch of messages writes one row for each, and one that is there already none", async () => {
  const connection = await makeConnection();
  const projection = projectionOf(connection, { from: 1, count: 200 });
  expect((await written(projection, "messages")).meta.rows_written).toBe(200);
  expect((await written(projection, "messages")).meta.rows_written).toBe(0);
});

test("the two members' rows of a batch write a constant number of rows", async () => {
  const connection = await makeConnection();
  const first = await written(projectionOf(connection, { from: 1, count: 1 }), "members");
  const later = await written(projectionOf(connection, { from: 2, count: 300 }), "members");
  // A new row writes itself, its key and its index by connection; a known one itself.
  expect(first.meta.rows_written).toBe(6);
  expect(later.meta.rows_written).toBe(2);
});

test("the list of conversations reads a handful of rows for each, whatever the number of messages", async () => {
  const person = await makePerson();
  const connections = 20;
  for (let made = 0; made < connections; made++) {
    const id = newId<ConnectionId>();
    await env.DB.prepare(
      "INSERT INTO connections (id, asker_id, author_id, status, created_at, updated_at) VALUES (?, ?, ?, 'accepted', 0, 0)",
    )
      .bind(id, person, await makePerson())
      .run();
    await fillRoom(id, 2_000);
    await env.DB.prepare("INSERT INTO chat_members (user_id, connection_id, last_seq, unread) VALUES (?, ?, 2000, 9)")
      .bind(person, id)
      .run();
  }
  const { rowsRead } = await costOfReads(env.DB, async (database) => {
    const rows = await readConversations(messageDatabasesOf({}, database), person, { previewLength: 160, now: 0 });
    expect(rows.map(({ last_seq: seq }) => seq)).toEqual(Array(connections).fill(2_000));
  });
  expect(rowsRead).toBeLessThanOrEqual(14 * connections + 20);
});

test("unread counts read one row for each connection, whatever the number of messages", async () => {
  const person = await makePerson();
  const connections = 30;
  for (let made = 0; made < connections; made++) {
    const connection = await makeConnection();
    await fillRoom(connection, 500);
    await env.DB.prepare("INSERT INTO chat_members (user_id, connection_id, last_seq, unread) VALUES (?, ?, 500, 500)")
      .bind(person, connection)
      .run();
  }
  const { rowsRead } = await costOfReads(env.DB, async (database) => {
    expect((await readUnreadCounts(database, person)).size).toBe(connections);
  });
  expect(rowsRead).toBeLessThanOrEqual(connections + 1);
});

test("a block costs the unread counts of who blocks a few rows, and those of the other none, whatever the number of their connections", async () => {
  const person = await makePerson();
  const others = await Promise.all(Array.from({ length: 40 }, makePerson));
  for (const other of others) {
    const connection = uuidv7();
    await env.DB.prepare(
      "INSERT INTO connections (id, asker_id, author_id, status, created_at, updated_at) VALUES (?, ?, ?, 'accepted', 0, 0)",
    )
      .bind(connection, ...(others.indexOf(other) % 2 ? [person, other] : [other, person]))
      .run();
    await env.DB.prepare("INSERT INTO chat_members (user_id, connection_id, last_seq, unread) VALUES (?, ?, 5, 5)")
      .bind(person, connection)
      .run();
  }
  const block = (blocker: string, blocked: string) =>
    env.DB.prepare("INSERT INTO blocks (blocker_id, blocked_id, created_at) VALUES (?, ?, 0)")
      .bind(blocker, blocked)
      .run();
  for (const other of others.slice(0, 10)) await block(person, other);
  for (const other of others.slice(10, 20)) await block(other, person);
  const { rowsRead } = await costOfReads(env.DB, async (database) => {
    expect((await readUnreadCounts(database, person)).size).toBe(30);
  });
  // The 40 places of the member; for each of their 10 blocks itself, the entry of the index of pairs and the connection; and
  // the end of the list of blocks.
  expect(rowsRead).toBeLessThanOrEqual(40 + 10 * 3 + 1);
});

describe.each([100, 10_000])("a feed page of 20 among %i stories", (count) => {
  let writers: [string, string];
  let hidden: string;

  /** Stories with a photo each by three people in turns; every third is not published, and every seventh was deleted. */
  beforeAll(async () => {
    await env.DB.batch([env.DB.prepare("DELETE FROM story_images"), env.DB.prepare("DELETE FROM stories")]);
    writers = [await makePerson(), await makePerson()];
    hidden = await makePerson();
    const authors = JSON.stringify([...writers, hidden, ...writers]);
    const id = "printf('0198c0de-%04x-7000-8000-%012x', n / 65536, n % 65536)";
    const author = "json_extract(?1, '$[' || (n % 5) || ']')";
    await env.DB.prepare(
      `INSERT INTO stories (id, author_id, body, status, created_at, updated_at) ${numbers}
       SELECT ${id}, ${author}, 'A story', CASE n % 3 WHEN 0 THEN 'unpublished' ELSE 'published' END, n, n FROM numbers`,
    )
      .bind(authors, count)
      .run();
    await env.DB.prepare(
      `INSERT INTO story_images (id, owner_id, story_id, public_key, public_type, public_bytes, width, height, thumbhash, created_at)
       ${numbers} SELECT 'photo-' || n, ${author}, ${id}, 'key-' || n, 'image/jpeg', 1, 1, 1, '', n FROM numbers`,
    )
      .bind(authors, count)
      .run();
    await env.DB.prepare("DELETE FROM stories WHERE created_at % 7 = 0").run();
  });

  async function costOfPage(viewer: UserId | null, before: string | null): Promise<number> {
    const { rowsRead } = await costOfReads(env.DB, async (database) => {
      const db = connectDatabase(database);
      const store = { db, primaryDb: db, storyDatabases: storyDatabasesOf({}, database) };
      const { rows: page } = await listPublished(store, viewer, { before, limit: 21 });
      expect(page).toHaveLength(21);
      expect(page.every(({ photos, story }) => photos.length === 1 && story.status === "published")).toBe(true);
      if (viewer !== null) expect(page.some(({ story }) => story.authorId === hidden)).toBe(false);
    });
    return rowsRead;
  }

  async function middle(): Promise<string> {
    const row = await env.DB.prepare("SELECT id FROM stories WHERE created_at > ? LIMIT 1")
      .bind(Math.floor(count * 0.7))
      .first<{ id: string }>();
    return row!.id;
  }

  // By index the story, its author and its photo are two rows each, but for the key of the story. The page is selected
  // twice, so that its photos come in the same trip: its place in the index and its author are read again.
  const rowsOfStory = 7;

  test("reads its own rows alone for a visitor, at any place of the list", async () => {
    for (const before of [null, await middle()]) {
      expect(await costOfPage(null, before)).toBeLessThanOrEqual(21 * rowsOfStory);
    }
  });

  /** Of each five stories one is left out, each time: its place in the index, its row and the block. */
  const leftOut = Math.ceil(21 / 4);

  test.each(["blocker", "blocked"])("reads besides its own rows those that it leaves out for a %s", async (side) => {
    const viewer = await makePerson();
    await env.DB.prepare("INSERT INTO blocks (blocker_id, blocked_id, created_at) VALUES (?, ?, 0)")
      .bind(...(side === "blocker" ? [viewer, hidden] : [hidden, viewer]))
      .run();
    for (const before of [null, await middle()]) {
      expect(await costOfPage(viewer, before)).toBeLessThanOrEqual(21 * rowsOfStory + leftOut * 3 * 2);
    }
  });
});
