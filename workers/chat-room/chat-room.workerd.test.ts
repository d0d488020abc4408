import { env, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { uuidv7 } from "uuidv7";
import { beforeEach, describe, expect, test } from "vitest";
import { closeCodes, maxSocketsPerMember, messageId, ServerFrame, type ClientFrame } from "../../app/contract/chat";
import type { ConnectionId, SessionId, UserId } from "../../app/contract/ids";
import { readMessagesBefore, readUnreadCounts } from "../../db/queries/messages";
import type { ChatRoom } from "./chat-room";

interface World {
  connection: ConnectionId;
  ana: UserId;
  ben: UserId;
  stub: DurableObjectStub<ChatRoom>;
}

let world: World;

beforeEach(async () => {
  const connection = uuidv7() as ConnectionId;
  const [ana, ben] = [uuidv7() as UserId, uuidv7() as UserId];
  for (const id of [ana, ben]) {
    await env.DB.prepare(
      "INSERT INTO users (id, email, display_name, password_hash, created_at) VALUES (?, ?, 'A Name', 'none', 0)",
    )
      .bind(id, `${id}@example.org`)
      .run();
  }
  await env.DB.prepare(
    "INSERT INTO connections (id, asker_id, author_id, status, created_at, updated_at) VALUES (?, ?, ?, 'accepted', 0, 0)",
  )
    .bind(connection, ana, ben)
    .run();
  world = { connection, ana, ben, stub: env.CHAT_ROOM.getByName(connection) };
});

/** A client: its frames as they came, and the code it was closed with. */
class Client {
  readonly frames: ServerFrame[] = [];
  closed: number | null = null;

  constructor(readonly socket: WebSocket) {
    socket.addEventListener("message", ({ data }) => this.frames.push(ServerFrame.parse(JSON.parse(String(data)))));
    socket.addEventListener("close", ({ code }) => {
      this.closed = code;
    });
    socket.accept();
  }

  say(content: string, client_id = uuidv7()): void {
    this.send({ type: "chat_message", content, client_id });
  }

  send(frame: ClientFrame): void {
    this.socket.send(JSON.stringify(frame));
  }

  messages() {
    return this.frames.filter((frame) => frame.type === "chat_message");
  }

  acknowledged() {
    return this.frames.filter((frame) => frame.type === "delivery_confirmation" && frame.status === "sent");
  }
}

interface Entry {
  after?: number;
  expires?: number;
  session?: SessionId;
}

async function enter(user: UserId, { after, expires = Date.now() + 60_000, session }: Entry = {}): Promise<Client> {
  const other = user === world.ana ? world.ben : world.ana;
  const url = new URL("https://room.internal/");
  const entry = { connection: world.connection, user, other, session: session ?? uuidv7(), expires, after };
  for (const [name, value] of Object.entries(entry)) if (value !== undefined) url.searchParams.set(name, String(value));
  const answer = await world.stub.fetch(url, { headers: { Upgrade: "websocket" } });
  expect(answer.status).toBe(101);
  return new Client(answer.webSocket!);
}

/** Waits until something holds: sockets deliver in their own time. */
async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 4_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error("It did not come to be within 4 s.");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function drain(): Promise<void> {
  while (await runDurableObjectAlarm(world.stub)) {
    const isDone = await runInDurableObject(world.stub, async (_room, { storage }) => {
      const copied = Number(
        storage.sql.exec("SELECT value FROM facts WHERE name = 'copied_up_to'").toArray()[0]?.value ?? 0,
      );
      return copied === Number(storage.sql.exec("SELECT max(seq) AS n FROM messages").one().n ?? 0);
    });
    if (isDone) return;
  }
}

describe("a room", () => {
  test("delivers a message to the other and to the sender's other device, and acknowledges it", async () => {
    const [phone, laptop, ben] = [await enter(world.ana), await enter(world.ana), await enter(world.ben)];
    phone.say("hello", "c1");
    await until(
      () => ben.messages().length === 1 && laptop.messages().length === 1 && phone.acknowledged().length === 1,
    );
    expect(phone.acknowledged()).toEqual([
      { type: "delivery_confirmation", id: messageId(world.connection, 1), client_id: "c1", status: "sent" },
    ]);
    expect(ben.messages()[0]).toMatchObject({ content: "hello", seq: 1, sender_id: world.ana });
  });

  test("keeps its log through an eviction, and sends what was missed in order", async () => {
    const [ana, ben] = [await enter(world.ana), await enter(world.ben)];
    ana.say("one");
    await until(() => ben.messages().length === 1);
    ben.socket.close();
    ana.say("two");
    ana.say("three");
    await until(() => ana.acknowledged().length === 3);
    const again = await enter(world.ben, { after: 1 });
    await until(() => again.messages().length === 2);
    expect(again.messages().map((frame) => frame.type === "chat_message" && frame.content)).toEqual(["two", "three"]);
  });

  test("copies its log and marks to D1, where unread is one row", async () => {
    const [ana, ben] = [await enter(world.ana), await enter(world.ben)];
    for (const text of ["one", "two", "three"]) ana.say(text);
    await until(() => ben.messages().length === 3);
    ben.send({ type: "read_receipt", id: messageId(world.connection, 1) });
    await until(() => ana.frames.some((frame) => frame.type === "read_receipt"));
    await drain();
    const rows = await readMessagesBefore(env.DB, world.connection, { before: 1_000, limit: 50 });
    expect(rows.map(({ seq, content }) => [seq, content])).toEqual([
      [3, "three"],
      [2, "two"],
      [1, "one"],
    ]);
    expect(await readUnreadCounts(env.DB, world.ben)).toEqual(new Map([[world.connection, 2]]));
    expect(await readUnreadCounts(env.DB, world.ana)).toEqual(new Map([[world.connection, 0]]));
  });

  test("goes on while D1 is down, and catches up when it is back", async () => {
    const [ana, ben] = [await enter(world.ana), await enter(world.ben)];
    await env.DB.prepare("ALTER TABLE messages RENAME TO messages_away").run();
    ana.say("still here");
    await until(() => ben.messages().length === 1 && ana.acknowledged().length === 1);
    await runDurableObjectAlarm(world.stub);
    const fresh = await world.stub.freshHistory({ before: 1_000, limit: 50 });
    expect(fresh.messages.map(({ content }) => content)).toEqual(["still here"]);
    await env.DB.prepare("ALTER TABLE messages_away RENAME TO messages").run();
    await drain();
    expect(await readMessagesBefore(env.DB, world.connection, { before: 1_000, limit: 50 })).toHaveLength(1);
    expect((await world.stub.freshHistory({ before: 1_000, limit: 50 })).messages).toEqual([]);
  });

  test("marks as delivered only what the other sent, and tells the sender at once", async () => {
    const ana = await enter(world.ana);
    ana.say("to ben", "c1");
    await until(() => ana.acknowledged().length === 1);
    const id = messageId(world.connection, 1);
    expect(await world.stub.markDelivered(world.ana, [id])).toBe(0);
    expect(await world.stub.markDelivered(world.ben, [id, messageId(world.connection, 7)])).toBe(1);
    await until(() =>
      ana.frames.some((frame) => frame.type === "delivery_confirmation" && frame.status === "delivered"),
    );
  });
});

describe("a socket", () => {
  test("is closed with 4403 when its member is blocked, within a second", async () => {
    const [ana, ben] = [await enter(world.ana), await enter(world.ben)];
    await world.stub.closeFor(world.ana);
    await until(() => ana.closed === closeCodes.notAMember);
    expect(ben.closed).toBeNull();
  });

  test("is closed with 4401 when its session is signed out, and others stay", async () => {
    const session = uuidv7() as SessionId;
    const [here, there] = [await enter(world.ana, { session }), await enter(world.ana)];
    await world.stub.endSession(session);
    await until(() => here.closed === closeCodes.tokenExpired);
    expect(there.closed).toBeNull();
  });

  test("is closed with 4401 once its token has expired, also when it is silent", async () => {
    const ana = await enter(world.ana, { expires: Date.now() + 100 });
    await until(() => ana.closed === closeCodes.tokenExpired);
  });

  test("is closed with 1009 for a frame of more than 16 kB", async () => {
    const ana = await enter(world.ana);
    ana.socket.send("x".repeat(20_000));
    await until(() => ana.closed === closeCodes.frameTooBig);
  });

  test("is refused with 4429 when its person has ten open", async () => {
    for (let n = 0; n < maxSocketsPerMember; n++) await enter(world.ana);
    const eleventh = await enter(world.ana);
    await until(() => eleventh.closed === closeCodes.tooManySockets);
  });

  test("of somebody who is no member is closed with 4403", async () => {
    await enter(world.ana);
    const stranger = await enter(uuidv7() as UserId);
    await until(() => stranger.closed === closeCodes.notAMember);
  });
});

test("an erased room has forgotten everything", async () => {
  const ana = await enter(world.ana);
  ana.say("gone");
  await until(() => ana.acknowledged().length === 1);
  await world.stub.erase();
  await until(() => ana.closed === closeCodes.notAMember);
  const again = await enter(world.ana, { after: 0 });
  again.say("new");
  await until(() => again.acknowledged().length === 1);
  expect(again.acknowledged()[0]).toMatchObject({ id: messageId(world.connection, 1) });
});

test("a request that is no upgrade gets 426 with a sentence", async () => {
  const answer = await world.stub.fetch("https://room.internal/");
  expect(answer.status).toBe(426);
  expect(await answer.json()).toMatchObject({ code: "upgrade_required" });
});
