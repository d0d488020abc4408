/** A device that behaves like the browser's client, over a socket that loses frames. */
import {
  messageId,
  seqIn,
  ServerFrame,
  type ClientFrame,
  type DisappearAfter,
  type RoomEvent,
} from "../../app/contract/chat";
import type { ConnectionId, PhotoId, UserId } from "../../app/contract/ids";

type FrameOf<Type extends ServerFrame["type"]> = Extract<ServerFrame, { type: Type }>;

type Change = Extract<ClientFrame, { type: "edit" | "delete" | "reaction" }>;

/** A message as a device shows it: its words, and whether they are gone. */
interface Shown {
  content: string;
  isGone: boolean;
  change: number;
}

/** Opens a socket to the room; resolves with null when it was refused or lost on the way. */
export type Open = (
  user: UserId,
  resume: { after: number; events_after: number; changes_after: number },
) => Promise<WebSocket | null>;

export class Device {
  /** Sent and not acknowledged, in order: the outbox. */
  readonly unacknowledged = new Map<string, string>();
  /** Ids of acknowledged messages by client id. */
  readonly acknowledged = new Map<string, string>();
  /** Every message received, in the order of arrival. */
  readonly received: FrameOf<"chat_message">[] = [];
  /** Every event received, in the order of arrival. */
  readonly events: RoomEvent[] = [];
  /** Changes that were neither made nor refused yet. */
  readonly unsettled = new Map<string, Change>();
  /** The messages that it shows, by seq. */
  readonly shown = new Map<number, Shown>();
  readonly errors: FrameOf<"error">[] = [];
  #socket: WebSocket | null = null;
  #made = 0;
  /** The messages that its own answer, by client id. */
  readonly #replies = new Map<string, string>();
  /** The photos of its messages, by client id. */
  readonly #photos = new Map<string, PhotoId[]>();

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
    const changes_after = Math.max(0, ...[...this.shown.values()].map(({ change }) => change));
    const events_after = this.events.at(-1)?.event_seq ?? 0;
    const socket = await this.open(this.user, { after: this.lastSeq(), events_after, changes_after });
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
    for (const change of this.unsettled.values()) this.#sendFrame(change);
  }

  /** Edits or deletes a message by seq, whoever sent it, or reacts to it; without a socket it waits. */
  change(what: "edit" | "delete" | "remove" | "react", seq: number): void {
    const client_id = `${this.name}-change-${(this.#made += 1)}`;
    const id = messageId(this.connection, seq);
    const change: Change =
      what === "edit"
        ? { type: "edit", id, content: `edited by ${client_id}`, client_id }
        : what === "react"
          ? { type: "reaction", id, emoji: this.#made % 3 ? "👍" : null, client_id }
          : { type: "delete", id, for: what === "remove" ? "me" : "both", client_id };
    this.unsettled.set(client_id, change);
    this.#sendFrame(change);
  }

  /** Sends a new message; without a socket it waits in the outbox. */
  say(photos?: PhotoId[]): void {
    const clientId = `${this.name}-${(this.#made += 1)}`;
    if (photos) this.#photos.set(clientId, photos);
    const content = `${clientId} says`;
    this.unacknowledged.set(clientId, content);
    const answers = this.#made % 5 === 0 ? [...this.shown.keys()].at(-1) : undefined;
    if (answers !== undefined) this.#replies.set(clientId, messageId(this.connection, answers));
    this.#send(clientId, content);
  }

  /** Sets after how long messages disappear, twice: a duplicated frame. */
  setDisappearing(after: DisappearAfter): void {
    const client_id = `${this.name}-setting-${(this.#made += 1)}`;
    for (let n = 0; n < 2; n++) this.#sendFrame({ type: "disappearing", after, client_id });
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
    const reply_to = this.#replies.get(clientId);
    const photos = this.#photos.get(clientId);
    const parts = { ...(reply_to && { reply_to }), ...(photos && { photos }) };
    this.#sendFrame({ type: "chat_message", content, client_id: clientId, ...parts });
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
    if ("client_id" in frame && frame.client_id !== undefined) this.unsettled.delete(frame.client_id);
    if (frame.type === "chat_message") this.received.push(frame);
    if ("content" in frame) this.#show(frame);
    if ("event_seq" in frame) this.events.push(frame);
    if (frame.type !== "delivery_confirmation" || frame.client_id === undefined) return;
    if (!this.unacknowledged.delete(frame.client_id)) return;
    this.acknowledged.set(frame.client_id, frame.id);
  }

  /** Of two states of a message the one with the later change counts. */
  #show(frame: Extract<ServerFrame, { content: string }>): void {
    const seq = seqIn(this.connection, frame.id) ?? 0;
    const change = frame.change_seq ?? 0;
    if ((this.shown.get(seq)?.change ?? 0) > change) return;
    const isGone = frame.deleted_at !== undefined || "removed" in frame;
    this.shown.set(seq, { content: frame.content, isGone, change });
  }
}
