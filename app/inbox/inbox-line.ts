import { retryDelayMs } from "~/chat/socket/backoff";
import { closeCodes, pingFrame, pingIntervalMs } from "~/contract/chat";
import { InboxFrame } from "~/contract/inbox";

export type LineToken = { kind: "token"; token: string } | { kind: "signed_out" } | { kind: "failed" };

/** The browser and the server as the line uses them: tests pass their own. */
export interface LineEnvironment {
  fetchToken: () => Promise<LineToken>;
  open: (token: string) => WebSocket;
  /** Calls back when the network comes, or the page is shown. Returns the way to stop it. */
  onOccasion: (callback: () => void) => () => void;
  /** Returns a number in 0..1. */
  random: () => number;
}

/**
 * The socket of the inbox: it comes back when the network, the server or its token is gone, and asks for nothing while it is
 * open. Each frame of the inbox is handed on.
 */
export class InboxLine {
  readonly #environment: LineEnvironment;
  readonly #onFrame: (frame: InboxFrame) => void;
  readonly #stopOccasions: () => void;
  #socket: WebSocket | null = null;
  #isConnecting = false;
  #isClosed = false;
  #failures = 0;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #pingTimer: ReturnType<typeof setInterval> | undefined;

  constructor(environment: LineEnvironment, onFrame: (frame: InboxFrame) => void) {
    this.#environment = environment;
    this.#onFrame = onFrame;
    this.#stopOccasions = environment.onOccasion(() => void this.#connect());
    void this.#connect();
  }

  /** Closes it for good. */
  close(): void {
    this.#isClosed = true;
    this.#stopOccasions();
    clearTimeout(this.#retryTimer);
    this.#drop();
  }

  async #connect(): Promise<void> {
    if (this.#isClosed || this.#isConnecting || this.#socket) return;
    clearTimeout(this.#retryTimer);
    this.#isConnecting = true;
    const result = await this.#environment.fetchToken();
    this.#isConnecting = false;
    // oxlint-disable-next-line typescript/no-unnecessary-condition -- it may have been closed during the wait
    if (this.#isClosed) return;
    if (result.kind === "signed_out") return this.close();
    if (result.kind === "failed") return this.#retryLater();
    this.#listen(this.#environment.open(result.token));
  }

  #listen(socket: WebSocket): void {
    this.#socket = socket;
    socket.addEventListener("open", () => {
      this.#pingTimer = setInterval(() => socket.send(pingFrame), pingIntervalMs);
    });
    socket.addEventListener("message", ({ data }) => this.#receive(String(data)));
    socket.addEventListener("close", ({ code }) => {
      if (this.#socket !== socket) return;
      this.#drop();
      // An hour is over, or the session: a fresh token shows which.
      if (code === closeCodes.tokenExpired) void this.#connect();
      else this.#retryLater();
    });
  }

  #receive(data: string): void {
    this.#failures = 0;
    const frame = InboxFrame.safeParse(parseJson(data));
    if (frame.success) this.#onFrame(frame.data);
  }

  #retryLater(): void {
    this.#failures += 1;
    const delayMs = retryDelayMs(this.#failures, this.#environment.random());
    this.#retryTimer = setTimeout(() => void this.#connect(), delayMs);
  }

  #drop(): void {
    clearInterval(this.#pingTimer);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
