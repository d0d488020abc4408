import type { ClientFrame } from "~/contract/chat";

/** "Is typing" is sent again after this time: below the room's `typingTtlMs`. */
const resendAfterMs = 3_000;

/** Sends typing indicators: called with every key, seldom on the wire. */
export class TypingSignal {
  /** When "is typing" was last sent, in milliseconds since 1970; null when not typing. */
  #sentAt: number | null = null;

  constructor(
    readonly send: (frame: ClientFrame) => void,
    readonly now: () => number,
  ) {}

  set(isTyping: boolean): void {
    const now = this.now();
    const isDue = isTyping ? this.#sentAt === null || now - this.#sentAt > resendAfterMs : this.#sentAt !== null;
    if (!isDue) return;
    this.#sentAt = isTyping ? now : null;
    this.send({ type: "typing_indicator", is_typing: isTyping });
  }

  /** Called when the room no longer shows the viewer as typing: a message was sent, or the socket is a new one. */
  reset(): void {
    this.#sentAt = null;
  }
}
