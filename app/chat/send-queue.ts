import { maxFrameBytes, type ClientFrame, type MessageId, type ServerFrame } from "~/contract/chat";
import { chatText } from "~/text/chat";
import type { Unsent } from "./outbox";

/** What the queue does its work with. */
export interface QueueParts {
  /** Puts a frame on the line; false when there is none. */
  send: (frame: ClientFrame) => boolean;
  /** Where the messages are kept until the room has them. */
  store: {
    remove: (clientId: string) => Promise<void>;
    refuse: (clientId: string, refusal: string | null) => Promise<void>;
  };
  onChange: (view: QueueView) => void;
  onSent: (unsent: Unsent, id: MessageId) => void;
}

export interface QueueView {
  /** What is not acknowledged, in the order of typing. */
  readonly unsent: readonly Unsent[];
  /** Whether the room asked to wait before the next message. */
  readonly isSlowed: boolean;
}

/**
 * The messages of one room that wait, sent one at a time, the next when the room has the last: so their order holds
 * whatever the network does. A line that breaks leaves all of them waiting; a resend has the same `client_id`.
 */
export class SendQueue {
  #view: QueueView = { unsent: [], isSlowed: false };
  /** The message that is on its way and not acknowledged yet. */
  #inFlight: string | null = null;
  #slowed: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly parts: QueueParts) {}

  /** Takes messages up, each once, and sends what can be sent. */
  add(more: readonly Unsent[]): void {
    const byId = new Map([...this.#view.unsent, ...more].map((unsent) => [unsent.clientId, unsent]));
    this.#change({ unsent: [...byId.values()].sort((a, b) => (a.clientId < b.clientId ? -1 : 1)) });
    this.#sendNext();
  }

  /** Sends a refused message again. */
  retry(clientId: string): void {
    this.#setRefusal(clientId, null);
    this.#sendNext();
  }

  /** Forgets a message that was not sent. */
  discard(clientId: string): void {
    this.#change({ unsent: this.#without(clientId) });
    this.#keep(this.parts.store.remove(clientId));
  }

  /** The line broke, or a new one is open: nothing is on its way any more. */
  startOver(): void {
    this.#inFlight = null;
    this.#sendNext();
  }

  /** Ends its waiting. What was not sent stays in the store. */
  close(): void {
    clearTimeout(this.#slowed);
  }

  /** What a frame of the room says of the messages; false when it says nothing of them. */
  hear(frame: ServerFrame): boolean {
    if (frame.type === "delivery_confirmation" && frame.status === "sent" && frame.client_id !== undefined) {
      this.#acknowledged(frame.client_id, frame.id);
      return true;
    }
    if (frame.type !== "error") return false;
    if (frame.code === "rate_limited") {
      this.#waitThenSend(frame.retry_after ?? 1);
      return true;
    }
    if (frame.code !== "bad_content" && frame.code !== "bad_frame") return false;
    this.#refused(frame.client_id ?? this.#inFlight, chatText.notTaken);
    return true;
  }

  #acknowledged(clientId: string, id: MessageId): void {
    if (this.#inFlight === clientId) this.#inFlight = null;
    const unsent = this.#view.unsent.find((one) => one.clientId === clientId);
    if (unsent) {
      this.parts.onSent(unsent, id);
      this.#change({ unsent: this.#without(clientId) });
    }
    this.#keep(this.parts.store.remove(clientId));
    this.#sendNext();
  }

  #waitThenSend(seconds: number): void {
    this.#inFlight = null;
    this.#change({ isSlowed: true });
    clearTimeout(this.#slowed);
    this.#slowed = setTimeout(() => {
      this.#change({ isSlowed: false });
      this.#sendNext();
    }, seconds * 1_000);
  }

  #refused(clientId: string | null, why: string): void {
    if (clientId === null) return;
    if (this.#inFlight === clientId) this.#inFlight = null;
    this.#setRefusal(clientId, why);
    this.#sendNext();
  }

  #setRefusal(clientId: string, refusal: string | null): void {
    const { unsent } = this.#view;
    this.#change({ unsent: unsent.map((one) => (one.clientId === clientId ? { ...one, refusal } : one)) });
    this.#keep(this.parts.store.refuse(clientId, refusal));
  }

  #sendNext(): void {
    if (this.#inFlight !== null || this.#view.isSlowed) return;
    const next = this.#view.unsent.find(({ refusal }) => refusal === null);
    if (!next) return;
    const frame: ClientFrame = { type: "chat_message", content: next.content, client_id: next.clientId };
    // The room would close the line on it, again and again.
    if (bytesOf(frame) > maxFrameBytes) return this.#refused(next.clientId, chatText.tooBig);
    if (this.parts.send(frame)) this.#inFlight = next.clientId;
  }

  #without(clientId: string): Unsent[] {
    return this.#view.unsent.filter((unsent) => unsent.clientId !== clientId);
  }

  #change(part: Partial<QueueView>): void {
    this.#view = { ...this.#view, ...part };
    this.parts.onChange(this.#view);
  }

  /** A store that fails costs a resend at most, which the room recognises: nothing is lost by going on. */
  #keep(kept: Promise<void>): void {
    kept.catch(() => undefined);
  }
}

function bytesOf(frame: ClientFrame): number {
  return new TextEncoder().encode(JSON.stringify(frame)).length;
}
