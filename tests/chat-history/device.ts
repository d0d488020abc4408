/** A device that behaves like the browser's client, over a socket that loses frames. */
import { messageId, ServerFrame, type ClientFrame, type RoomEvent } from "../../app/contract/chat";
import type { ConnectionId, UserId } from "../../app/contract/ids";

type FrameOf<Type extends ServerFrame["type"]> = Extract<ServerFrame, { type: Type }>;

/** Opens a socket to the room; resolves with null when it was refused or lost on the way. */
export type Open = (user: UserId, after: number, eventsAfter: number) => Promise<WebSocket | null>;

export class Device {
  /** Sent and not acknowledged, in order: the outbox. */
  readonly unacknowledged = new Map<string, string>();
  /** Ids of acknowledged messages by client id. */
  readonly acknowledged = new Map<string, string>();
  /** Every message received, in the order of arrival. */
  readonly received: FrameOf<"chat_message">[] = [];
  /** Every event received, in the order of arrival. */
  readonly events: RoomEvent[] = [];
  readonly errors: FrameOf<"error">[] = [];
  #socket: WebSocket | null = null;
  #made = 0;

  constructor(
    readonly name: string,
    readonly user: UserId,
    readonly connection: ConnectionId,
    readonly open: Open,
  ) {}

  /** Returns the seq up to which this device has everything. */
  lastSeq(): number {
    return this.received.at(-1)?.seq ?? 0;
  }

  /** Reconnects, resumes after its last seq, and resends what was not acknowledged. */
  async connect(): Promise<void> {
    this.drop();
    const socket = await this.open(this.user, this.lastSeq(), this.events.at(-1)?.event_seq ?? 0);
    if (!socket) return;
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      // A frame over a socket that was dropped counts as lost.
      if (this.#socket === socket) this.#receive(ServerFrame.parse(JSON.parse(String(data))));
    });
    socket.addEventListener("close", () => {
      if (this.#socket === socket) this.#socket = null;
    });
    socket.accept();
    for (const [clientId, content] of this.unacknowledged) this.#send(clientId, content);
  }

  /** Sends a new message; without a socket it waits in the outbox. */
  say(): void {
    const clientId = `${this.name}-${(this.#made += 1)}`;
    const content = `${clientId} says`;
    this.unacknowledged.set(clientId, content);
    this.#send(clientId, content);
  }

  /** Resends a message, acknowledged or not: a duplicated frame. */
  repeat(which: number): void {
    const known = [...this.acknowledged.keys(), ...this.unacknowledged.keys()];
    const clientId = known[which % Math.max(1, known.length)];
    if (clientId !== undefined) this.#send(clientId, `${clientId} says`);
  }

  /** Sends a receipt for a message by seq, whoever sent it. */
  receipt(type: "delivery_confirmation" | "read_receipt", seq: number): void {
    this.#sendFrame({ type, id: messageId(this.connection, seq) });
  }

  /** Loses its socket, and every frame on the way to it. */
  drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    try {
      socket?.close(1000, "dropped");
    } catch {
      // It was already lost.
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

  #receive(frame: ServerFrame): void {
    if (frame.type === "error") this.errors.push(frame);
    if (frame.type === "chat_message") this.received.push(frame);
    if ("event_seq" in frame) this.events.push(frame);
    if (frame.type !== "delivery_confirmation" || frame.client_id === undefined) return;
    if (!this.unacknowledged.delete(frame.client_id)) return;
    this.acknowledged.set(frame.client_id, frame.id);
  }
}
