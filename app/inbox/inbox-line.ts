import { retryDelayMs } from "~/chat/socket/backoff";
import { parseJson } from "~/chat/socket/parse-json";
import { answerTimeoutMs } from "~/chat/socket/socket-environment";
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

/** The consequences of what a line brings. */
export interface LineUse {
  onFrame: (frame: InboxFrame) => void;
  /** Called once the inbox speaks again after a gap. */
  onBack: () => void;
  /** Whether there was a line before this one: then its beginning is the end of a gap. */
  isSuccessor: boolean;
}

/** Failures that too many open browsers count for: the next try is up to half a minute away. */
const crowdedFailures = 6;

/** `WebSocket.OPEN`, which a test's socket has too. */
const openState = 1;

/**
 * The socket of the inbox: it comes back when the network, the server or its token is gone, and asks for nothing while it is
 * open. Each frame of the inbox is handed on.
 */
export class InboxLine {
  readonly #environment: LineEnvironment;
  readonly #use: LineUse;
  readonly #stopOccasions: () => void;
  #socket: WebSocket | null = null;
  #isConnecting = false;
  #isClosed = false;
  /** Whether the inbox spoke on this socket: it is more than a connection. */
  #isProven = false;
  /** Whether it did on this or an earlier one. */
  #hasSpoken: boolean;
  #failures = 0;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #pingTimer: ReturnType<typeof setInterval> | undefined;
  #answerTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(environment: LineEnvironment, use: LineUse) {
    this.#environment = environment;
    this.#use = use;
    this.#hasSpoken = use.isSuccessor;
    this.#stopOccasions = environment.onOccasion(() => this.#check());
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
    this.#isProven = false;
    this.#expectAnswer();
    socket.addEventListener("open", () => {
      if (this.#socket === socket) this.#pingTimer = setInterval(() => this.#ping(socket), pingIntervalMs);
    });
    socket.addEventListener("message", ({ data }) => {
      if (this.#socket === socket) this.#receive(String(data));
    });
    socket.addEventListener("close", ({ code }) => {
      if (this.#socket === socket) this.#handleClosed(code);
    });
  }

  #receive(data: string): void {
    clearTimeout(this.#answerTimer);
    const isBack = this.#hasSpoken && !this.#isProven;
    this.#isProven = true;
    this.#hasSpoken = true;
    if (isBack) this.#use.onBack();
    const frame = InboxFrame.safeParse(parseJson(data));
    if (!frame.success || frame.data.type === "pong") return;
    this.#failures = 0;
    this.#use.onFrame(frame.data);
  }

  #handleClosed(code: number): void {
    const wasProven = this.#isProven;
    this.#drop();
    // An hour is over, or the session: a fresh token shows which.
    if (code === closeCodes.tokenExpired && wasProven) return void this.#connect();
    // Whoever comes back at once pushes out another browser, which does the same.
    if (code === closeCodes.tooManySockets) this.#failures = Math.max(this.#failures, crowdedFailures);
    this.#retryLater();
  }

  #check(): void {
    if (this.#socket) this.#ping(this.#socket);
    else void this.#connect();
  }

  #ping(socket: WebSocket): void {
    if (socket.readyState !== openState) return;
    socket.send(pingFrame);
    this.#expectAnswer();
  }

  /** A line without an answer is dropped at once: its own close event would take as long as the network does. */
  #expectAnswer(): void {
    clearTimeout(this.#answerTimer);
    this.#answerTimer = setTimeout(() => {
      this.#drop();
      this.#retryLater();
    }, answerTimeoutMs);
  }

  #retryLater(): void {
    this.#failures += 1;
    const delayMs = retryDelayMs(this.#failures, this.#environment.random());
    this.#retryTimer = setTimeout(() => void this.#connect(), delayMs);
  }

  #drop(): void {
    clearInterval(this.#pingTimer);
    clearTimeout(this.#answerTimer);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }
}
