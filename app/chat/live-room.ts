import { HistoryPage, messageId, type Message, type ServerFrame } from "~/contract/chat";
import type { ConnectionId, UserId } from "~/contract/ids";
import {
  hear,
  keepSent,
  lineBefore,
  mergeMessages,
  newestOfOther,
  openConversation,
  type ConversationState,
} from "./conversation-state";
import { deleteUnsent, listUnsent, putUnsent, refuseUnsent } from "./outbox";
import { RoomSocket, type SocketState } from "./room-socket";
import { SendQueue, type QueueView } from "./send-queue";
import { countNewer, resumeFrom } from "./timeline";
import { tellUnread } from "./unread-news";

export interface RoomView extends QueueView {
  readonly state: ConversationState;
  readonly socket: SocketState;
  /** After which seq the unread line stands; null for no line. */
  readonly lineAfter: number | null;
  /** Whether a page of older messages is asked for; until it stands, it is not read out as if it were new. */
  readonly older: "idle" | "loading" | "failed";
}

export interface RoomOpening {
  room: ConnectionId;
  viewerId: UserId;
  /** The newest page, in the order of seq. */
  history: readonly Message[];
  unread: number;
}

/** At the end what comes is seen; with the unread line in sight the line stays; above, neither. */
export type ReaderPlace = "end" | "line" | "above";

/** Milliseconds in which arrivals are confirmed together: a thousand that were missed are one confirmation. */
const confirmWithin = 60;

/** Milliseconds after which "is typing" is said again: below the room's `typingTtlMs`. */
const typingAgain = 3_000;

/** Milliseconds in which a page of older messages is taken in by the page and by a screen reader. */
const olderSettles = 100;

/**
 * A conversation that is open on this page: what was said, what waits, and the line to the room.
 */
export class LiveRoom {
  #view: RoomView;
  readonly #listeners = new Set<() => void>();
  readonly #queue: SendQueue;
  #socket: RoomSocket | null = null;
  #confirming: ReturnType<typeof setTimeout> | undefined;
  #readUpTo = 0;
  #saidTypingAt = 0;
  /** The first presence of a line ends what the room says of how things stand: then the own read mark is known. */
  #knowsOwnRead = false;
  #readerPlace: ReaderPlace = "end";
  #toldUnread: number | null = null;

  constructor({ room, viewerId, history, unread }: RoomOpening) {
    const state = openConversation(room, viewerId, history);
    const lineAfter = lineBefore(state, unread);
    this.#view = { state, unsent: [], socket: "connecting", lineAfter, isSlowed: false, older: "idle" };
    this.#queue = new SendQueue({
      send: (frame) => this.#socket?.send(frame) ?? false,
      store: { remove: deleteUnsent, refuse: refuseUnsent },
      onChange: (queue) => this.#change(queue),
      onSent: (sent, id) => this.#change({ state: keepSent(this.#view.state, sent, id, Date.now()) }),
    });
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
      (unsent) => this.#queue.add(unsent),
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
      this.#queue.close();
      clearTimeout(this.#confirming);
    };
  }

  /** Keeps a message on the device, then sends it. Rejects when the device cannot keep it. */
  async say(content: string): Promise<void> {
    const { room, viewerId: userId } = this.#view.state;
    const unsent = await putUnsent({ room, userId, content });
    this.#saidTypingAt = 0;
    this.#change({ lineAfter: null });
    this.#queue.add([unsent]);
  }

  /** Sends a refused message again. */
  retry(clientId: string): void {
    this.#queue.retry(clientId);
  }

  /** Forgets a message that was not sent. */
  discard(clientId: string): void {
    this.#queue.discard(clientId);
  }

  /**
   * The viewer has seen all up to a seq. Told to the room once, and again by a later line should this one be down. Before
   * the room has said where reading ended, the conversation is not in its place, and nothing counts as seen.
   */
  seen(seq: number): void {
    if (!this.#knowsOwnRead || seq <= this.#readMark()) return;
    this.#readUpTo = seq;
    this.#sendRead();
    this.#tellUnread();
  }

  /** Where the viewer reads: what decides whether the unread line may go to what comes. */
  readsAt(place: ReaderPlace): void {
    this.#readerPlace = place;
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
    this.#change({ state: { ...now, messages: mergeMessages(page, now.messages) } });
    setTimeout(() => this.#change({ older: "idle" }), olderSettles);
  }

  #change(part: Partial<RoomView>): void {
    this.#view = { ...this.#view, ...part };
    for (const listener of this.#listeners) listener();
  }

  #onState(socket: SocketState): void {
    this.#saidTypingAt = 0;
    const { state } = this.#view;
    const isGone = socket === "open" ? {} : { state: { ...state, isOnline: false, isTyping: false } };
    this.#change({ socket, ...isGone });
    this.#queue.startOver();
    if (socket !== "open") return;
    this.#confirmSoon();
    this.#sendRead();
  }

  #onFrame(frame: ServerFrame): void {
    if (this.#queue.hear(frame)) return;
    if (frame.type === "error") {
      // What is known and what comes have a gap between them: the history fills it from the newer side.
      if (frame.code === "too_far_behind") this.#change({ state: { ...this.#view.state, messages: [] } });
      return;
    }
    const before = this.#view.state;
    this.#change({ state: hear(before, frame) });
    if (frame.type === "chat_message" && frame.sender_id !== before.viewerId) this.#arrived(frame.seq, before);
    if (frame.type === "presence") this.#correctLine();
    this.#tellUnread();
  }

  #arrived(seq: number, before: ConversationState): void {
    this.#confirmSoon();
    const isNew = seq > (before.messages.at(-1)?.seq ?? 0);
    const isUnseen = document.hidden || this.#readerPlace === "above";
    // The line stands before the first that waits: it moves only once all above it was read.
    const isLineFree = this.#view.lineAfter === null || newestOfOther(before) <= this.#readMark();
    if (isNew && isUnseen && isLineFree) this.#change({ lineAfter: seq - 1 });
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

  /** Up to which seq the viewer has read, here or elsewhere. */
  #readMark(): number {
    return Math.max(this.#readUpTo, this.#view.state.ownRead);
  }

  /** The badges learn at once what is unread here. Before the room has said what was read, that is not known. */
  #tellUnread(): void {
    if (!this.#knowsOwnRead) return;
    const { state } = this.#view;
    const unread = countNewer(state, this.#readMark());
    if (unread !== this.#toldUnread) tellUnread(state.room, unread);
    this.#toldUnread = unread;
  }

  /** The page's count may be a moment old: the room's read mark says where the line really stands. */
  #correctLine(): void {
    if (this.#knowsOwnRead) return;
    this.#knowsOwnRead = true;
    const { state } = this.#view;
    this.#change({ lineAfter: newestOfOther(state) > state.ownRead ? state.ownRead : null });
  }
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
