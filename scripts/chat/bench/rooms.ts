/** The rooms that the bench sets side by side: from the raw limit to ours. A worker of its own, never deployed. */
import { DurableObject } from "cloudflare:workers";

export { ChatRoom, CopyMonitor, Inbox } from "../../../workers/chat-room";

interface BenchEnv extends Record<string, unknown> {
  DB: D1Database;
}

/** Shared by all of them but ours: sockets that hibernate, and a message for every other socket. */
abstract class PlainRoom extends DurableObject<BenchEnv> {
  override fetch(): Response {
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    return new Response(null, { status: 101, webSocket: client });
  }

  protected deliver(from: WebSocket, text: string): void {
    for (const other of this.ctx.getWebSockets()) if (other !== from) other.send(text);
  }
}

/** (a) Nothing but the sockets. */
export class Echo extends PlainRoom {
  override webSocketMessage(from: WebSocket, text: string): void {
    this.deliver(from, text);
  }
}

/** (b) One insert a message: a frame leaves once it is on disk. */
export class Insert extends PlainRoom {
  constructor(state: DurableObjectState, env: BenchEnv) {
    super(state, env);
    state.storage.sql.exec("CREATE TABLE IF NOT EXISTS messages (seq INTEGER PRIMARY KEY, content TEXT NOT NULL)");
  }

  override webSocketMessage(from: WebSocket, text: string): void {
    this.ctx.storage.sql.exec("INSERT INTO messages (content) VALUES (?)", text);
    this.deliver(from, text);
  }
}

/** (b+) The least that keeps the promise of exactly once: JSON, a unique client id, and an acknowledgement; receipts, too. */
export class InsertOnce extends PlainRoom {
  #kept = 0;

  constructor(state: DurableObjectState, env: BenchEnv) {
    super(state, env);
    state.storage.sql.exec(`
      CREATE TABLE IF NOT EXISTS messages (seq INTEGER PRIMARY KEY, client_id TEXT UNIQUE, content TEXT NOT NULL);
      CREATE TABLE IF NOT EXISTS marks (name TEXT PRIMARY KEY, read INTEGER NOT NULL) WITHOUT ROWID;`);
  }

  override webSocketMessage(from: WebSocket, text: string): void {
    const frame = JSON.parse(text) as PlainFrame; // of the bench's own peers
    if (frame.type === "read_receipt") this.#keepMark(from, frame.id);
    else this.#keepMessage(from, frame);
  }

  #keepMessage(from: WebSocket, { content, client_id: clientId }: Extract<PlainFrame, { content: string }>): void {
    const query = "INSERT INTO messages (client_id, content) VALUES (?, ?) ON CONFLICT DO NOTHING";
    this.ctx.storage.sql.exec(query, clientId, content);
    from.send(JSON.stringify({ type: "delivery_confirmation", client_id: clientId }));
    this.deliver(from, JSON.stringify({ type: "chat_message", id: (this.#kept += 1), content }));
  }

  #keepMark(from: WebSocket, read: number | string): void {
    const query = "INSERT OR REPLACE INTO marks VALUES (?, ?)";
    this.ctx.storage.sql.exec(query, this.ctx.getWebSockets().indexOf(from) === 0 ? "first" : "second", read);
    this.deliver(from, JSON.stringify({ type: "read_receipt", id: read }));
  }
}

type PlainFrame =
  { type: "chat_message"; content: string; client_id: string } | { type: "read_receipt"; id: number | string };

/** (b=) The same with the columns and the frames of the contract: what they cost is no room's to save. */
export class InsertWhole extends DurableObject<BenchEnv> {
  #connection = "";
  #lastSeq = 0;

  constructor(state: DurableObjectState, env: BenchEnv) {
    super(state, env);
    state.storage.sql.exec(`
      CREATE TABLE IF NOT EXISTS messages (
        seq INTEGER PRIMARY KEY, sender_id TEXT NOT NULL, client_id TEXT, content TEXT NOT NULL, created_at INTEGER NOT NULL);
      CREATE UNIQUE INDEX IF NOT EXISTS messages_client_id ON messages (client_id, sender_id) WHERE client_id IS NOT NULL;
      CREATE TABLE IF NOT EXISTS marks (
        user_id TEXT PRIMARY KEY, delivered INTEGER NOT NULL, read INTEGER NOT NULL) WITHOUT ROWID;`);
  }

  override fetch(request: Request): Response {
    const query = new URL(request.url).searchParams;
    this.#connection = query.get("connection") ?? "";
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server, [query.get("user") ?? ""]);
    return new Response(null, { status: 101, webSocket: client });
  }

  override webSocketMessage(from: WebSocket, text: string): void {
    const frame = JSON.parse(text) as PlainFrame; // of the bench's own peers
    const [user = ""] = this.ctx.getTags(from);
    if (frame.type === "read_receipt") this.#keepMark(from, user, frame.id);
    else this.#keepMessage(from, user, frame);
  }

  #keepMessage(
    from: WebSocket,
    user: string,
    { content, client_id: clientId }: Extract<PlainFrame, { content: string }>,
  ): void {
    const [seq, now] = [(this.#lastSeq += 1), Date.now()];
    this.ctx.storage.sql.exec("INSERT INTO messages VALUES (?, ?, ?, ?, ?)", seq, user, clientId, content, now);
    const [id, created_at] = [`${this.#connection}.${seq}`, new Date(now).toISOString()];
    from.send(JSON.stringify({ type: "delivery_confirmation", id, client_id: clientId, status: "sent", created_at }));
    const place = { id, connection_id: this.#connection, sender_id: user };
    this.#deliver(from, { type: "chat_message", ...place, content, created_at, seq });
  }

  #keepMark(from: WebSocket, user: string, id: number | string): void {
    const seq = Number(String(id).split(".").at(-1));
    this.ctx.storage.sql.exec("INSERT OR REPLACE INTO marks VALUES (?, ?, ?)", user, seq, seq);
    this.#deliver(from, { type: "read_receipt", id, user_id: user });
  }

  #deliver(from: WebSocket, frame: object): void {
    const text = JSON.stringify(frame);
    for (const other of this.ctx.getWebSockets()) if (other !== from) other.send(text);
  }
}

/** (c) What most projects do: D1 has it before it is delivered. */
export class AwaitD1 extends PlainRoom {
  override async webSocketMessage(from: WebSocket, text: string): Promise<void> {
    await this.env.DB.prepare("INSERT INTO bench_messages (content) VALUES (?)").bind(text).run();
    this.deliver(from, text);
  }
}

/** `/{class}?connection={room}&…`: the upgrade, as the route hands it to a room. */
export default {
  fetch(request: Request, env: BenchEnv): Promise<Response> {
    const url = new URL(request.url);
    const rooms = env[url.pathname.slice(1)] as DurableObjectNamespace; // named by bench.mjs
    return rooms.getByName(url.searchParams.get("connection") ?? "").fetch(request);
  },
};
