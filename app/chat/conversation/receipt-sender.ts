import { messageId, type ClientFrame } from "~/contract/chat";
import type { ConnectionId } from "~/contract/ids";

/** Arrivals within this time are confirmed together: a thousand missed messages are one confirmation. */
const confirmDelayMs = 60;

interface ReceiptParts {
  room: ConnectionId;
  send: (frame: ClientFrame) => void;
  /** Returns the newest seq of the other member's messages; 0 when there is none. */
  newestSeq: () => number;
}

/** Sends delivery and read receipts of the viewer. Both are watermarks, so a repeated one does no harm. */
export class ReceiptSender {
  #confirmTimer: ReturnType<typeof setTimeout> | undefined;
  #readSeq = 0;

  constructor(readonly parts: ReceiptParts) {}

  /** The highest seq that was read on this page. */
  get readSeq(): number {
    return this.#readSeq;
  }

  /** Called when a message arrived: confirms the newest one soon. */
  confirmSoon(): void {
    clearTimeout(this.#confirmTimer);
    this.#confirmTimer = setTimeout(() => {
      const { room, send, newestSeq } = this.parts;
      const seq = newestSeq();
      // What was read has arrived: one receipt says both.
      if (seq > this.#readSeq) send({ type: "delivery_confirmation", id: messageId(room, seq) });
    }, confirmDelayMs);
  }

  /** Called when everything up to a seq has been read. */
  read(seq: number): void {
    this.#readSeq = seq;
    this.#sendRead();
  }

  /** Called on a new socket: repeats what the one before may have lost. */
  resend(): void {
    this.confirmSoon();
    this.#sendRead();
  }

  close(): void {
    clearTimeout(this.#confirmTimer);
  }

  #sendRead(): void {
    const { room, send } = this.parts;
    if (this.#readSeq > 0) send({ type: "read_receipt", id: messageId(room, this.#readSeq) });
  }
}
