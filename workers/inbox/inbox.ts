import { DurableObject } from "cloudflare:workers";
import { pingFrame, pongFrame, type UnreadCounts } from "../../app/contract/chat";
import { entriesOf } from "../../app/contract/entries";
import type { LastEntry, MarkedConversations, Marking } from "../../app/contract/conversation";
import {
  InboxEntrance,
  type InboxEntryId,
  type InboxPlace,
  type ListedInboxEntry,
  type UnreadReport,
} from "../../app/contract/inbox";
import type { ConnectionId, SessionId, UserId } from "../../app/contract/ids";
import type { DigestCounts } from "../../app/contract/letter";
import type {
  PushChange,
  PushState,
  PushSubscribing,
  PushSubscriptionId,
  SubscribeOutcome,
} from "../../app/contract/push";
import { connectDatabase } from "../../db/client";
import { listConnectionNames } from "../../db/queries/connections";
import { readInboxRows } from "../../db/queries/inbox";
import { Alarm } from "../alarm";
import { happeningTtlMs, mergeTruth } from "./core/merge";
import { ConversationRows } from "./conversation-rows";
import { badgeOf, markSeen, pageOf, roomsThatCount } from "./core/read";
import { takeReport } from "./core/report";
import { emptyState, type Happening, type InboxState } from "./core/state";
import { deliveriesOf } from "./deliver";
import { DigestRows } from "./digest/digest-rows";
import { Digester, type DigestEnv } from "./digest/digester";
import { InboxRows } from "./inbox-rows";
import { close, closings, InboxSockets } from "./inbox-sockets";
import { vapidKeysOf, type PushEnv } from "./push/push-env";
import { PushRows } from "./push/push-rows";
import { localOriginOf } from "./push/push-service";
import { Pusher } from "./push/pusher";
import { truthOf } from "./truth";

interface InboxEnv extends PushEnv, DigestEnv {
  DB: D1Database;
  ACCOUNT_JOBS: Env["ACCOUNT_JOBS"];
}

/** Between two looks for sockets whose page is gone. Each wakes the inbox. */
const socketCheckMs = 10 * 60 * 1000;

/** Browsers are told nothing by sessions that were not looked up for longer. */
const sessionCheckMs = 24 * 60 * 60 * 1000;

/** Before D1 is read again when it did not answer. */
const readAgainMs = 30_000;

/**
 * The inbox of one person, named by the account's id, and the line to their open browsers. A thin shell: the pure
 * functions in `core/` decide. Rooms report to it; everybody else asks it to read D1 again.
 */
export class Inbox extends DurableObject<InboxEnv> {
  readonly #rows: InboxRows;
  readonly #sockets: InboxSockets;
  readonly #alarm: Alarm;
  readonly #pushRows: PushRows;
  readonly #conversationRows: ConversationRows;
  readonly #pusher: Pusher;
  readonly #digestRows: DigestRows;
  readonly #digester: Digester;
  #state: InboxState;
  /** The reading of D1 that goes on, and whether another has to follow it. */
  #reading: Promise<void> | null = null;
  #isReadAgain = false;

  constructor(state: DurableObjectState, env: InboxEnv) {
    super(state, env);
    this.#rows = new InboxRows(state.storage);
    this.#sockets = new InboxSockets(state);
    this.#alarm = new Alarm(state.storage);
    this.#state = this.#rows.read();
    this.#pushRows = new PushRows(state.storage);
    this.#conversationRows = new ConversationRows(state.storage.sql);
    this.#pusher = new Pusher({
      rows: this.#pushRows,
      keys: vapidKeysOf(env),
      localOrigin: localOriginOf(env.PUSH_LOCAL_ORIGIN),
      readState: () => this.#state,
      readName: (connectionId) => this.#readName(connectionId),
      now: () => Date.now(),
    });
    this.#digestRows = new DigestRows(state.storage);
    this.#digester = new Digester({
      rows: this.#digestRows,
      env,
      readState: () => this.#state,
      isWanted: () => this.#pushRows.settings().digest,
      mail: (digest) => this.#mail(digest),
    });
    void state.blockConcurrencyWhile(() => this.#alarm.restore());
  }

  /** Handles the upgrade, sent by the route that verified the person and the token. A token that was used is a 401. */
  override fetch(request: Request): Response {
    const entrance = InboxEntrance.parse(Object.fromEntries(new URL(request.url).searchParams));
    const now = Date.now();
    if (!this.#rows.takeToken(entrance.token, entrance.token_expires, now)) return new Response(null, { status: 401 });
    this.#own(entrance.user);
    const { 0: client, 1: server } = new WebSocketPair();
    this.#sockets.closeStale(now);
    this.#sockets.accept(server, entrance, now);
    server.send(JSON.stringify({ type: "badge", ...badgeOf(this.#state, { session: entrance.session, now }) }));
    this.#alarm.ringBy(Math.min(entrance.expires, now + socketCheckMs));
    this.ctx.waitUntil(this.#readTruth().catch(() => undefined)); // the alarm tries again
    return new Response(null, { status: 101, webSocket: client });
  }

  override webSocketMessage(webSocket: WebSocket, data: string | ArrayBuffer): void {
    if (data === pingFrame) webSocket.send(pongFrame);
    else close(webSocket, closings.badFrame);
  }

  override webSocketClose(webSocket: WebSocket): void {
    webSocket.close(); // the other half of the handshake
  }

  override async alarm(): Promise<void> {
    this.#alarm.rang();
    const now = Date.now();
    this.#sockets.closeStale(now);
    if (this.#rows.mustRead()) await this.#readTruth().catch(() => undefined); // it has set the next alarm
    if (this.#sockets.isAnyOpen()) this.#alarm.ringBy(now + socketCheckMs);
    await this.#push(now);
    await this.#digester.ring(now);
    this.#ringForDigest();
  }

  /**
   * Takes a room's report of the person's unread messages. It is kept when this resolves. What was said last goes to the open
   * pages alone, before the badge: nothing of it is kept, so nothing has to be taken back. Returns whether a page is open.
   */
  report(owner: UserId, report: UnreadReport, last?: LastEntry | null): boolean {
    this.#own(owner);
    const { state, isUnknown, isShown } = takeReport(this.#state, report);
    if (isShown && last !== undefined) {
      const { connectionId: connection_id, unread } = report;
      this.#sockets.send(() => ({ type: "conversation", connection_id, unread, last }));
    }
    this.#apply(state, []);
    if (isUnknown) this.ctx.waitUntil(this.#readTruth().catch(() => undefined));
    return this.#sockets.isAnyOpen();
  }

  /** Reads D1, in which something changed. Resolves when it is done, or will be tried again. */
  async refresh(owner: UserId): Promise<void> {
    this.#own(owner);
    await this.#readTruth().catch(() => undefined);
  }

  /** Returns how much waits. Rejects when D1 was never read, and does not answer. */
  async badge(owner: UserId, reading: { session: SessionId | null; now: number }): Promise<UnreadCounts> {
    await this.#begin(owner);
    return badgeOf(this.#state, reading);
  }

  /** Returns entries below a place (null: from the first), newest first. Rejects as {@link badge} does. */
  async page(
    owner: UserId,
    page: { below: InboxPlace | null; limit: number; now: number },
  ): Promise<{ entries: ListedInboxEntry[]; next: InboxPlace | null }> {
    await this.#begin(owner);
    return pageOf(this.#state, page);
  }

  markSeen(ids: InboxEntryId[]): void {
    this.#apply(markSeen(this.#state, ids), []);
  }

  /** Returns what the person chose of notifications, and who is told. */
  pushState(): PushState {
    return this.#pusher.state();
  }

  /** Takes a browser that wants to be told what waits. */
  async subscribe(owner: UserId, { id, session, now, endpoint, keys }: PushSubscribing): Promise<SubscribeOutcome> {
    this.#own(owner);
    return this.#pusher.subscribe({ id, sessionId: session, endpoint, ...keys, createdAt: now });
  }

  unsubscribe(id: PushSubscriptionId): void {
    this.#pushRows.remove([id]);
  }

  changePush(change: PushChange): PushState {
    this.#pusher.change(change);
    this.#ringForDigest();
    return this.#pusher.state();
  }

  /** Stops the mails of what waits, by the key that each of them has. Returns whether it is the person's. */
  stopDigest(key: string): boolean {
    if (!this.#digester.isKey(key)) return false;
    this.#pusher.change({ digest: false });
    return true;
  }

  mute(connectionId: ConnectionId): void {
    this.#pushRows.mute(connectionId);
    this.#conversationRows.keepBack(connectionId, this.#state.rooms[connectionId]?.lastAt ?? 0);
  }

  unmute(connectionId: ConnectionId): void {
    this.#pushRows.unmute(connectionId);
  }

  /** Returns what the person marked of their conversations. Rejects as {@link badge} does. */
  async conversations(owner: UserId): Promise<MarkedConversations> {
    await this.#begin(owner);
    const muted = new Set(this.#pushRows.muted());
    const marks = new Map(this.#conversationRows.all().map((one) => [one.connectionId, one]));
    const nothing = { pinnedAt: null, archivedAt: null };
    return {
      marks: [...new Set([...marks.keys(), ...muted])].map((connectionId) => ({
        connectionId,
        ...(marks.get(connectionId) ?? nothing),
        isMuted: muted.has(connectionId),
      })),
      rooms: roomsThatCount(this.#state).map(({ connectionId, lastSeq, unread }) => ({
        connectionId,
        lastSeq,
        unread,
      })),
    };
  }

  markConversation({ owner, connectionId, now, ...change }: Marking): void {
    this.#own(owner);
    this.#conversationRows.change(connectionId, change, now);
  }

  /** Closes the sockets that a session opened, and tells its browser nothing any more: it was signed out. */
  endSession(session: SessionId): void {
    this.#pushRows.removeSessions((of) => of === session);
    this.#sockets.closeWhere((of) => of === session, closings.signedOut);
  }

  /** Answers a health check: this class answers at all. */
  health(): "ok" {
    return "ok";
  }

  /** Deletes everything: the account was deleted. */
  async erase(): Promise<void> {
    this.#sockets.closeWhere(() => true, closings.erased);
    this.#state = emptyState;
    await this.#alarm.cancel();
    await this.ctx.storage.deleteAll();
    this.#rows.prepare();
    this.#pushRows.prepare();
    this.#digestRows.prepare();
    this.#conversationRows.prepare();
  }

  #own(owner: UserId): void {
    if (this.#rows.owner() === null) this.#rows.saveOwner(owner);
  }

  async #begin(owner: UserId): Promise<void> {
    this.#own(owner);
    if (!this.#state.watch.isSynced) await this.#readTruth();
  }

  /** Resolves when a reading that began after this call has been merged. One at a time: an older one never comes last. */
  #readTruth(): Promise<void> {
    this.#isReadAgain = true;
    this.#reading ??= this.#readUntilDone().finally(() => (this.#reading = null));
    return this.#reading;
  }

  async #readUntilDone(): Promise<void> {
    try {
      while (this.#isReadAgain) {
        this.#isReadAgain = false;
        await this.#readOnce();
      }
      this.#rows.saveMustRead(false);
    } catch (error) {
      this.#rows.saveMustRead(true);
      this.#alarm.ringBy(Date.now() + readAgainMs);
      throw error;
    }
  }

  async #readOnce(): Promise<void> {
    const owner = this.#rows.owner();
    if (owner === null) return; // erased
    const now = Date.now();
    const heldBefore = entriesOf(this.#state.watch.held).map(([id]) => id);
    const subscribed = this.#pushRows.subscriptions().map(({ sessionId }) => sessionId);
    const connected = this.#sockets.sessions();
    const sessions = [...new Set([...connected, ...subscribed])];
    const reading = { heldBefore, signedInSince: now - happeningTtlMs, sessions, now };
    const rows = await readInboxRows(this.env.DB, owner, reading);
    if (this.#rows.owner() === null) return; // erased meanwhile
    if (rows === null) return this.erase();
    // The call that says so may have been lost.
    const live = new Set(rows.live.map(({ id }) => id));
    const ended = new Set(connected).difference(live);
    this.#sockets.closeWhere((session) => ended.has(session), closings.signedOut);
    const { state, news } = mergeTruth(this.#state, truthOf(rows), Date.now());
    this.#pusher.keepLive(subscribed, live, now);
    this.#apply(state, news);
  }

  /** Sends notifications that are due, once it is known which sessions ended long ago. */
  async #push(now: number): Promise<void> {
    const dueAt = this.#pushRows.nextDueAt();
    if (dueAt === null) return;
    if (dueAt <= now && now - this.#pushRows.checkedAt() > sessionCheckMs) {
      const isRead = await this.#readTruth().then(
        () => true,
        () => false,
      );
      if (!isRead) return; // it has set the next alarm
    }
    await this.#pusher.ring();
    this.#ringForPush();
  }

  #ringForPush(): void {
    const dueAt = this.#pushRows.nextDueAt();
    if (dueAt !== null) this.#alarm.ringBy(dueAt);
  }

  #ringForDigest(): void {
    const dueAt = this.#digester.dueAt(Date.now());
    if (dueAt !== null) this.#alarm.ringBy(dueAt);
  }

  /** Sends a mail; one that does not get through is lost: the next that happens makes another mail. */
  async #mail(digest: { counts: DigestCounts; key: string }): Promise<void> {
    const owner = this.#rows.owner();
    if (owner === null) return; // erased
    const jobs = this.env.ACCOUNT_JOBS.getByName(owner);
    await jobs.mailDigest({ userId: owner, ...digest }).catch(() => undefined);
  }

  async #readName(connectionId: ConnectionId): Promise<string | null> {
    const owner = this.#rows.owner();
    if (owner === null) return null; // erased
    const [connection] = await listConnectionNames(connectDatabase(this.env.DB), owner, [connectionId]);
    return connection?.other.display_name ?? null;
  }

  /** Keeps the new state, then tells the open browsers: the output gate holds frames back until it is on disk. */
  #apply(after: InboxState, news: readonly Happening[]): void {
    const before = this.#state;
    const now = Date.now();
    this.#rows.save(before, after);
    this.#state = after;
    const deliveries = deliveriesOf({ before, after, news, now });
    for (const delivery of deliveries) {
      switch (delivery.kind) {
        case "badge":
          this.#sockets.send((session) => ({ type: "badge", ...badgeOf(after, { session, now }) }));
          break;
        case "happened": {
          const { id, about, connectionId } = delivery;
          this.#sockets.send(() => ({ type: "happened", id, kind: about, connection_id: connectionId }));
          break;
        }
        default:
          delivery satisfies never;
      }
    }
    if (before === after) return;
    this.#pusher.queue(deliveries.flatMap((delivery) => (delivery.kind === "happened" ? [delivery.id] : [])));
    this.#pusher.takeBack();
    this.#ringForPush();
    this.#ringForDigest();
  }
}
