import { pingFrame, pingIntervalMs } from "~/contract/chat";

/** The server must answer a ping, or a request to connect, within this time: otherwise the network is gone silently. */
export const answerTimeoutMs = 10_000;

/** `WebSocket.OPEN`, which a test's socket has too. */
const openState = 1;

export interface LiveSocketEvents {
  /** Called before its first words are handed on: the server, not just the network, is there. */
  onProven: () => void;
  onWords: (words: string) => void;
  /** Called once, when it is gone otherwise than by `drop`. `code`: the server's; null when it fell silent. */
  onGone: (code: number | null) => void;
}

/**
 * A WebSocket that is watched: it is pinged while it is open, and one without an answer is dropped at once, as its own close
 * event would take as long as the network does.
 */
export class LiveSocket {
  readonly #socket: WebSocket;
  readonly #events: LiveSocketEvents;
  #isProven = false;
  #isDropped = false;
  #pingTimer: ReturnType<typeof setInterval> | undefined;
  #answerTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(socket: WebSocket, events: LiveSocketEvents) {
    this.#socket = socket;
    this.#events = events;
    this.#expectAnswer();
    socket.addEventListener("open", () => {
      if (!this.#isDropped) this.#pingTimer = setInterval(() => this.ping(), pingIntervalMs);
    });
    socket.addEventListener("message", ({ data }) => {
      if (!this.#isDropped) this.#receive(String(data));
    });
    socket.addEventListener("close", ({ code }) => this.#end(code));
  }

  /** Whether the server has sent anything: one that opens and closes at once is a failure too. */
  get isProven(): boolean {
    return this.#isProven;
  }

  /** Returns false when it is not open: nothing was sent. */
  send(words: string): boolean {
    if (this.#socket.readyState !== openState) return false;
    this.#socket.send(words);
    return true;
  }

  /** Asks the server whether it is there, if the socket is open. */
  ping(): void {
    if (this.send(pingFrame)) this.#expectAnswer();
  }

  /** Closes it; nothing more comes from it. */
  drop(): void {
    this.#isDropped = true;
    clearInterval(this.#pingTimer);
    clearTimeout(this.#answerTimer);
    this.#socket.close();
  }

  #receive(words: string): void {
    clearTimeout(this.#answerTimer);
    if (!this.#isProven) {
      this.#isProven = true;
      this.#events.onProven();
    }
    this.#events.onWords(words);
  }

  #expectAnswer(): void {
    clearTimeout(this.#answerTimer);
    this.#answerTimer = setTimeout(() => this.#end(null), answerTimeoutMs);
  }

  #end(code: number | null): void {
    if (this.#isDropped) return;
    this.drop();
    this.#events.onGone(code);
  }
}
