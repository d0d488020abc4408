import { closeCodes, pingFrame, pingIntervalMs, ServerFrame, type ClientFrame } from "~/contract/chat";
import type { ConnectionId } from "~/contract/ids";
import { retryDelayMs } from "./backoff";
import { parseJson } from "./parse-json";
import { answerTimeoutMs, browserEnvironment, type SocketEnvironment } from "./socket-environment";

/**
 * `waiting`: for the next try. `crowded`: the user has too many sockets in this room. `refused` (blocked, or no longer a
 * member) and `signed_out` are final.
 */
export type SocketState = "connecting" | "open" | "waiting" | "offline" | "crowded" | "refused" | "signed_out";

export interface RoomSocketEvents {
  onFrame: (frame: ServerFrame) => void;
  onState: (state: SocketState) => void;
  /** Returns the seq to resume after; null when missed messages are not wanted. */
  resumeAfter: () => number | null;
  /** Returns the number of the event to resume after; null when missed events are not wanted. */
  resumeEventsAfter: () => number | null;
  /** Returns the number of the change to resume after; null when missed changes are not wanted. */
  resumeChangesAfter: () => number | null;
}

/** Failures that a crowded room counts for: the next try is up to half a minute away. */
const crowdedFailures = 6;

/** `WebSocket.OPEN`, which a test's socket has too. */
const openState = 1;

/**
 * A socket to a room that reconnects: resumes after the last message, pings, and backs off with full jitter while the
 * network, the server or the token is gone. What the frames mean is not its subject.
 */
export class RoomSocket {
  #socket: WebSocket | null = null;
  #state: SocketState = "connecting";
  #failures = 0;
  /** Whether the room has sent anything over this socket: one that opens and closes at once is a failure too. */
  #isProven = false;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #pingTimer: ReturnType<typeof setInterval> | undefined;
  #answerTimer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;
  readonly #unwatch: () => void;

  constructor(
    readonly room: ConnectionId,
    readonly events: RoomSocketEvents,
    readonly environment: SocketEnvironment = browserEnvironment,
  ) {
    this.#unwatch = environment.watch({
      onOnline: () => this.#reconnectNow(),
      onOffline: () => this.#goOffline(),
      onVisibilityChange: () => this.#checkWhenVisible(),
    });
    void this.#connect();
  }

  /** Sends a frame. Returns false when no socket is open: the outbox keeps what must arrive. */
  send(frame: ClientFrame): boolean {
    if (this.#socket?.readyState !== openState) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** Closes it for good. */
  close(): void {
    this.#isClosed = true;
    this.#unwatch();
    this.#drop();
  }

  async #connect(): Promise<void> {
    clearTimeout(this.#retryTimer);
    if (this.#isClosed || this.#socket) return;
    if (this.#state === "offline" && this.environment.isOnline()) this.#enter("connecting");
    const result = await this.environment.fetchToken();
    // oxlint-disable-next-line typescript/no-unnecessary-condition -- both may have changed during the wait
    if (this.#isClosed || this.#socket) return;
    if (result.kind === "signed_out") return this.#end("signed_out");
    if (result.kind === "failed") return this.#retryLater();
    const query = {
      token: result.token,
      after: this.events.resumeAfter(),
      eventsAfter: this.events.resumeEventsAfter(),
      changesAfter: this.events.resumeChangesAfter(),
    };
    this.#listen(this.environment.openWebSocket(this.room, query));
  }

  #listen(socket: WebSocket): void {
    this.#socket = socket;
    this.#isProven = false;
    this.#expectAnswer();
    socket.addEventListener("open", () => {
      if (this.#socket === socket) this.#pingTimer = setInterval(() => this.#ping(socket), pingIntervalMs);
    });
    socket.addEventListener("message", ({ data }) => {
      if (this.#socket === socket) this.#receive(String(data));
    });
    socket.addEventListener("close", ({ code }) => {
      if (this.#socket === socket) void this.#handleClosed(code);
    });
  }

  #receive(data: string): void {
    clearTimeout(this.#answerTimer);
    if (!this.#isProven) {
      this.#isProven = true;
      this.#failures = 0;
      this.#enter("open");
    }
    const frame = ServerFrame.safeParse(parseJson(data));
    if (frame.success && frame.data.type !== "pong") this.events.onFrame(frame.data);
  }

  async #handleClosed(code: number): Promise<void> {
    const wasProven = this.#isProven;
    this.#drop();
    if (code === closeCodes.notAMember) return this.#end("refused");
    // A token that expired on a good socket is renewed unseen: nothing is wrong.
    if (code === closeCodes.tokenExpired && wasProven) return this.#connect();
    if (code === closeCodes.tooManySockets) return this.#retryLater("crowded");
    // A browser does not say why an upgrade was refused: the history does.
    if (!wasProven && (await this.environment.isShutOut(this.room))) return this.#end("refused");
    this.#retryLater();
  }

  #ping(socket: WebSocket): void {
    if (socket.readyState !== openState) return;
    socket.send(pingFrame);
    this.#expectAnswer();
  }

  /** A socket without an answer is dropped at once: its own close event would take as long as the network does. */
  #expectAnswer(): void {
    clearTimeout(this.#answerTimer);
    this.#answerTimer = setTimeout(() => {
      this.#drop();
      this.#retryLater();
    }, answerTimeoutMs);
  }

  #retryLater(why: "waiting" | "crowded" = "waiting"): void {
    if (this.#isClosed) return;
    this.#enter(this.environment.isOnline() ? why : "offline");
    if (why === "crowded") this.#failures = crowdedFailures;
    clearTimeout(this.#retryTimer);
    const delayMs = retryDelayMs(this.#failures++, this.environment.random());
    this.#retryTimer = setTimeout(() => void this.#connect(), delayMs);
  }

  #enter(state: SocketState): void {
    this.#state = state;
    this.events.onState(state);
  }

  #end(state: "refused" | "signed_out"): void {
    if (this.#isClosed) return;
    this.#enter(state);
    this.close();
  }

  #drop(): void {
    clearTimeout(this.#retryTimer);
    clearInterval(this.#pingTimer);
    clearTimeout(this.#answerTimer);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #reconnectNow(): void {
    this.#failures = 0;
    void this.#connect();
  }

  #goOffline(): void {
    this.#drop();
    this.#enter("offline");
  }

  #checkWhenVisible(): void {
    if (!this.environment.isVisible()) return;
    if (this.#socket) this.#ping(this.#socket);
    else this.#reconnectNow();
  }
}
