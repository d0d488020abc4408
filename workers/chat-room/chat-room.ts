import { DurableObject } from "cloudflare:workers";
import {
  maxSocketsPerMember,
  messagesPerMinute,
  pingFrame,
  pongFrame,
  type Message,
  type RoomEvent,
} from "../../app/contract/chat";
import {
  RoomEntry,
  type BlockChange,
  type PhotoArrival,
  type PhotoPlace,
  type RevealChange,
} from "../../app/contract/room";
import type { LastEntry } from "../../app/contract/conversation";
import type { UnreadReport } from "../../app/contract/inbox";
import type { RoomFindings, RoomSearch } from "../../app/contract/search";
import type { ConnectionId, PhotoId, UserId } from "../../app/contract/ids";
import { messageDatabasesOf, type MessageDatabases, type MessagePlace } from "../../db/message-databases";
import { readPlacedProjection, type PlacedProjection } from "../../db/queries/messages";
import { listHiddenPhotos } from "../../db/queries/photos";
import { Alarm } from "../alarm";
import { problemDetails } from "./error-messages";
import { lastEntryFor } from "./last-entry";
import { logEvent } from "./log-event";
import { MessageLog, type SeenView } from "./message-log";
import { problem } from "./problem";
import { D1Projector } from "./projection/d1-projector";
import { LagReport } from "./projection/lag-report";
import { Placement, type MoveResult } from "./projection/placement";
import type { MoveProgress } from "./projection/move-sweep";
import { monitorName, movesEvent, type ProjectionLag, type ProjectionMonitor } from "./projection/projection-monitor";
import { recoveredLog, recoveredMessages } from "./recovered-log";
import { join, replayLimit } from "./room/join";
import { setLastSeenShown } from "./room/last-seen";
import { parseFrame } from "./room/parse-frame";
import { expireDue, leave, nextExpiry } from "./room/presence";
import { confirmDelivery } from "./room/receipts";
import type { MessageVersion } from "./room/message-views";
import { receive } from "./room/receive";
import { eventFrame } from "./room/server-frames";
import { endGone, endReveals, mayKnowOf, recordOpened, recordReveals, recordSeen, recordViewed } from "./room/reveals";
import {
  otherMember,
  restoreRoom,
  type CloseReason,
  type Effect,
  type LoggedMessage,
  type Outcome,
  type Room,
  type Watermarks,
} from "./room/state";
import { closeSocket, Sockets, type SocketAttachment } from "./sockets";
import { WordIndex } from "./word-index";
import { UnreadReporter } from "./unread-reporter";

interface RoomEnv {
  DB: D1Database;
  COPY_MONITOR: DurableObjectNamespace<ProjectionMonitor>;
  INBOX: Inboxes;
}

/** The inboxes as a room reports to them: one for each person. */
interface Inboxes {
  getByName: (name: UserId) => {
    report: (owner: UserId, report: UnreadReport, last: LastEntry | null) => Promise<boolean>;
  };
}

type RoomParties = Pick<RoomEntry, "connection" | "user" | "other" | "other_blocks">;

/** The room's part of a history page. Its names go over the wire to the other worker, so they stay. */
export interface FreshHistory {
  /** Messages that D1 may not have yet. */
  messages: LoggedMessage[];
  /** The member's views of changed messages: of all of the page, and of those before it that D1 may not know yet. */
  views: SeenView[];
  /** The number of the newest change. */
  lastChange: number;
  /** The watermarks, from which each message's status is derived. */
  marks: Record<UserId, Watermarks>;
  /** The seq up to which D1 has them all. */
  checkpoint: number;
  /** The newest message that the member has read, and how many of the other's come after it; null where nobody ever joined. */
  unread: { afterSeq: number; count: number } | null;
  /** The message database that has the rest; undefined where nobody ever joined, so that the room does not know. */
  place: MessagePlace | undefined;
}

/**
 * One room of two, named by its connection. A thin shell: the pure functions in `room/` decide, this performs. The log is
 * written before anything is sent, and the runtime's output gate keeps frames back until the write is on disk.
 */
export class ChatRoom extends DurableObject<RoomEnv> {
  readonly #log: MessageLog;
  readonly #sockets: Sockets;
  readonly #alarm: Alarm;
  readonly #projector: D1Projector;
  readonly #reporter: UnreadReporter;
  readonly #databases: MessageDatabases;
  readonly #placement: Placement;
  #room: Room | null = null;
  #expiryTimer: ReturnType<typeof setTimeout> | null = null;

  constructor(state: DurableObjectState, env: RoomEnv) {
    super(state, env);
    this.#log = new MessageLog(state.storage.sql);
    this.#sockets = new Sockets(state);
    this.#alarm = new Alarm(state.storage);
    this.#databases = messageDatabasesOf(env, env.DB);
    this.#placement = new Placement({
      facts: this.#log.facts,
      databases: this.#databases,
      isErased: () => this.#log.identity() === null,
      wakeBy: (time) => this.#alarm.ringBy(time),
      onFailure: () => logEvent({ event: "move_failed" }),
      now: () => Date.now(),
    });
    this.#projector = new D1Projector({
      log: this.#log,
      write: (projection) => this.#placement.write(projection),
      report: new LagReport(this.#log, () => env.COPY_MONITOR.getByName(monitorName)),
      wakeBy: (time) => this.#alarm.ringBy(time),
      onFailure: (failures) => logEvent({ event: "copy_failed", failures }),
      now: () => Date.now(),
      random: () => Math.random(),
    });
    this.#reporter = new UnreadReporter({
      log: this.#log,
      report: (member, report, last) => env.INBOX.getByName(member).report(member, report, last),
      readLast: (identity, viewer) => lastEntryFor(this.#log, identity, { viewer, now: Date.now() }),
      wakeBy: (time) => this.#alarm.ringBy(time),
      now: () => Date.now(),
      random: () => Math.random(),
    });
    void state.blockConcurrencyWhile(() => this.#alarm.restore());
    state.setWebSocketAutoResponse(new WebSocketRequestResponsePair(pingFrame, pongFrame));
  }

  /** Handles the upgrade, sent by the route that verified the person and the connection. */
  override async fetch(request: Request): Promise<Response> {
    const entry = RoomEntry.safeParse(Object.fromEntries(new URL(request.url).searchParams));
    if (request.headers.get("Upgrade")?.toLowerCase() !== "websocket") {
      return problem("upgrade_required", problemDetails.upgrade_required);
    }
    if (!entry.success) return problem("not_found", problemDetails.no_entry);
    logEvent({ event: "room_entered", connection_id: entry.data.connection }, request);
    await this.#recover(entry.data);
    this.#scheduleDrop();
    return this.#open(entry.data);
  }

  override webSocketMessage(webSocket: WebSocket, data: string | ArrayBuffer): void {
    const sender = this.#sockets.attachmentOf(webSocket);
    const room = this.#load();
    if (!sender || !room) return closeSocket(webSocket, "room_erased");
    const now = Date.now();
    if (sender.expiresAt <= now) return this.#closeStale(now);
    this.#dropExpired(now);
    this.#apply(receive(room, this.#log, { sender, frame: parseFrame(data), now }));
    this.#sockets.noteActivity(webSocket, this.#room?.frameArrivals[sender.id] ?? {}, now);
  }

  override webSocketClose(webSocket: WebSocket): void {
    // The other half of the handshake: without it the client waits for many seconds until it gives up.
    webSocket.close();
    this.#handleClosed(webSocket);
  }

  override webSocketError(webSocket: WebSocket): void {
    this.#handleClosed(webSocket);
  }

  /** Writes to D1 what it lacks, closes idle and expired sockets, and sets when to wake next. */
  override async alarm(): Promise<void> {
    this.#alarm.rang();
    const now = Date.now();
    this.#closeStale(now);
    this.#dropExpired(now);
    await Promise.all([this.#projector.projectWhenDue(now), this.#reporter.reportChanges()]);
    await this.#settle();
    this.#scheduleSocketCheck(now);
    this.#scheduleDrop();
  }

  /** Moves the messages to where they belong, and deletes what the move left behind. */
  async #settle(): Promise<void> {
    const identity = this.#log.identity();
    if (!identity) return;
    await this.#placement.moveHome(identity.connectionId);
    await this.#placement.deleteOld(identity.connectionId);
  }

  /**
   * Moves the messages to the database where they belong. Again, it changes nothing; one that was interrupted goes on.
   * @param place where the main database says that they are: a room that lost its storage does not know
   */
  async moveMessages(connection: ConnectionId, place: MessagePlace): Promise<MoveResult> {
    if (!this.#log.identity()) this.#placement.adopt(place);
    return this.#placement.moveHome(connection);
  }

  /** Returns the messages below a seq that D1 may lack, newest first, as a member reads them, and up to which seq it lacks none. */
  freshHistory({ from, ...span }: { viewer: UserId; before: number; limit: number; from?: number }): FreshHistory {
    this.#dropExpired(Date.now());
    const upTo = this.#log.checkpoint();
    const messages = this.#log.between(upTo, span);
    // D1 has no message that disappeared, so the newest one that it must have says whether it lacks any.
    const checkpoint = this.#log.newestUpTo(upTo);
    const lowest = Math.min(from ?? span.before, messages.at(-1)?.seq ?? span.before);
    const views = this.#log.viewsForPage(span.viewer, { from: lowest, before: span.before });
    const lastChange = this.#log.changes.lastChange();
    const marks = this.#log.watermarks();
    const place = this.#log.identity() ? this.#placement.place() : undefined;
    return { messages, views, lastChange, marks, checkpoint, unread: this.#unreadOf(span.viewer, marks), place };
  }

  #unreadOf(member: UserId, marks: Record<UserId, Watermarks>): FreshHistory["unread"] {
    const identity = this.#log.identity();
    if (!identity) return null;
    const afterSeq = marks[member]?.read ?? 0;
    return { afterSeq, count: this.#log.countFrom(otherMember(identity, member), afterSeq) };
  }

  /** Returns the newest messages that have all words, as a member reads them. */
  search(search: RoomSearch): RoomFindings {
    this.#dropExpired(Date.now());
    return this.#log.identity() ? new WordIndex(this.ctx.storage.sql).search(search) : { hits: [], next: null };
  }

  /** Returns the words that a message had before it was edited, the oldest first: for reports. */
  versions(seq: number): MessageVersion[] {
    this.#dropExpired(Date.now());
    return this.#log.changes.versionsOf(seq);
  }

  /** Confirms delivery of messages that the other member sent. Returns how many of them were news. */
  markDelivered(member: UserId, ids: Message["id"][]): number {
    this.#dropExpired(Date.now());
    const inOrder = ids.toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1));
    return inOrder.filter((id) => {
      const room = this.#load();
      return room !== null && this.#apply(confirmDelivery(room, this.#log, member, id)) > 0;
    }).length;
  }

  /** Records what a member revealed or took back, and sends it to every open socket. */
  async recordReveals(connection: ConnectionId, change: RevealChange): Promise<void> {
    await this.#recover({ ...change, connection, user: change.by });
    this.#dropExpired(Date.now());
    const room = this.#load();
    if (room) this.#applyEvents(recordReveals(room, this.#log, { ...change, now: Date.now() }));
    this.#scheduleDrop();
  }

  /** Records that a member opened an original to view it once, and when it is closed at the latest: milliseconds since 1970. */
  recordOpened(imageId: PhotoId, endsAt: number): void {
    recordOpened(this.#log, { imageId, endsAt });
    this.#scheduleDrop();
  }

  /** Records that a member closed an original that could be viewed once. */
  recordViewed(viewer: UserId, imageId: PhotoId): void {
    const room = this.#load();
    if (room) this.#applyEvents(recordViewed(room, this.#log, { viewer, imageId, now: Date.now() }));
  }

  /** Keeps a photo for a message of its owner. Again, it changes nothing. */
  async addPhoto(connection: ConnectionId, { photo, ...parties }: PhotoArrival): Promise<void> {
    await this.#recover({ ...parties, connection, user: parties.by });
    this.#log.addPhoto({ ownerId: parties.by, photo, uploadedAt: Date.now() });
  }

  /** Returns which message has a photo, and whether that is its sender's alone; null when none has it, or no longer. */
  placeOfPhoto(imageId: PhotoId): PhotoPlace | null {
    this.#dropExpired(Date.now());
    const { photo = null, seq = null } = this.#log.photoOf(imageId) ?? {};
    const message = photo === null || seq === null ? null : this.#log.at(seq);
    return message && { seq: message.seq, isHidden: message.isHidden };
  }

  /** Records that a member saw an original. */
  recordSeen(viewer: UserId, imageId: PhotoId): void {
    const room = this.#load();
    if (room) this.#applyEvents(recordSeen(room, this.#log, { viewer, imageId, now: Date.now() }));
  }

  /**
   * Records that a member blocks the other, or no longer. A block closes the sockets of who blocks, so that they are
   * offline to the other, and nothing else changes for that one.
   */
  async recordBlock(connection: ConnectionId, { type, by, other }: BlockChange): Promise<void> {
    await this.#recover({ connection, user: by, other });
    const others = (this.#log.blockers() ?? []).filter((member) => member !== by);
    this.#saveBlockers(type === "block" ? [...others, by] : others);
    if (type === "block") this.closeFor(by);
  }

  /** Sets whether a member shows when they were last here. */
  setLastSeenShown(member: UserId, isShown: boolean): void {
    const room = this.#load();
    if (!room?.members.includes(member)) return;
    const outcome = setLastSeenShown(room, { member, isShown });
    if (outcome.effects.length > 0) this.#log.saveShowLastSeen(outcome.room.showLastSeen);
    this.#apply(outcome);
  }

  /** Returns the newest events, as a member's sockets get them, in order. */
  events(viewer: UserId): RoomEvent[] {
    const identity = this.#log.identity();
    if (!identity) return [];
    const events = this.#log.eventsAfter(0, { viewer, limit: replayLimit });
    return events
      .filter((event) => mayKnowOf(this.#log, viewer, event))
      .map((event) => eventFrame(identity.connectionId, event));
  }

  /** Closes all sockets of a member, or of both with null: no longer connected. */
  closeFor(member: UserId | null): void {
    this.#closeWhere(({ userId }) => member === null || userId === member, "membership_ended");
  }

  /** Closes the sockets that a session opened: it was signed out. */
  endSession(sessionId: string): void {
    this.#closeWhere((socket) => socket.sessionId === sessionId, "signed_out");
  }

  /** Answers, which shows that the script is deployed and the binding leads to it. */
  health(): "ok" {
    return "ok";
  }

  /** Returns how far the projections of all rooms are behind. Rejects when the monitor does not answer. */
  projectionLag(): Promise<ProjectionLag> {
    return this.env.COPY_MONITOR.getByName(monitorName).lag();
  }

  /** Begins to move the rooms to where they belong, if there is another message database. Rejects when the monitor does not answer. */
  async startMoves(): Promise<MoveProgress> {
    const progress = await this.env.COPY_MONITOR.getByName(monitorName).startMoves();
    logEvent(movesEvent(progress));
    return progress;
  }

  /** Deletes everything: the connection was deleted. Rejects when a message database does: then it is to be called again. */
  async erase(connection = this.#log.identity()?.connectionId): Promise<void> {
    this.closeFor(null);
    this.#projector.stop();
    this.#reporter.stop();
    this.#room = null;
    if (connection) return this.#placement.erase(connection, () => this.#deleteStorage());
    await this.#deleteStorage();
  }

  async #deleteStorage(): Promise<void> {
    await this.#alarm.cancel();
    await this.ctx.storage.deleteAll();
    this.#log.prepare();
  }

  /** At the first entry of all, looks for a log that was lost. Rejects when D1 does: numbers could be given twice. */
  async #recover({ connection, user, other, other_blocks: otherBlocks }: RoomParties): Promise<void> {
    if (this.#log.blockers() === null) this.#saveBlockers(otherBlocks ? [other] : []);
    if (this.#log.identity()) return;
    const [found, hiddenPhotos]: [PlacedProjection, PhotoId[]] = await Promise.all([
      readPlacedProjection(this.#databases, connection, recoveredMessages),
      listHiddenPhotos(this.env.DB, connection),
    ]);
    if (this.#log.identity()) return; // another socket was faster
    this.#log.saveIdentity({ connectionId: connection, members: [user, other] });
    this.#placement.adopt(found.place);
    this.#log.adopt(recoveredLog(found, hiddenPhotos));
  }

  #saveBlockers(blockers: UserId[]): void {
    this.#log.saveBlockers(blockers);
    if (this.#room) this.#room = { ...this.#room, blockers };
  }

  #open(entry: RoomEntry): Response {
    const now = Date.now();
    this.#closeStale(now);
    this.#dropExpired(now);
    if (this.#sockets.countOf(entry.user) >= maxSocketsPerMember) return refuseSocket("too_many_sockets");
    const room = this.#load();
    // One whose upgrade was on its way as they blocked is let in no more.
    if (!room?.members.includes(entry.user) || room.blockers.includes(entry.user)) return refuseSocket("not_a_member");
    // The route has just read it: a change may not have reached this room.
    this.setLastSeenShown(entry.user, entry.shows_last_seen === "yes");
    this.setLastSeenShown(entry.other, entry.other_shows_last_seen === "yes");
    const { 0: client, 1: server } = new WebSocketPair();
    const socket = attachmentFor(entry, now);
    this.#sockets.accept(server, socket);
    const { after = null, events_after: eventsAfter = null, changes_after: changesAfter = null } = entry;
    this.#apply(join(this.#room ?? room, this.#log, socket, { after, eventsAfter, changesAfter, now }));
    this.#scheduleSocketCheck(now);
    return new Response(null, { status: 101, webSocket: client });
  }

  /** Returns the room, from the log after hibernation; null when nobody ever joined. `closing` was online until now. */
  #load(closing: SocketAttachment | null = null): Room | null {
    if (this.#room) return this.#room;
    const identity = this.#log.identity();
    if (!identity) return null;
    const sockets = [...this.#sockets.all(), ...(closing ? [closing] : [])];
    const newest = this.#log.newest(messagesPerMinute * identity.members.length);
    this.#room = restoreRoom({
      ...identity,
      lastSeq: this.#log.lastSeq(),
      lastAt: newest[0]?.createdAt ?? 0,
      blockers: this.#log.blockers() ?? [],
      disappearAfter: Object.fromEntries(identity.members.map((member) => [member, this.#log.disappearAfter(member)])),
      showLastSeen: this.#log.showLastSeen(),
      lastSeen: this.#log.lastSeen(),
      watermarks: this.#log.watermarks(),
      newest: newest.toReversed(),
      online: new Set(sockets.map(({ userId }) => userId)),
      frameArrivals: Object.fromEntries(sockets.map(({ id, frameArrivals = {} }) => [id, frameArrivals])),
    });
    return this.#room;
  }

  #handleClosed(webSocket: WebSocket): void {
    const socket = this.#sockets.remove(webSocket);
    const room = this.#load(socket);
    if (socket && room) this.#apply(leave(room, socket, this.#sockets.countOf(socket.userId), Date.now()));
  }

  /** Keeps the new state and performs the effects in order. Returns their number. */
  #apply({ room, effects }: Outcome): number {
    if (room.lastSeq !== this.#room?.lastSeq) {
      this.#scheduleCopies();
      this.#scheduleDrop();
    }
    this.#room = room;
    for (const effect of effects) this.#perform(effect);
    this.#scheduleExpiry(room);
    return effects.length;
  }

  #applyEvents(outcome: Outcome): void {
    if (this.#apply(outcome) > 0) this.#projector.schedule();
  }

  #perform(effect: Effect): void {
    switch (effect.kind) {
      case "project":
        return this.#projector.schedule();
      case "reword_newest":
        return this.#reporter.scheduleReworded();
      case "save_watermarks":
        this.#log.saveWatermarks(effect.member, effect.watermarks);
        return this.#scheduleCopies();
      case "save_last_seen":
        return this.#log.saveLastSeen(effect.lastSeen);
      case "close":
        return this.#closeWhere(({ id }) => id === effect.socket, effect.reason);
      default:
        return this.#sockets.send(effect);
    }
  }

  /** Brings up to date what others keep of the room: D1, and the inboxes of its members. */
  #scheduleCopies(): void {
    this.#projector.schedule();
    this.#reporter.schedule();
  }

  #closeWhere(matches: (socket: SocketAttachment) => boolean, reason: CloseReason): void {
    this.#closeAll(this.#sockets.matching(matches), reason);
  }

  #closeAll(webSockets: WebSocket[], reason: CloseReason): void {
    for (const webSocket of webSockets) {
      closeSocket(webSocket, reason);
      this.#handleClosed(webSocket);
    }
  }

  /** A page that vanished leaves its socket open (workerd #1187): one that has not pinged for long is gone. */
  #closeStale(now: number): void {
    this.#closeWhere(({ expiresAt }) => expiresAt <= now, "token_expired");
    this.#closeAll(this.#sockets.idle(now), "no_ping");
  }

  #scheduleSocketCheck(now: number): void {
    const checkAt = this.#sockets.nextCheckAt(now);
    if (checkAt !== null) this.#alarm.ringBy(checkAt);
  }

  /** Deletes the messages, and ends the reveals, whose time has come, before anything reads them. */
  #dropExpired(now: number): void {
    const photos = this.#log.dropExpired(now);
    if (photos !== null) this.#scheduleCopies();
    const endAt = this.#log.nextEndAt();
    const hasEnded = endAt !== null && endAt <= now;
    const room = photos !== null || hasEnded ? this.#load() : null;
    if (!room) return;
    if (photos !== null) this.#applyEvents(endGone(room, this.#log, { photos, now }));
    if (hasEnded) this.#applyEvents(endReveals(room, this.#log, now));
  }

  /** The alarm rings when the next message disappears or reveal ends, also for a room that is not in memory then. */
  #scheduleDrop(): void {
    for (const nextAt of [this.#log.nextExpiryAt(), this.#log.nextEndAt()]) {
      if (nextAt !== null) this.#alarm.ringBy(nextAt);
    }
  }

  #scheduleExpiry(room: Room): void {
    if (this.#expiryTimer !== null) clearTimeout(this.#expiryTimer);
    const due = nextExpiry(room);
    this.#expiryTimer = due === null ? null : setTimeout(() => this.#expire(), Math.max(0, due - Date.now()));
  }

  #expire(): void {
    this.#expiryTimer = null;
    const room = this.#load();
    if (room) this.#apply(expireDue(room, Date.now()));
  }
}

function attachmentFor(entry: RoomEntry, now: number): SocketAttachment {
  return {
    id: crypto.randomUUID(),
    userId: entry.user,
    sessionId: entry.session,
    expiresAt: entry.expires,
    heardAt: now,
  };
}

/** A close code reaches a browser only over an open socket: accept, then close. */
function refuseSocket(reason: CloseReason): Response {
  const { 0: client, 1: server } = new WebSocketPair();
  server.accept();
  closeSocket(server, reason);
  return new Response(null, { status: 101, webSocket: client });
}
