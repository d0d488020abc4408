/** For tests in workerd: two connected people, their real room, and clients over real sockets. */
import { env, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { uuidv7 } from "uuidv7";
import { vi } from "vitest";
import { newId } from "../../../tests/world/ids";
import { ServerFrame, type ClientFrame } from "../../../app/contract/chat";
import type { ConnectionId, SessionId, UserId } from "../../../app/contract/ids";
import { waitPatienceMs } from "../../../tests/patience";
import type { ChatRoom } from "../chat-room";
import { maxRetryDelayMs } from "../projection/batch";

type FrameOf<Type extends ServerFrame["type"]> = Extract<ServerFrame, { type: Type }>;

/** A client over a socket: the frames it received, in order, and the code it was closed with. */
export class TestClient {
  readonly frames: ServerFrame[] = [];
  closed: number | null = null;

  constructor(readonly socket: WebSocket) {
    socket.addEventListener("message", ({ data }) => {
      this.frames.push(ServerFrame.parse(JSON.parse(String(data))));
    });
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

  of<Type extends ServerFrame["type"]>(type: Type): FrameOf<Type>[] {
    return this.frames.filter((frame): frame is FrameOf<Type> => frame.type === type);
  }

  messages() {
    return this.of("chat_message");
  }

  acknowledged() {
    return this.of("delivery_confirmation").filter(({ status }) => status === "sent");
  }

  /** Returns what it was told about the other member being online, in order. */
  presence(): boolean[] {
    return this.of("presence").map(({ is_online }) => is_online);
  }
}

interface SocketOptions {
  after?: number;
  events_after?: number;
  changes_after?: number;
  other_blocks?: "yes";
  expires?: number;
  session?: SessionId;
}

/** Two people whose connection is in D1, and their room. */
export class RoomFixture {
  constructor(
    readonly connection: ConnectionId,
    readonly ana: UserId,
    readonly ben: UserId,
  ) {}

  get room(): DurableObjectStub<ChatRoom> {
    return env.CHAT_ROOM.getByName(this.connection);
  }

  /** Opens a socket; the room may close it at once. */
  async openSocket(
    user: UserId,
    { expires = Date.now() + 600_000, session, ...options }: SocketOptions = {},
  ): Promise<TestClient> {
    const other = user === this.ana ? this.ben : this.ana;
    const url = new URL("https://room.internal/");
    const entry = { connection: this.connection, user, other, session: session ?? uuidv7(), expires, ...options };
    for (const [name, value] of Object.entries(entry)) url.searchParams.set(name, String(value));
    const answer = await this.room.fetch(url, { headers: { Upgrade: "websocket" } });
    if (!answer.webSocket) throw new Error(`The room answered ${answer.status} to an upgrade.`);
    return new TestClient(answer.webSocket);
  }

  openBoth(): Promise<[TestClient, TestClient]> {
    return Promise.all([this.openSocket(this.ana), this.openSocket(this.ben)]);
  }

  /** Rings the alarm until D1 has everything, as though the longest retry delay had passed. */
  async project(): Promise<void> {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + maxRetryDelayMs });
    while (await runDurableObjectAlarm(this.room)) if (await this.#isProjected()) break;
    vi.useRealTimers();
  }

  #isProjected(): Promise<boolean> {
    return runInDurableObject(this.room, (_room, { storage }) => {
      const [row] = storage.sql.exec("SELECT value FROM facts WHERE name = 'copied_up_to'").toArray();
      const { n } = storage.sql.exec("SELECT max(seq) AS n FROM messages").one();
      return Number(row?.value ?? 0) >= Number(n ?? 0);
    });
  }
}

/** Inserts two connected people into D1. */
export async function createRoomFixture(): Promise<RoomFixture> {
  const people = new RoomFixture(newId(), newId(), newId());
  for (const id of [people.ana, people.ben]) {
    await env.DB.prepare(
      "INSERT INTO users (id, email, display_name, password_hash, created_at) VALUES (?, ?, 'A Name', 'none', 0)",
    )
      .bind(id, `${id}@example.org`)
      .run();
  }
  await env.DB.prepare(
    "INSERT INTO connections (id, asker_id, author_id, status, created_at, updated_at) VALUES (?, ?, ?, 'accepted', 0, 0)",
  )
    .bind(people.connection, people.ana, people.ben)
    .run();
  return people;
}

/** Resolves once a condition holds: sockets deliver in their own time. Rejects after `waitPatienceMs`. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  // A test may hold the clock that Date reads.
  const deadline = performance.now() + waitPatienceMs;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`The condition did not hold within ${waitPatienceMs} ms.`);
    await pause(5);
  }
}

export function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}
