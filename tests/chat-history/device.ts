/** A person's device as the browser's client behaves, over a socket that loses frames: what the histories are made of. */
import { messageId, ServerFrame, type ClientFrame } from "../../app/contract/chat";
import type { ConnectionId, UserId } from "../../app/contract/ids";

type FrameOf<Type extends ServerFrame["type"]> = Extract<ServerFrame, { type: Type }>;

/** Opens a socket to the room; null when it was refused or lost on the way. */
export type Open = (user: UserId, after: number) => Promise<WebSocket | null>;

export class Device {
  /** Sent and not acknowledged, in order, as the outbox keeps them. */
  readonly unacknowledged = new Map<string, string>();
  /** What was acknowledged: client id to the message's id. */
  readonly acknowledged = new Map<string, string>();
  /** Every message that came, in the order in which it was taken. */
  readonly taken: FrameOf<"chat_message">[] = [];
  readonly errors: FrameOf<"error">[] = [];
  #socket: WebSocket | null = null;
  #made = 0;

  constructor(
    readonly name: string,
    readonly user: UserId,
    readonly connection: ConnectionId,
    readonly open: Open,
  ) {}

  /** Up to which seq this device has everything. */
  lastSeq(): number {
    return this.taken.at(-1)?.seq ?? 0;
  }

  /** Connects anew after what it has, and sends again what nobody acknowledged. */
  async connect(): Promise<void> {
    this.drop();
    const socket = await this.open(this.user, this.lastSeq());
    if (!socket) return;
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      // What comes over a socket that was given up is a frame lost on the way.
      if (this.#socket === socket) this.#take(ServerFrame.parse(JSON.parse(String(data))));
    });
    socket.addEventListener("close", () => {
      if (this.#socket === socket) this.#socket = null;
    });
    socket.accept();
    for (const [clientId, content] of this.unacknowledged) this.#send(clientId, content);
  }

  /** Says something new; without a socket it waits in the outbox. */
  say(): void {
    const clientId = `${this.name}-${(this.#made += 1)}`;
    const content = `${clientId} says`;
    this.unacknowledged.set(clientId, content);
    this.#send(clientId, content);
  }

  /** Sends something again that was sent before, acknowledged or not: a frame that was doubled. */
  repeat(which: number): void {
    const known = [...this.acknowledged.keys(), ...this.unacknowledged.keys()];
    const clientId = known[which % Math.max(1, known.length)];
    if (clientId !== undefined) this.#send(clientId, `${clientId} says`);
  }

  /** Confirms or reads a message by seq, whosever it is. */
  receipt(type: "delivery_confirmation" | "read_receipt", seq: number): void {
    this.#sendFrame({ type, id: messageId(this.connection, seq) });
  }

  /** Loses its socket, and every frame that is under way to it. */
  drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    try {
      socket?.close(1000, "dropped");
    } catch {
      // It was lost already.
    }
  }

  #send(clientId: string, content: string): void {
    this.#sendFrame({ type: "chat_message", content, client_id: clientId });
  }

  #sendFrame(frame: ClientFrame): void {
    try {
      this.#socket?.send(JSON.stringify(frame));
    } catch {
      this.#socket = null; // the room went away under it
    }
  }

  #take(frame: ServerFrame): void {
    if (frame.type === "error") this.errors.push(frame);
    if (frame.type === "chat_message") this.taken.push(frame);
    if (frame.type !== "delivery_confirmation" || frame.client_id === undefined) return;
    if (!this.unacknowledged.delete(frame.client_id)) return;
    this.acknowledged.set(frame.client_id, frame.id);
  }
}
