import { retryDelayMs } from "~/client/backoff";
import { LiveSocket } from "~/client/live-socket";
import { parseJson } from "~/client/parse-json";
import { closeCodes } from "~/contract/chat";
import type { InboxFrame } from "~/contract/inbox";
import { isInboxFrame } from "./inbox-frames";

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

/**
 * The socket of the inbox: it comes back when the network, the server or its token is gone, and asks for nothing while it is
 * open. Each frame of the inbox is handed on.
 */
export class InboxLine {
  readonly #environment: LineEnvironment;
  readonly #use: LineUse;
  readonly #stopOccasions: () => void;
  #socket: LiveSocket | null = null;
  #isConnecting = false;
  #isClosed = false;
  /** Whether the inbox spoke on this socket or an earlier one. */
  #hasSpoken: boolean;
  #failures = 0;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;

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
    this.#socket?.drop();
    this.#socket = null;
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

  #listen(webSocket: WebSocket): void {
    const socket = new LiveSocket(webSocket, {
      onProven: () => this.#handleProven(),
      onWords: (words) => this.#receive(words),
      onGone: (code) => this.#handleGone(code, socket.isProven),
    });
    this.#socket = socket;
  }

  #handleProven(): void {
    if (this.#hasSpoken) this.#use.onBack();
    this.#hasSpoken = true;
  }

  #receive(words: string): void {
    const frame = parseJson(words);
    if (!isInboxFrame(frame) || frame.type === "pong") return;
    this.#failures = 0;
    this.#use.onFrame(frame);
  }

  #handleGone(code: number | null, wasProven: boolean): void {
    this.#socket = null;
    // An hour is over, or the session: a fresh token shows which.
    if (code === closeCodes.tokenExpired && wasProven) return void this.#connect();
    // Whoever comes back at once pushes out another browser, which does the same.
    if (code === closeCodes.tooManySockets) this.#failures = Math.max(this.#failures, crowdedFailures);
    this.#retryLater();
  }

  #check(): void {
    if (this.#socket) this.#socket.ping();
    else void this.#connect();
  }

  #retryLater(): void {
    this.#failures += 1;
    const delayMs = retryDelayMs(this.#failures, this.#environment.random());
    this.#retryTimer = setTimeout(() => void this.#connect(), delayMs);
  }
}
