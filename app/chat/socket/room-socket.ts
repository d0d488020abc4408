import { retryDelayMs } from "~/client/backoff";
import { LiveSocket } from "~/client/live-socket";
import { parseJson } from "~/client/parse-json";
import { closeCodes, type ClientFrame, type ServerFrame } from "~/contract/chat";
import type { ConnectionId } from "~/contract/ids";
import { isServerFrame } from "./server-frames";
import { browserEnvironment, type SocketEnvironment } from "./socket-environment";

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

/**
 * A socket to a room that reconnects: resumes after the last message, pings, and backs off with full jitter while the
 * network, the server or the token is gone. What the frames mean is not its subject.
 */
export class RoomSocket {
  #socket: LiveSocket | null = null;
  #state: SocketState = "connecting";
  #failures = 0;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
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
    return this.#socket?.send(JSON.stringify(frame)) ?? false;
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

  #listen(webSocket: WebSocket): void {
    const socket = new LiveSocket(webSocket, {
      onProven: () => this.#handleProven(),
      onWords: (words) => this.#receive(words),
      onGone: (code) => void this.#handleGone(code, socket.isProven),
    });
    this.#socket = socket;
  }

  #handleProven(): void {
    this.#failures = 0;
    this.#enter("open");
  }

  #receive(words: string): void {
    const frame = parseJson(words);
    if (isServerFrame(frame) && frame.type !== "pong") this.events.onFrame(frame);
  }

  async #handleGone(code: number | null, wasProven: boolean): Promise<void> {
    this.#socket = null;
    if (code === null) return this.#retryLater();
    if (code === closeCodes.notAMember) return this.#end("refused");
    // A token that expired on a good socket is renewed unseen: nothing is wrong.
    if (code === closeCodes.tokenExpired && wasProven) return this.#connect();
    if (code === closeCodes.tooManySockets) return this.#retryLater("crowded");
    // A browser does not say why an upgrade was refused: the history does.
    if (!wasProven && (await this.environment.isShutOut(this.room))) return this.#end("refused");
    this.#retryLater();
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
    this.#socket?.drop();
    this.#socket = null;
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
    if (this.#socket) this.#socket.ping();
    else this.#reconnectNow();
  }
}
