import { closeCodes, pingIntervalMs, pingFrame, ServerFrame, type ClientFrame } from "~/contract/chat";
import type { ConnectionId } from "~/contract/ids";
import { waitBeforeRetry } from "./backoff";

/**
 * How it goes, for the line above the conversation. `crowded`: the person has too many lines to this room. For good are
 * `refused` (blocked, or no longer a member) and `signed_out`.
 */
export type SocketState = "connecting" | "open" | "waiting" | "offline" | "crowded" | "refused" | "signed_out";

export interface RoomSocketEvents {
  onFrame: (frame: ServerFrame) => void;
  onState: (state: SocketState) => void;
  /** The seq from which the room is asked to go on; null when nothing that was said is wanted. */
  resumeAfter: () => number | null;
}

/** Milliseconds within which the server must answer a ping, or a wish to connect: else the network is gone silently. */
const answerWithin = 10_000;

/** Failures that a crowded room counts for: the next try is up to half a minute away. */
const crowdedFailures = 6;

/**
 * One live line to a room: connects, resumes, pings, and comes back by itself with full jitter when the network, the
 * server or the token goes. It knows nothing of what the frames mean.
 */
export class RoomSocket {
  #socket: WebSocket | null = null;
  #state: SocketState = "connecting";
  #failures = 0;
  /** Whether the room has said anything on this line: a line that opens and closes at once is a failure too. */
  #isProven = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #ping: ReturnType<typeof setInterval> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  constructor(
    readonly room: ConnectionId,
    readonly events: RoomSocketEvents,
  ) {
    window.addEventListener("online", this.#reconnectNow);
    window.addEventListener("offline", this.#wentOffline);
    document.addEventListener("visibilitychange", this.#becameVisible);
    void this.#connect();
  }

  /** Sends a frame; false when there is no open line: the outbox keeps what must arrive. */
  send(frame: ClientFrame): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** Ends it for ever. */
  close(): void {
    this.#isClosed = true;
    window.removeEventListener("online", this.#reconnectNow);
    window.removeEventListener("offline", this.#wentOffline);
    document.removeEventListener("visibilitychange", this.#becameVisible);
    this.#drop();
  }

  async #connect(): Promise<void> {
    clearTimeout(this.#retry);
    if (this.#isClosed || this.#socket) return;
    if (this.#state === "offline" && navigator.onLine) this.#enter("connecting");
    const token = await fetchChatToken();
    if (this.#isClosed || this.#socket) return;
    if (token.kind === "signed_out") return this.#end("signed_out");
    if (token.kind === "failed") return this.#retryLater();
    const url = new URL(`/api/chat/connect/${this.room}`, location.href);
    url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    url.searchParams.set("token", token.token);
    const after = this.events.resumeAfter();
    if (after !== null) url.searchParams.set("after", String(after));
    this.#listen(new WebSocket(url));
  }

  #listen(socket: WebSocket): void {
    this.#socket = socket;
    this.#isProven = false;
    this.#expectAnswer();
    socket.addEventListener("open", () => {
      this.#ping = setInterval(() => this.#sendPing(socket), pingIntervalMs);
    });
    socket.addEventListener("message", ({ data }) => {
      if (this.#socket === socket) this.#heard(String(data));
    });
    socket.addEventListener("close", ({ code }) => {
      if (this.#socket === socket) void this.#closed(code);
    });
  }

  #heard(data: string): void {
    clearTimeout(this.#silence);
    if (!this.#isProven) {
      this.#isProven = true;
      this.#failures = 0;
      this.#enter("open");
    }
    const frame = ServerFrame.safeParse(parse(data));
    if (frame.success && frame.data.type !== "pong") this.events.onFrame(frame.data);
  }

  async #closed(code: number): Promise<void> {
    const wasProven = this.#isProven;
    this.#drop();
    if (code === closeCodes.notAMember) return this.#end("refused");
    // A token that ran out on a good line is renewed unseen: nothing is wrong.
    if (code === closeCodes.tokenExpired && wasProven) return this.#connect();
    if (code === closeCodes.tooManySockets) return this.#retryLater("crowded");
    // A browser does not say why an upgrade was refused: the history does.
    if (!wasProven && (await isShutOut(this.room))) return this.#end("refused");
    this.#retryLater();
  }

  #sendPing(socket: WebSocket): void {
    if (socket.readyState !== WebSocket.OPEN) return;
    socket.send(pingFrame);
    this.#expectAnswer();
  }

  /** A line on which nothing comes is given up at once: its own closing would take as long as the network does. */
  #expectAnswer(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      this.#drop();
      this.#retryLater();
    }, answerWithin);
  }

  #retryLater(why: "waiting" | "crowded" = "waiting"): void {
    if (this.#isClosed) return;
    this.#enter(navigator.onLine ? why : "offline");
    if (why === "crowded") this.#failures = crowdedFailures;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.#connect(), waitBeforeRetry(this.#failures++, Math.random()));
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
    clearTimeout(this.#retry);
    clearInterval(this.#ping);
    clearTimeout(this.#silence);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  readonly #reconnectNow = () => {
    this.#failures = 0;
    void this.#connect();
  };

  readonly #wentOffline = () => {
    this.#drop();
    this.#enter("offline");
  };

  readonly #becameVisible = () => {
    if (document.visibilityState !== "visible") return;
    if (this.#socket) this.#sendPing(this.#socket);
    else this.#reconnectNow();
  };
}

type TokenAnswer = { kind: "token"; token: string } | { kind: "signed_out" } | { kind: "failed" };

/** A token for sockets only, for the cookie's session, which may have ended. */
async function fetchChatToken(): Promise<TokenAnswer> {
  try {
    const answer = await fetch("/api/chat/token", { method: "POST", signal: AbortSignal.timeout(answerWithin) });
    if (answer.status === 401) return { kind: "signed_out" };
    if (!answer.ok) return { kind: "failed" };
    const body: unknown = await answer.json();
    const token = typeof body === "object" && body !== null && "token" in body ? body.token : null;
    return typeof token === "string" ? { kind: "token", token } : { kind: "failed" };
  } catch {
    return { kind: "failed" };
  }
}

/** Whether the room is closed to the viewer; false also when that cannot be learnt now. */
async function isShutOut(room: ConnectionId): Promise<boolean> {
  try {
    const answer = await fetch(`/api/chat/messages/${room}?limit=1`, { signal: AbortSignal.timeout(answerWithin) });
    return answer.status === 404;
  } catch {
    return false;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
