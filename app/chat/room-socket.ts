import { closeCodes, pingEvery, pingFrame, ServerFrame, type ClientFrame } from "~/contract/chat";
import type { ConnectionId } from "~/contract/ids";
import { waitBeforeRetry } from "./backoff";

/** How it goes, for the line above the conversation. `refused` is for good: blocked, or no longer a member. */
export type SocketState = "connecting" | "open" | "waiting" | "offline" | "refused";

export interface RoomSocketEvents {
  onFrame: (frame: ServerFrame) => void;
  onState: (state: SocketState) => void;
  /** The seq from which the room is asked to go on. */
  resumeAfter: () => number;
}

/** Milliseconds after a ping within which anything must come, or the network is gone without saying so. */
const pongWithin = 10_000;

/** Close codes after which trying again cannot help. */
const forGood = new Set<number>([closeCodes.notAMember]);

/**
 * One live line to a room: connects, resumes, pings, and comes back by itself with full jitter when the network, the
 * server or the token goes. It knows nothing of what the frames mean.
 */
export class RoomSocket {
  #socket: WebSocket | null = null;
  #failures = 0;
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
    this.events.onState(navigator.onLine ? "connecting" : "offline");
    const token = await fetchChatToken();
    if (this.#isClosed || this.#socket) return;
    if (token.kind === "refused") return this.#refuse();
    if (token.kind === "failed") return this.#retryLater();
    const url = new URL(`/api/chat/connect/${this.room}`, location.href);
    url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    url.searchParams.set("token", token.token);
    url.searchParams.set("after", String(this.events.resumeAfter()));
    this.#listen(new WebSocket(url));
  }

  #listen(socket: WebSocket): void {
    this.#socket = socket;
    socket.addEventListener("open", () => {
      this.#failures = 0;
      this.events.onState("open");
      this.#ping = setInterval(() => this.#sendPing(socket), pingEvery);
    });
    socket.addEventListener("message", ({ data }) => {
      clearTimeout(this.#silence);
      const frame = ServerFrame.safeParse(parse(String(data)));
      if (frame.success && frame.data.type !== "pong") this.events.onFrame(frame.data);
    });
    socket.addEventListener("close", ({ code }) => {
      if (this.#socket !== socket) return;
      this.#drop();
      if (forGood.has(code)) this.#refuse();
      else this.#retryLater();
    });
  }

  #sendPing(socket: WebSocket): void {
    if (socket.readyState !== WebSocket.OPEN) return;
    socket.send(pingFrame);
    this.#silence = setTimeout(() => socket.close(), pongWithin);
  }

  #retryLater(): void {
    if (this.#isClosed) return;
    this.events.onState(navigator.onLine ? "waiting" : "offline");
    this.#retry = setTimeout(() => void this.#connect(), waitBeforeRetry(this.#failures++, Math.random()));
  }

  #refuse(): void {
    this.events.onState("refused");
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
    this.events.onState("offline");
  };

  readonly #becameVisible = () => {
    if (document.visibilityState !== "visible") return;
    if (this.#socket) this.#sendPing(this.#socket);
    else this.#reconnectNow();
  };
}

type TokenAnswer = { kind: "token"; token: string } | { kind: "refused" } | { kind: "failed" };

/** A token for sockets only, for the cookie's session; refused when the session has ended. */
async function fetchChatToken(): Promise<TokenAnswer> {
  try {
    const answer = await fetch("/api/chat/token", { method: "POST" });
    if (answer.status === 401) return { kind: "refused" };
    if (!answer.ok) return { kind: "failed" };
    const body: unknown = await answer.json();
    const token = typeof body === "object" && body !== null && "token" in body ? body.token : null;
    return typeof token === "string" ? { kind: "token", token } : { kind: "failed" };
  } catch {
    return { kind: "failed" };
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
