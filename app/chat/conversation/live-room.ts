import { uuidv7 } from "uuidv7";
import { messageId, type ClientFrame, type DisappearAfter, type ServerFrame } from "~/contract/chat";
import type { LastEntry } from "~/contract/conversation";
import type { ConnectionId, UserId } from "~/contract/ids";
import type { ConversationChanged } from "~/contract/inbox";
import { askForSync } from "../outbox/ask-for-sync";
import {
  deleteUnsent,
  listUnsent,
  putUnsent,
  refuseUnsent,
  reviseUnsent,
  savePhotos,
  type NewUnsent,
  type UnsentChange,
} from "../outbox/outbox";
import { uploadLater, type UploadPhotos } from "../outbox/photo-uploads";
import { SendQueue, type SendQueueParts, type SendQueueView } from "../outbox/send-queue";
import { forgetCopies } from "../photos/photo-source";
import { RoomSocket, type RoomSocketEvents, type SocketState } from "../socket/room-socket";
import { newestEntries } from "../connections/newest-entries";
import { publishUnread } from "../unread/unread-updates";
import {
  addAcknowledged,
  applyFrame,
  newestIncomingSeq,
  openConversation,
  unreadLineAfterArrival,
  type ConversationState,
  type PageOfHistory,
  type ReadingPosition,
} from "./conversation-state";
import { nextExpiry } from "./disappearing";
import { dropExpired } from "./drop-expired";
import { fetchHistory } from "./history";
import { HistoryLoader, type HistoryView } from "./history-loader";
import { withChanges } from "./message-changes";
import { newestEntry } from "./newest-entry";
import { countNewAfter, type UnreadAtOpening } from "./past-window";
import { ReceiptSender } from "./receipt-sender";
import { RoomClock } from "./room-clock";
import { resumeSeq } from "./timeline";
import { TypingSignal } from "./typing-signal";

export interface RoomView extends SendQueueView, HistoryView {
  readonly socket: SocketState;
  /** The seq after which the unread line is drawn; null for no line. */
  readonly lineSeq: number | null;
  /** The unread messages when the page was read; null where they are not known. */
  readonly opening: UnreadAtOpening | null;
  /** Why the room refused to change a message, as a sentence; empty when nothing is to be said. */
  readonly refusedChange: string;
}

export interface RoomOpening {
  room: ConnectionId;
  viewerId: UserId;
  history: PageOfHistory;
}

/** The browser and the server as a live room uses them: tests pass their own. */
export interface LiveRoomParts {
  connect: (room: ConnectionId, events: RoomSocketEvents) => Pick<RoomSocket, "send" | "close">;
  outbox: SendQueueParts["store"] & { list: typeof listUnsent };
  upload: UploadPhotos;
  askForSync: () => void;
  fetchHistory: typeof fetchHistory;
  publishUnread: typeof publishUnread;
  /** Shows what was said last in the lists of all tabs. */
  publishNewest: (changed: ConversationChanged) => void;
  isPageHidden: () => boolean;
  /** Milliseconds since 1970. */
  now: () => number;
}

const browserParts: LiveRoomParts = {
  connect: (room, events) => new RoomSocket(room, events),
  outbox: {
    put: putUnsent,
    list: listUnsent,
    remove: deleteUnsent,
    refuse: refuseUnsent,
    revise: reviseUnsent,
    savePhotos,
  },
  upload: uploadLater,
  askForSync,
  fetchHistory,
  publishUnread,
  publishNewest: newestEntries.announce,
  isPageHidden: () => document.hidden,
  now: () => Date.now(),
};

/** A conversation that is open on this page: its messages, its outbox and its socket, as a store for React. */
export class LiveRoom {
  #view: RoomView;
  readonly #parts: LiveRoomParts;
  readonly #listeners = new Set<() => void>();
  readonly #queue: SendQueue;
  readonly #receipts: ReceiptSender;
  readonly #typing: TypingSignal;
  readonly history: HistoryLoader;
  readonly #clock: RoomClock;
  #socket: Pick<RoomSocket, "send" | "close"> | null = null;
  /** Set by the first presence frame, which ends what the room sends first: the own read watermark is known then. */
  #knowsOwnRead = false;
  #position: ReadingPosition = "end";
  #published: { unread: number | null; last: LastEntry | null } = { unread: null, last: null };

  constructor(opening: RoomOpening, parts: LiveRoomParts = browserParts) {
    const { room } = opening;
    this.#parts = parts;
    this.#view = openingView(opening);
    this.#clock = new RoomClock({ now: parts.now, onDue: () => this.#dropExpired() });
    this.#clock.set(opening.history.readAt);
    this.history = new HistoryLoader({
      fetch: parts.fetchHistory,
      view: this.view,
      change: (part) => {
        this.#change(part);
        this.#dropExpired();
      },
    });
    const send = (frame: ClientFrame) => this.#socket?.send(frame) ?? false;
    this.#receipts = new ReceiptSender({ room, send, newestSeq: () => newestIncomingSeq(this.#view.state) });
    this.#typing = new TypingSignal(send, parts.now);
    this.#queue = new SendQueue({
      send,
      store: parts.outbox,
      upload: parts.upload,
      onChange: (queue) => this.#change(queue),
      onAcknowledged: (unsent, { id, createdAt = new Date(parts.now()).toISOString(), expiresAt }) => {
        this.#change({ state: addAcknowledged(this.#view.state, { unsent, id, createdAt, expiresAt }) });
        this.#dropExpired(); // it may have been logged long ago
        this.#publish();
      },
      onChangeRefused: (refusedChange) => this.#change({ refusedChange }),
    });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly view = (): RoomView => this.#view;

  /** Connects, and queues what the outbox holds. Returns the way to stop it. */
  start(): () => void {
    const { room, viewerId } = this.#view.state;
    void this.#parts.outbox.list(viewerId, room).then((unsent) => this.#queue.add(unsent));
    const socket = this.#parts.connect(room, {
      onFrame: (frame) => this.#onFrame(frame),
      onState: (state) => this.#onState(state),
      resumeAfter: () => resumeSeq(this.#view.state.messages),
      resumeEventsAfter: () => this.#view.state.events.at(-1)?.event_seq ?? 0,
      resumeChangesAfter: () => this.#view.state.lastChange,
    });
    this.#socket = socket;
    this.#dropExpired();
    return () => {
      this.#clock.stop();
      socket.close();
      this.#socket = null;
      this.#queue.close();
      this.#receipts.close();
    };
  }

  /** Puts a message into the outbox, then sends it. `answers`: the seq of the message that it replies to. */
  async sendMessage(
    content: string,
    answers: number | null = null,
    parts: Pick<NewUnsent, "photos"> = {},
  ): Promise<void> {
    const { room, viewerId: userId } = this.#view.state;
    const reply = answers === null ? {} : { replyTo: messageId(room, answers) };
    const unsent = await this.#parts.outbox.put({ room, userId, content, ...reply, ...parts });
    if (this.#view.socket !== "open") this.#parts.askForSync(); // the page may be closed before there is a network
    this.#typing.reset();
    this.history.leavePast();
    this.#change({ lineSeq: null });
    this.#queue.add([unsent]);
  }

  /** Replaces the words of a message: where it waits, or else in the log. */
  async edit({ seq, key }: { seq: number | null; key: string }, content: string): Promise<void> {
    const { room, messages } = this.#view.state;
    // It may have been sent while it was being edited.
    const logged = seq ?? messages.find(({ client_id: clientId }) => clientId === key)?.seq ?? null;
    if (logged === null) return this.#queue.revise(key, content);
    await this.#putChange({ type: "edit", id: messageId(room, logged), content });
  }

  /** Deletes a message that is in the log. */
  async delete(seq: number, whom: "me" | "both"): Promise<void> {
    await this.#putChange({ type: "delete", id: messageId(this.#view.state.room, seq), for: whom });
  }

  /** Reacts to a message that is in the log, or with null takes that back. */
  async react(seq: number, emoji: string | null): Promise<void> {
    await this.#putChange({ type: "reaction", id: messageId(this.#view.state.room, seq), emoji });
  }

  /** Sets after how many seconds what is sent from now on disappears. Returns whether it went to the room, which then says so. */
  setDisappearing(after: DisappearAfter): boolean {
    return this.#socket?.send({ type: "disappearing", after, client_id: uuidv7() }) ?? false;
  }

  /** Called once it was read why a change was refused. */
  dismissRefusedChange(): void {
    this.#change({ refusedChange: "" });
  }

  /** Sends a refused message again. */
  retry(clientId: string): void {
    this.#queue.retry(clientId);
  }

  /** Deletes an unsent message. */
  discard(clientId: string): void {
    this.#queue.discard(clientId);
  }

  /**
   * Called when the viewer has seen everything up to a seq. Until the room has sent the read watermark, the list is not
   * scrolled to its place, and nothing counts as seen.
   */
  markSeen(seq: number): void {
    if (!this.#knowsOwnRead || seq <= this.#readSeq()) return;
    this.#receipts.read(seq);
    this.#publish();
  }

  /**
   * Returns whether what is seen counts as read: not in a part of the history that leaves out some of the unread messages
   * before it.
   */
  countsAsSeen(): boolean {
    const { past } = this.#view;
    return past === null || (past.messages[0]?.seq ?? 0) <= this.#readSeq() + 1;
  }

  /** Called when the viewer scrolls: it decides whether the unread line may move to what arrives. */
  setReadingPosition(position: ReadingPosition): void {
    this.#position = position;
  }

  /** Called with every change of the text that is being written. */
  setTyping(isTyping: boolean): void {
    this.#typing.set(isTyping);
  }

  async #putChange(change: UnsentChange): Promise<void> {
    const { room, viewerId: userId } = this.#view.state;
    this.#queue.add([await this.#parts.outbox.put({ room, userId, content: "", change })]);
  }

  #change(part: Partial<RoomView>): void {
    this.#view = { ...this.#view, ...part };
    for (const listener of this.#listeners) listener();
  }

  #onState(socket: SocketState): void {
    this.#typing.reset();
    const { state } = this.#view;
    const isOpen = socket === "open";
    this.#change({ socket, ...(!isOpen && { state: { ...state, isOnline: false, isTyping: false } }) });
    this.#queue.restart();
    if (isOpen) this.#receipts.resend();
  }

  #onFrame(frame: ServerFrame): void {
    if (this.#queue.handleFrame(frame)) return;
    if (frame.type === "error") {
      // Between what is known and what comes is a gap: the history fills it from the newer side.
      if (frame.code === "too_far_behind") this.#change({ state: { ...this.#view.state, messages: [] } });
      return;
    }
    if (frame.type === "room_clock") this.#clock.set(Date.parse(frame.now));
    const { state: before, past } = this.#view;
    const state = applyFrame(before, frame);
    const isChanged = past !== null && state.changes !== before.changes;
    this.#change({
      state,
      ...(isChanged && { past: { ...past, messages: withChanges(past.messages, state.changes) } }),
    });
    if (frame.type === "room_clock" || frame.type === "chat_message") this.#dropExpired();
    if (frame.type === "chat_message" && frame.sender_id !== before.viewerId) this.#onArrival(frame.seq, before);
    if (frame.type === "presence") this.#correctLine();
    this.#publish();
  }

  /** Drops the messages whose time has come by the room's clock, with what waits to change them, and sets when to look again. */
  #dropExpired(): void {
    const { view, ids, photos } = dropExpired(this.#view, this.#clock.now());
    if (ids.size > 0) {
      forgetCopies(photos);
      this.#change(view);
      this.#queue.dropChangesOf(ids);
      this.#publish();
    }
    this.#clock.ringAt(nextExpiry([...this.#view.state.messages, ...(this.#view.past?.messages ?? [])]));
  }

  #onArrival(seq: number, before: ConversationState): void {
    this.#receipts.confirmSoon();
    const { lineSeq } = this.#view;
    const isPageHidden = this.#parts.isPageHidden();
    const arrival = { seq, before, lineSeq, readSeq: this.#readSeq(), position: this.#position, isPageHidden };
    const moved = unreadLineAfterArrival(arrival);
    if (moved !== lineSeq) this.#change({ lineSeq: moved });
  }

  /** The highest seq that the viewer has read, here or elsewhere. */
  #readSeq(): number {
    return Math.max(this.#receipts.readSeq, this.#view.state.ownReadSeq);
  }

  /** Updates badges and lists at once. Before the room has sent the read watermark, the unread count is not known. */
  #publish(): void {
    if (!this.#knowsOwnRead) return;
    const { state, opening } = this.#view;
    const { room } = state;
    const unread = countNewAfter(this.#readSeq(), this.#view, opening);
    const last = newestEntry(state);
    const before = this.#published;
    this.#published = { unread, last };
    if (unread !== before.unread) this.#parts.publishUnread(room, unread);
    if (unread === before.unread && JSON.stringify(last) === JSON.stringify(before.last)) return;
    this.#parts.publishNewest({ type: "conversation", connection_id: room, unread, last });
  }

  /** The page's unread count may be a moment old: the room's read watermark says where the line belongs. */
  #correctLine(): void {
    if (this.#knowsOwnRead) return;
    this.#knowsOwnRead = true;
    const { state } = this.#view;
    this.#change({ lineSeq: newestIncomingSeq(state) > state.ownReadSeq ? state.ownReadSeq : null });
  }
}

function openingView({ room, viewerId, history }: RoomOpening): RoomView {
  const { messages, unread, past } = history;
  const opening = unread && { ...unread, upToSeq: messages.at(-1)?.seq ?? 0 };
  return {
    state: openConversation(room, viewerId, history),
    past,
    older: "idle",
    newer: "idle",
    firstSeq: 1,
    unsent: [],
    socket: "connecting",
    opening,
    lineSeq: opening && opening.count > 0 ? opening.afterSeq : null,
    isRateLimited: false,
    photosHeldUpUntil: null,
    refusedChange: "",
  };
}
