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

  #keepMark(from: WebSocket, read: number): void {
    const query = "INSERT OR REPLACE INTO marks VALUES (?, ?)";
    this.ctx.storage.sql.exec(query, this.ctx.getWebSockets().indexOf(from) === 0 ? "first" : "second", read);
    this.deliver(from, JSON.stringify({ type: "read_receipt", id: read }));
  }
}

type PlainFrame = { type: "chat_message"; content: string; client_id: string } | { type: "read_receipt"; id: number };

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
