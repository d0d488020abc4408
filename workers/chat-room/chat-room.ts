import { DurableObject } from "cloudflare:workers";
import {
  closeCodes,
  maxSocketsPerMember,
  messagesPerMinute,
  pingFrame,
  pongFrame,
  silentFor,
  type Message,
} from "../../app/contract/chat";
import { RoomEntry } from "../../app/contract/room";
import type { UserId } from "../../app/contract/ids";
import { Copier } from "./copier";
import { monitorName, type CopyLag, type CopyMonitor } from "./copy-monitor";
import { CopyReport } from "./copy-report";
import { logEvent } from "./events";
import { parseFrame } from "./frames";
import { Log } from "./log";
import { problem } from "./problem";
import {
  confirmDelivery,
  join,
  leave,
  nextTick,
  receive,
  tick,
  wakeRoom,
  type Effect,
  type LoggedMessage,
  type Marks,
  type Outcome,
  type Room,
} from "./room";
import { Sockets, type Visitor } from "./sockets";

interface RoomEnv {
  DB: D1Database;
  COPY_MONITOR: DurableObjectNamespace<CopyMonitor>;
}

/** What a history page needs of the room: messages that D1 may not have yet, and the marks that give each its status. */
export interface FreshHistory {
  messages: LoggedMessage[];
  marks: Record<UserId, Marks>;
}

/**
 * One room of two, named by its connection. A thin shell: `room` decides, this performs. The log is written before
 * anything is sent, and the runtime's output gate keeps frames back until the write is on disk.
 */
export class ChatRoom extends DurableObject<RoomEnv> {
  readonly #log: Log;
  readonly #sockets: Sockets;
  readonly #copier: Copier;
  #room: Room | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** When the alarm rings: a message does not write it each time, and nothing puts it off. */
  #alarmAt: number | null = null;

  constructor(state: DurableObjectState, env: RoomEnv) {
    super(state, env);
    this.#log = new Log(state.storage.sql);
    this.#sockets = new Sockets(state);
    this.#copier = new Copier({
      log: this.#log,
      database: env.DB,
      report: new CopyReport(this.#log, () => env.COPY_MONITOR.getByName(monitorName)),
      wakeBy: (time) => this.#wakeBy(time),
    });
    void state.blockConcurrencyWhile(async () => {
      this.#alarmAt = await state.storage.getAlarm();
    });
    state.setWebSocketAutoResponse(new WebSocketRequestResponsePair(pingFrame, pongFrame));
    state.setHibernatableWebSocketEventTimeout(5_000);
  }

  /** The upgrade, sent by the route that verified the person and the connection. */
  override async fetch(request: Request): Promise<Response> {
    const entry = RoomEntry.safeParse(Object.fromEntries(new URL(request.url).searchParams));
    if (request.headers.get("Upgrade")?.toLowerCase() !== "websocket") {
      return problem("upgrade_required", "Open a WebSocket: send Upgrade: websocket.");
    }
    if (!entry.success) return problem("not_found", "The route did not say who comes in.");
    logEvent({ event: "room_entered", connection_id: entry.data.connection }, request);
    return this.#open(entry.data);
  }

  override webSocketMessage(webSocket: WebSocket, data: string | ArrayBuffer): void {
    const visitor = this.#sockets.visitorOf(webSocket);
    const room = this.#awake();
    if (!visitor || !room) return webSocket.close(closeCodes.notAMember, "The room is gone.");
    const now = Date.now();
    if (visitor.expiresAt <= now) return this.#closeStale(now);
    this.#sockets.hear(webSocket, visitor, now);
    this.#apply(receive(room, this.#log, visitor, parseFrame(data), now));
  }

  override webSocketClose(webSocket: WebSocket): void {
    // The other half of the handshake: without it the client waits for many seconds until it gives up.
    webSocket.close();
    this.#left(webSocket);
  }

  override webSocketError(webSocket: WebSocket): void {
    this.#left(webSocket);
  }

  /** Copies to D1 what it lacks, closes sockets that are silent or whose token has expired, and says when to wake next. */
  override async alarm(): Promise<void> {
    this.#alarmAt = null;
    const now = Date.now();
    this.#closeStale(now);
    await this.#copier.copyWhenDue(now);
    this.#checkSocketsLater(now);
  }

  /** Messages below a seq that D1 may lack, newest first, and the marks. */
  freshHistory({ before, limit }: { before: number; limit: number }): FreshHistory {
    const messages = this.#log.between(this.#log.copiedUpTo(), before, limit);
    return { messages, marks: this.#log.marks() };
  }

  /** Confirms delivery of messages that the other sent; the sender's sockets hear of it at once. Gives how many counted. */
  markDelivered(member: UserId, ids: Message["id"][]): number {
    const room = this.#awake();
    if (!room) return 0;
    const inOrder = ids.toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1));
    return inOrder.filter((id) => this.#apply(confirmDelivery(this.#awake() ?? room, this.#log, member, id)) > 0)
      .length;
  }

  /** Closes all sockets of a member, or of everybody: blocked, or no longer connected. */
  closeFor(member: UserId | null): void {
    this.#closeWhere(
      ({ userId }) => member === null || userId === member,
      closeCodes.notAMember,
      "No longer a member.",
    );
  }

  /** Closes the sockets that a session opened: it was signed out. */
  endSession(sessionId: string): void {
    this.#closeWhere((visitor) => visitor.sessionId === sessionId, closeCodes.tokenExpired, "Signed out.");
  }

  /** Answers: the script is deployed and the binding leads to it. */
  health(): "ok" {
    return "ok";
  }

  /** How far all rooms' copies in D1 are behind: any room can ask the monitor. Rejects when it does not answer. */
  copyLag(): Promise<CopyLag> {
    return this.env.COPY_MONITOR.getByName(monitorName).lag();
  }

  /** Forgets everything: the connection was deleted. */
  async erase(): Promise<void> {
    this.closeFor(null);
    this.#copier.stop();
    this.#room = null;
    this.#alarmAt = null;
    await this.ctx.storage.deleteAlarm();
    await this.ctx.storage.deleteAll();
    this.#log.prepare();
  }

  #open(entry: RoomEntry): Response {
    const { 0: client, 1: server } = new WebSocketPair();
    if (!this.#log.identity()) {
      this.#log.saveIdentity({ connectionId: entry.connection, members: [entry.user, entry.other] });
    }
    const now = Date.now();
    const visitor: Visitor = {
      id: crypto.randomUUID(),
      userId: entry.user,
      sessionId: entry.session,
      expiresAt: entry.expires,
      heardAt: now,
    };
    this.#closeStale(now);
    if (this.#sockets.countOf(entry.user) >= maxSocketsPerMember) {
      return refused(server, client, closeCodes.tooManySockets, "Too many sockets of one person: close another first.");
    }
    const room = this.#awake();
    if (!room || !room.members.includes(entry.user)) {
      return refused(server, client, closeCodes.notAMember, "Not a member of this room.");
    }
    this.#sockets.accept(server, visitor);
    this.#apply(join(room, this.#log, visitor, entry.after ?? null));
    this.#checkSocketsLater(now);
    return new Response(null, { status: 101, webSocket: client });
  }

  /** The room in memory; null when nobody ever came in. Who is leaving was there until now. */
  #awake(leaving: Visitor | null = null): Room | null {
    if (this.#room) return this.#room;
    const identity = this.#log.identity();
    if (!identity) return null;
    const visitors = [...this.#sockets.all(), ...(leaving ? [leaving] : [])];
    const newest = this.#log.newest(messagesPerMinute * identity.members.length);
    this.#room = wakeRoom({
      ...identity,
      lastSeq: newest[0]?.seq ?? 0,
      lastAt: newest[0]?.createdAt ?? 0,
      marks: this.#log.marks(),
      newest: newest.toReversed(),
      present: new Set(visitors.map(({ userId }) => userId)),
    });
    return this.#room;
  }

  #left(webSocket: WebSocket): void {
    const visitor = this.#sockets.forget(webSocket);
    const room = this.#awake(visitor);
    if (visitor && room) this.#apply(leave(room, visitor, this.#sockets.countOf(visitor.userId), Date.now()));
  }

  /** Keeps the new state and performs the effects in their order. Gives how many there were. */
  #apply({ room, effects }: Outcome): number {
    if (room.lastSeq !== this.#room?.lastSeq) this.#copier.copyLater();
    this.#room = room;
    for (const effect of effects) this.#perform(effect);
    this.#tickLater(room);
    return effects.length;
  }

  #perform(effect: Effect): void {
    switch (effect.kind) {
      case "save_marks":
        this.#log.saveMarks(effect.member, effect.marks);
        return this.#copier.copyLater();
      case "send":
        return this.#sockets.send(effect.frame, ({ id }) => id === effect.socket);
      case "send_member":
        return this.#sockets.send(effect.frame, ({ userId }) => userId === effect.member);
      case "send_others":
        return this.#sockets.send(effect.frame, ({ id }) => id !== effect.except);
      case "close":
        return this.#closeWhere(({ id }) => id === effect.socket, effect.code, effect.reason);
      default:
        return effect satisfies never;
    }
  }

  #closeWhere(holds: (visitor: Visitor) => boolean, code: number, reason: string): void {
    for (const [webSocket] of this.#sockets.where(holds)) {
      webSocket.close(code, reason);
      this.#left(webSocket);
    }
  }

  /** A page that vanished leaves its socket open (workerd #1187): one that did not ping for long is gone. */
  #closeStale(now: number): void {
    this.#closeWhere(({ expiresAt }) => expiresAt <= now, closeCodes.tokenExpired, "The token has expired.");
    for (const [webSocket, visitor] of this.#sockets.where(() => true)) {
      if (now - this.#sockets.heardAt(webSocket, visitor) <= silentFor) continue;
      this.#closeWhere(({ id }) => id === visitor.id, closeCodes.gone, "No ping came.");
    }
  }

  /** The next look at the sockets: when a token expires, or when one may have fallen silent. */
  #checkSocketsLater(now: number): void {
    const expiries = this.#sockets.all().map(({ expiresAt }) => expiresAt);
    if (expiries.length > 0) this.#wakeBy(Math.min(now + silentFor, ...expiries));
  }

  /** Sees to it that the alarm rings by then. */
  #wakeBy(time: number): void {
    if (this.#alarmAt !== null && this.#alarmAt <= time) return;
    this.#alarmAt = time;
    void this.ctx.storage.setAlarm(time);
  }

  #tickLater(room: Room): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    const due = nextTick(room);
    this.#timer = due === null ? null : setTimeout(() => this.#tick(), Math.max(0, due - Date.now()));
  }

  #tick(): void {
    this.#timer = null;
    const room = this.#awake();
    if (room) this.#apply(tick(room, Date.now()));
  }
}

/** A close code reaches a browser only over an open socket: accept, then close. */
function refused(server: WebSocket, client: WebSocket, code: number, reason: string): Response {
  server.accept();
  server.close(code, reason);
  return new Response(null, { status: 101, webSocket: client });
}
