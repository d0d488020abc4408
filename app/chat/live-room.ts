import {
  HistoryPage,
  maxFrameBytes,
  messageId,
  type ClientFrame,
  type Message,
  type ServerFrame,
} from "~/contract/chat";
import type { ConnectionId, UserId } from "~/contract/ids";
import { chatText } from "~/text/chat";
import {
  hear,
  keepSent,
  lineBefore,
  mergeMessages,
  newestOfOther,
  openConversation,
  type ConversationState,
} from "./conversation-state";
import { deleteUnsent, listUnsent, putUnsent, refuseUnsent, type Unsent } from "./outbox";
import { RoomSocket, type SocketState } from "./room-socket";
import { resumeFrom } from "./timeline";

export interface RoomView {
  readonly state: ConversationState;
  readonly unsent: readonly Unsent[];
  readonly socket: SocketState;
  /** After which seq the unread line stands; null for no line. */
  readonly lineAfter: number | null;
  /** Whether the room asked to wait before the next message. */
  readonly isSlowed: boolean;
  readonly older: "idle" | "loading" | "failed";
}

export interface RoomOpening {
  room: ConnectionId;
  viewerId: UserId;
  /** The newest page, in the order of seq. */
  history: readonly Message[];
  unread: number;
}

/** Milliseconds in which arrivals are confirmed together: a thousand that were missed are one confirmation. */
const confirmWithin = 60;

/** Milliseconds after which "is typing" is said again: below the room's `typingLasts`. */
const typingAgain = 3_000;

/**
 * A conversation that is open on this page: what was said, what waits, and the line to the room. Messages leave one at
 * a time, the next when the room has the last, so their order holds whatever the network does.
 */
export class LiveRoom {
  #view: RoomView;
  readonly #listeners = new Set<() => void>();
  #socket: RoomSocket | null = null;
  /** The message that is on its way and not acknowledged yet. */
  #inFlight: string | null = null;
  #slowed: ReturnType<typeof setTimeout> | undefined;
  #confirming: ReturnType<typeof setTimeout> | undefined;
  #readUpTo = 0;
  #saidTypingAt = 0;
  /** The first presence of a line ends what the room says of how things stand: then the own read mark is known. */
  #knowsOwnRead = false;

  constructor({ room, viewerId, history, unread }: RoomOpening) {
    const state = openConversation(room, viewerId, history);
    const lineAfter = lineBefore(state, unread);
    this.#view = { state, unsent: [], socket: "connecting", lineAfter, isSlowed: false, older: "idle" };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly view = (): RoomView => this.#view;

  /** Connects, and takes up what waited in the outbox. Gives the way to end it. */
  start(): () => void {
    const { room, viewerId } = this.#view.state;
    void listUnsent(viewerId, room).then(
      (unsent) => {
        this.#change({ unsent });
        this.#sendNext();
      },
      () => undefined, // a device without storage has nothing waiting
    );
    const socket = new RoomSocket(room, {
      onFrame: (frame) => this.#onFrame(frame),
      onState: (state) => this.#onState(state),
      resumeAfter: () => resumeFrom(this.#view.state.messages),
    });
    this.#socket = socket;
    return () => {
      socket.close();
      this.#socket = null;
      clearTimeout(this.#slowed);
      clearTimeout(this.#confirming);
    };
  }

  /** Keeps a message on the device, then sends it. Rejects when the device cannot keep it. */
  async say(content: string): Promise<void> {
    const { room, viewerId: userId } = this.#view.state;
    const unsent = await putUnsent({ room, userId, content });
    this.#saidTypingAt = 0;
    this.#change({ unsent: [...this.#view.unsent, unsent], lineAfter: null });
    this.#sendNext();
  }

  /** Sends a refused message again. */
  retry(clientId: string): void {
    this.#setRefusal(clientId, null);
    this.#sendNext();
  }

  /** Forgets a message that was not sent. */
  discard(clientId: string): void {
    this.#change({ unsent: this.#view.unsent.filter((unsent) => unsent.clientId !== clientId) });
    void deleteUnsent(clientId);
  }

  /** The viewer has seen all up to a seq. Told to the room once, and again by a later line should this one be down. */
  seen(seq: number): void {
    if (seq <= Math.max(this.#readUpTo, this.#view.state.ownRead)) return;
    this.#readUpTo = seq;
    this.#sendRead();
  }

  /** Says that the viewer types, or stopped; as often as it is called, seldom on the wire. */
  type(isTyping: boolean): void {
    const now = Date.now();
    const isNews = isTyping ? now - this.#saidTypingAt > typingAgain : this.#saidTypingAt > 0;
    if (!isNews) return;
    this.#saidTypingAt = isTyping ? now : 0;
    this.#socket?.send({ type: "typing_indicator", is_typing: isTyping });
  }

  /** Fetches the page before the oldest known message. */
  async loadOlder(): Promise<void> {
    const { state, older } = this.#view;
    const oldest = state.messages[0]?.seq ?? 1;
    if (older === "loading" || oldest <= 1) return;
    this.#change({ older: "loading" });
    const page = await fetchHistory(state.room, oldest);
    if (page === null) return this.#change({ older: "failed" });
    const { state: now } = this.#view;
    this.#change({ older: "idle", state: { ...now, messages: mergeMessages(page, now.messages) } });
  }

  #change(part: Partial<RoomView>): void {
    this.#view = { ...this.#view, ...part };
    for (const listener of this.#listeners) listener();
  }

  #onState(socket: SocketState): void {
    this.#inFlight = null;
    this.#saidTypingAt = 0;
    const { state } = this.#view;
    const isGone = socket === "open" ? {} : { state: { ...state, isOnline: false, isTyping: false } };
    this.#change({ socket, ...isGone });
    if (socket !== "open") return;
    this.#confirmSoon();
    this.#sendRead();
    this.#sendNext();
  }

  #onFrame(frame: ServerFrame): void {
    if (frame.type === "error") return this.#onError(frame);
    if (frame.type === "delivery_confirmation" && frame.client_id !== undefined && frame.status === "sent") {
      return this.#acknowledged(frame.client_id, frame.id);
    }
    const { viewerId, messages } = this.#view.state;
    const newest = messages.at(-1)?.seq ?? 0;
    this.#change({ state: hear(this.#view.state, frame) });
    if (frame.type === "chat_message" && frame.sender_id !== viewerId) {
      this.#confirmSoon();
      if (frame.seq > newest && document.hidden) this.#drawLine(frame.seq - 1);
    }
    if (frame.type === "presence") this.#correctLine();
  }

  #acknowledged(clientId: string, id: Message["id"]): void {
    if (this.#inFlight === clientId) this.#inFlight = null;
    const unsent = this.#view.unsent.find((one) => one.clientId === clientId);
    if (unsent) {
      this.#change({
        state: keepSent(this.#view.state, unsent, id, Date.now()),
        unsent: this.#view.unsent.filter((one) => one !== unsent),
      });
    }
    void deleteUnsent(clientId);
    this.#sendNext();
  }

  #onError(error: Extract<ServerFrame, { type: "error" }>): void {
    switch (error.code) {
      case "rate_limited":
        this.#inFlight = null;
        return this.#waitThenSend(error.retry_after ?? 1);
      case "bad_content":
      case "bad_frame":
        return this.#refused(error.client_id ?? this.#inFlight, error.message);
      case "too_far_behind":
        // What is known and what comes have a gap between them: the history fills it from the newer side.
        return this.#change({ state: { ...this.#view.state, messages: [] } });
      case "unknown_type":
      case "unknown_message":
        return;
      default:
        return error.code satisfies never;
    }
  }

  #waitThenSend(seconds: number): void {
    this.#change({ isSlowed: true });
    clearTimeout(this.#slowed);
    this.#slowed = setTimeout(() => {
      this.#change({ isSlowed: false });
      this.#sendNext();
    }, seconds * 1_000);
  }

  #refused(clientId: string | null, why: string): void {
    if (clientId === null) return;
    if (this.#inFlight === clientId) this.#inFlight = null;
    this.#setRefusal(clientId, why);
    this.#sendNext();
  }

  #setRefusal(clientId: string, refusal: string | null): void {
    const unsent = this.#view.unsent.map((one) => (one.clientId === clientId ? { ...one, refusal } : one));
    this.#change({ unsent });
    void refuseUnsent(clientId, refusal);
  }

  #sendNext(): void {
    if (this.#inFlight !== null || this.#view.isSlowed) return;
    const next = this.#view.unsent.find(({ refusal }) => refusal === null);
    if (!next) return;
    const frame: ClientFrame = { type: "chat_message", content: next.content, client_id: next.clientId };
    // The room would close the line on it, again and again.
    if (bytesOf(frame) > maxFrameBytes) return this.#refused(next.clientId, chatText.tooBig);
    if (this.#socket?.send(frame)) this.#inFlight = next.clientId;
  }

  #confirmSoon(): void {
    clearTimeout(this.#confirming);
    this.#confirming = setTimeout(() => {
      const { room } = this.#view.state;
      const seq = newestOfOther(this.#view.state);
      if (seq > 0) this.#socket?.send({ type: "delivery_confirmation", id: messageId(room, seq) });
    }, confirmWithin);
  }

  #sendRead(): void {
    if (this.#readUpTo === 0) return;
    this.#socket?.send({ type: "read_receipt", id: messageId(this.#view.state.room, this.#readUpTo) });
  }

  #drawLine(after: number): void {
    if (this.#view.lineAfter === null) this.#change({ lineAfter: after });
  }

  /** The page's count may be a moment old: the room's read mark says where the line really stands. */
  #correctLine(): void {
    if (this.#knowsOwnRead) return;
    this.#knowsOwnRead = true;
    const { state } = this.#view;
    if (this.#readUpTo > 0) return; // what was read meanwhile keeps its line while it is read
    this.#change({ lineAfter: newestOfOther(state) > state.ownRead ? state.ownRead : null });
  }
}

function bytesOf(frame: ClientFrame): number {
  return new TextEncoder().encode(JSON.stringify(frame)).length;
}

/** The page of history below a seq; null when it did not come. */
async function fetchHistory(room: ConnectionId, below: number): Promise<Message[] | null> {
  try {
    const answer = await fetch(`/api/chat/messages/${room}?cursor=${below}`);
    const page = HistoryPage.safeParse(await answer.json());
    return page.success ? page.data.messages : null;
  } catch {
    return null;
  }
}
