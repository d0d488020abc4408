/**
 * The room's log in its own SQLite: the source of truth. A message writes two rows (itself and its client id), a
 * watermark one. Storage writes are synchronous, and the output gate holds every frame back until they are on disk.
 */
import type { NewestReveal } from "../../app/contract/conversation";
import type { UnreadReport } from "../../app/contract/inbox";
import type { RecoveredLog } from "./recovered-log";
import type { DisappearAfter } from "../../app/contract/chat";
import type { ChatPhoto } from "../../app/contract/chat-photo";
import { entriesOf } from "../../app/contract/entries";
import type { PhotoId, UserId } from "../../app/contract/ids";
import type { EntryLog } from "./last-entry";
import type { ProjectedLog, RoomIdentity } from "./projection/d1-projector";
import { replayLimit } from "./room/join";
import type { MessageView } from "./room/message-views";
import type {
  Envelope,
  GoneMessage,
  LoggedEvent,
  LoggedMessage,
  LoggedReveal,
  NewEvent,
  NewPhoto,
  RoomLog,
  UploadedPhoto,
  Watermarks,
} from "./room/state";
import { MessageCounts } from "./message-counts";
import { SqlChangeLog } from "./sql-change-log";
import { SqlEventLog } from "./sql-event-log";
import { SqlExpiries } from "./sql-expiries";
import { SqlFacts } from "./sql-facts";
import { SqlPhotoLog } from "./sql-photo-log";
import type { ReportedLog } from "./unread-reporter";

/** A view with the words that its member sees. */
export type SeenView = MessageView & { content: string };

/** Of a message what is looked at after it was appended. `createdAt` in milliseconds since 1970. */
type Newest = { envelope: Envelope; createdAt: number };

export class MessageLog implements RoomLog, ProjectedLog, ReportedLog, EntryLog {
  readonly changes: SqlChangeLog;
  /** Facts that another part of the room keeps beside the log, by name. */
  readonly facts: SqlFacts;
  readonly #photos: SqlPhotoLog;
  readonly #sql: SqlStorage;
  readonly #events: SqlEventLog;
  readonly #expiries: SqlExpiries;
  readonly #counts: MessageCounts;
  /** The newest message, once it is known: nearly every receipt is about it. */
  #newest: Newest | null = null;
  /** Once they are known. */
  #watermarks: Record<UserId, Watermarks> | null = null;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    this.#events = new SqlEventLog(sql);
    this.#expiries = new SqlExpiries(sql);
    this.changes = new SqlChangeLog(sql);
    this.facts = new SqlFacts(sql);
    this.#counts = new MessageCounts(sql);
    this.#photos = new SqlPhotoLog(sql);
    this.prepare();
  }

  /** Creates the tables that are missing: at first, and after everything was deleted. */
  prepare(): void {
    this.#forgetMessages();
    this.#watermarks = null;
    this.#sql.exec(`
      CREATE TABLE IF NOT EXISTS messages (
        seq INTEGER PRIMARY KEY, sender_id TEXT NOT NULL, client_id TEXT, content TEXT NOT NULL, created_at INTEGER NOT NULL);
      CREATE UNIQUE INDEX IF NOT EXISTS messages_client_id ON messages (client_id, sender_id) WHERE client_id IS NOT NULL;
      CREATE TABLE IF NOT EXISTS marks (
        user_id TEXT PRIMARY KEY, delivered INTEGER NOT NULL, read INTEGER NOT NULL) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS hidden (seq INTEGER PRIMARY KEY);
      CREATE TABLE IF NOT EXISTS replies (seq INTEGER PRIMARY KEY, reply_to INTEGER NOT NULL, is_private INTEGER NOT NULL);
    `);
    this.facts.prepare();
    this.changes.prepare();
    this.#events.prepare();
    this.#expiries.prepare();
    this.#photos.prepare();
  }

  append(message: LoggedMessage): number {
    const { seq, senderId, clientId, content, createdAt, isHidden, replyTo, photos, expiresAt } = message;
    const gone = clientId === null ? null : this.#expiries.goneWith(senderId, clientId);
    if (gone !== null) return gone;
    try {
      this.#sql.exec("INSERT INTO messages VALUES (?, ?, ?, ?, ?)", seq, senderId, clientId, content, createdAt);
      if (isHidden) this.#sql.exec("INSERT INTO hidden VALUES (?)", seq);
      if (replyTo) {
        this.#sql.exec("INSERT INTO replies VALUES (?, ?, ?)", seq, replyTo.seq, replyTo.isPrivate ? 1 : 0);
      }
      if (photos.length > 0) this.#photos.take(seq, senderId, photos);
      if (expiresAt !== null) this.#expiries.add(seq, expiresAt);
      this.#newest = newestOf(message);
      if (!isHidden) this.#counts.add(senderId);
      return seq;
    } catch (error) {
      // Nearly every message is new: to look before each insert, or to let it resolve the conflict, costs as much again.
      const before = clientId === null ? null : this.seqOf(senderId, clientId);
      if (before === null) throw error;
      return before;
    }
  }

  saveWatermarks(member: UserId, { delivered, read }: Watermarks): void {
    this.#sql.exec("INSERT OR REPLACE INTO marks VALUES (?, ?, ?)", member, delivered, read);
    if (this.#watermarks) this.#watermarks = { ...this.#watermarks, [member]: { delivered, read } };
  }

  watermarks(): Record<UserId, Watermarks> {
    return (this.#watermarks ??= this.#readWatermarks());
  }

  #readWatermarks(): Record<UserId, Watermarks> {
    const rows = this.#sql.exec<{ user_id: UserId; delivered: number; read: number }>("SELECT * FROM marks");
    return Object.fromEntries(rows.toArray().map(({ user_id, delivered, read }) => [user_id, { delivered, read }]));
  }

  seqOf(senderId: UserId, clientId: string): number | null {
    const query = "SELECT seq FROM messages WHERE client_id = ? AND sender_id = ?";
    const found = this.#sql.exec<{ seq: number }>(query, clientId, senderId).toArray()[0]?.seq;
    return found ?? this.#expiries.goneWith(senderId, clientId);
  }

  goneAt(seq: number): GoneMessage | null {
    return this.#expiries.goneAt(seq);
  }

  /** Returns when the next message disappears, in milliseconds since 1970; null when none will. */
  nextExpiryAt(): number | null {
    return this.#expiries.nextAt();
  }

  /** Deletes the messages whose time has come. Returns their photos; null when there were none. `now` in milliseconds since 1970. */
  dropExpired(now: number): PhotoId[] | null {
    const photos = this.#expiries.drop(now);
    if (photos !== null) this.#forgetMessages();
    return photos;
  }

  #forgetMessages(): void {
    this.#newest = null;
    this.#counts.forget();
  }

  unprojectedRemovals(limit: number): number[] {
    return this.#expiries.unprojectedRemovals(limit);
  }

  saveProjectedRemovals(seqs: readonly number[]): void {
    this.#expiries.saveProjectedRemovals(seqs);
  }

  at(seq: number): LoggedMessage | null {
    return this.#read("WHERE seq = ?", seq)[0] ?? null;
  }

  envelopeOf(seq: number): Envelope | null {
    if (this.#newest?.envelope.seq === seq) return this.#newest.envelope;
    const query =
      "SELECT sender_id, client_id, seq IN (SELECT seq FROM hidden) AS is_hidden FROM messages WHERE seq = ?";
    type Row = { sender_id: UserId; client_id: string | null; is_hidden: number };
    const [row] = this.#sql.exec<Row>(query, seq).toArray();
    if (!row) return this.goneAt(seq);
    return { seq, senderId: row.sender_id, clientId: row.client_id, isHidden: row.is_hidden === 1 };
  }

  after(seq: number, limit: number): LoggedMessage[] {
    return this.#read("WHERE seq > ? ORDER BY seq LIMIT ?", seq, limit);
  }

  /** Returns the newest messages above one seq and below another, newest first, as a member reads them. */
  between(
    above: number,
    { viewer, before, limit }: { viewer: UserId; before: number; limit: number },
  ): LoggedMessage[] {
    const where = "seq > ? AND seq < ? AND (sender_id = ? OR seq NOT IN (SELECT seq FROM hidden))";
    return this.#read(`WHERE ${where} ORDER BY seq DESC LIMIT ?`, above, before, viewer, limit);
  }

  /** Returns the newest seq of a message that is in the log, up to a seq; 0 when there is none. */
  newestUpTo(seq: number): number {
    const query = "SELECT max(seq) AS seq FROM messages WHERE seq <= ?";
    return this.#sql.exec<{ seq: number | null }>(query, seq).one().seq ?? 0;
  }

  /** Returns the newest messages, newest first. */
  newest(limit: number): LoggedMessage[] {
    return this.#read("ORDER BY seq DESC LIMIT ?", limit);
  }

  newestAt(): number | null {
    return this.#newestMessage()?.createdAt ?? null;
  }

  firstAfter(seq: number): number | null {
    const query = "SELECT created_at FROM messages WHERE seq > ? ORDER BY seq LIMIT 1";
    return this.#sql.exec<{ created_at: number }>(query, seq).toArray()[0]?.created_at ?? null;
  }

  #newestMessage(): Newest | null {
    this.#newest ??= this.newest(1).map(newestOf)[0] ?? null;
    return this.#newest;
  }

  /** Returns the newest seq that was ever given; 0 before the first. */
  lastSeq(): number {
    const newest = this.#newestMessage()?.envelope.seq ?? 0;
    return Math.max(newest, this.#expiries.newestGone(), Number(this.facts.read("given_up_to") ?? 0));
  }

  appendEvent(event: NewEvent): LoggedEvent {
    return this.#events.append(event);
  }

  eventsAfter(eventSeq: number, reading: { viewer: UserId; limit: number }): LoggedEvent[] {
    return this.#events.after(eventSeq, reading);
  }

  eventWith(userId: UserId, clientId: string): LoggedEvent | null {
    return this.#events.with(userId, clientId);
  }

  /** Returns after how many seconds messages disappear, as a member sees it. */
  disappearAfter(viewer: UserId): DisappearAfter {
    return this.#events.disappearAfter(viewer);
  }

  unprojectedEvents(limit: number): LoggedEvent[] {
    return this.#events.allAfter(Number(this.facts.read("copied_events") ?? 0), limit);
  }

  saveEventCheckpoint(eventSeq: number): void {
    this.facts.write("copied_events", String(eventSeq));
  }

  unprojectedViews(limit: number): MessageView[] {
    return this.changes.allAfter(Number(this.facts.read("copied_changes") ?? 0), limit);
  }

  /**
   * Returns what a member sees of changed messages: of all from one seq to below another, and of those before them for which
   * D1 lacks it.
   */
  viewsForPage(viewer: UserId, { from, before }: { from: number; before: number }): SeenView[] {
    const fresh = this.changes.viewsBetween(viewer, from, before);
    const lagging = this.changes.viewsAfter(viewer, Number(this.facts.read("copied_changes") ?? 0), replayLimit);
    const views = [...fresh, ...lagging.filter(({ seq }) => seq < from)];
    // A log that was lost and found again begins later: of what is before it D1 has everything.
    return views.flatMap((view) => {
      const content = view.content ?? this.at(view.seq)?.content;
      return content === undefined ? [] : [{ ...view, content }];
    });
  }

  saveChangeCheckpoint(changeSeq: number): void {
    this.facts.write("copied_changes", String(changeSeq));
  }

  newestReveal(viewer: UserId): NewestReveal | null {
    return this.#events.newestByHand(viewer);
  }

  newestEventOf(imageId: PhotoId): LoggedReveal | null {
    return this.#events.newestOf(imageId);
  }

  newestRevealOf(imageId: PhotoId): LoggedReveal | null {
    return this.#events.newestRevealOf(imageId);
  }

  saveEnd(imageId: PhotoId, endsAt: number | null): void {
    this.#events.saveEnd(imageId, endsAt);
  }

  endingBy(time: number): PhotoId[] {
    return this.#events.endingBy(time);
  }

  /** Returns when the next reveal ends by itself, in milliseconds since 1970; null when none will. */
  nextEndAt(): number | null {
    return this.#events.nextEndAt();
  }

  imagesOf(userId: UserId): PhotoId[] {
    return this.#events.imagesOf(userId);
  }

  photoOf(imageId: PhotoId): UploadedPhoto | null {
    return this.#photos.find(imageId);
  }

  isPhotoHidden(imageId: PhotoId): boolean {
    return this.#photos.isHidden(imageId);
  }

  addPhoto(photo: NewPhoto): void {
    this.#photos.add(photo);
  }

  dropPhotos(seq: number): void {
    this.#photos.drop(seq);
  }

  droppedPhotos(seq: number): PhotoId[] {
    return this.#photos.droppedFrom(seq);
  }

  countFrom(senderId: UserId, after: number): number {
    return this.#counts.countFrom(senderId, after);
  }

  identity(): RoomIdentity | null {
    const value = this.facts.read("identity");
    return value === null ? null : (JSON.parse(value) as RoomIdentity); // written by saveIdentity alone
  }

  saveIdentity(identity: RoomIdentity): void {
    this.facts.write("identity", JSON.stringify(identity));
  }

  /** Returns the members who block the other; null when the room was never told. */
  blockers(): UserId[] | null {
    return this.#members("blockers");
  }

  saveBlockers(blockers: readonly UserId[]): void {
    this.facts.write("blockers", JSON.stringify(blockers));
  }

  /** Returns the members who show when they were last here. */
  showLastSeen(): UserId[] {
    return this.#members("show_last_seen") ?? [];
  }

  saveShowLastSeen(members: readonly UserId[]): void {
    this.facts.write("show_last_seen", JSON.stringify(members));
  }

  /** Returns when each of them was, in milliseconds since 1970. */
  lastSeen(): Record<UserId, number> {
    return JSON.parse(this.facts.read("last_seen") ?? "{}") as Record<UserId, number>; // written by saveLastSeen alone
  }

  saveLastSeen(lastSeen: Readonly<Record<UserId, number>>): void {
    this.facts.write("last_seen", JSON.stringify(lastSeen));
  }

  /** Fills an empty log with what D1 has of it: the newest messages, their views and the events, oldest first, and the watermarks. */
  adopt({ messages, hiddenPhotos, events, views, lastChange, lastSeq, watermarks }: RecoveredLog): void {
    for (const message of messages) this.append(message);
    this.#photos.hide(hiddenPhotos);
    this.changes.adopt(views, lastChange);
    if (lastChange > 0) this.saveChangeCheckpoint(lastChange);
    // The newest may have disappeared: their numbers are not given again.
    if (lastSeq > 0) this.facts.write("given_up_to", String(lastSeq));
    this.#events.adopt(events);
    const lastEvent = events.at(-1);
    if (lastEvent) this.saveEventCheckpoint(lastEvent.eventSeq);
    for (const [member, marks] of entriesOf(watermarks)) this.saveWatermarks(member, marks);
    if (lastSeq > 0) this.saveCheckpoint(lastSeq);
  }

  /** Returns the seq up to which D1 has everything. */
  checkpoint(): number {
    return Number(this.facts.read("copied_up_to") ?? 0);
  }

  saveCheckpoint(seq: number): void {
    this.facts.write("copied_up_to", String(seq));
  }

  /** Returns whether D1 has the watermarks as they are. */
  hasProjectedWatermarks(): boolean {
    return (this.facts.read("copied_marks") ?? "{}") === JSON.stringify(this.watermarks());
  }

  /** Saves the watermarks that D1 has: they may have risen since. */
  saveProjectedWatermarks(watermarks: Record<UserId, Watermarks>): void {
    this.facts.write("copied_marks", JSON.stringify(watermarks));
  }

  /** Returns what a member's inbox acknowledged last; null before that. */
  reported(member: UserId): UnreadReport | null {
    const value = this.facts.read(`reported:${member}`);
    return value === null ? null : (JSON.parse(value) as UnreadReport); // written by saveReported alone
  }

  saveReported(member: UserId, report: UnreadReport): void {
    this.facts.write(`reported:${member}`, JSON.stringify(report));
  }

  /** Returns whether the monitor may list this room as behind. */
  mayBeReported(): boolean {
    return this.facts.read("may_be_behind") !== null;
  }

  saveMayBeReported(): void {
    this.facts.write("may_be_behind", "yes");
  }

  clearMayBeReported(): void {
    this.facts.write("may_be_behind", null);
  }

  #members(fact: "blockers" | "show_last_seen"): UserId[] | null {
    const members = this.facts.read(fact);
    return members === null ? null : (JSON.parse(members) as UserId[]); // written by the two that save them
  }

  #read(where: string, ...values: (number | string)[]): LoggedMessage[] {
    const columns = "seq, sender_id, client_id, content, created_at, seq IN (SELECT seq FROM hidden) AS is_hidden";
    const joined = `messages LEFT JOIN replies USING (seq) LEFT JOIN message_photos USING (seq)
      LEFT JOIN expiries USING (seq)`;
    const query = `SELECT ${columns}, reply_to, is_private, photos, expires_at FROM ${joined} ${where}`;
    type Row = Record<"seq" | "created_at" | "is_hidden", number> & {
      reply_to: number | null;
      is_private: number | null;
      expires_at: number | null;
      sender_id: UserId;
      client_id: string | null;
      content: string;
      photos: string | null;
    };
    return this.#sql
      .exec<Row>(query, ...values)
      .toArray()
      .map((row) => ({
        seq: row.seq,
        senderId: row.sender_id,
        clientId: row.client_id,
        content: row.content,
        createdAt: row.created_at,
        isHidden: row.is_hidden === 1,
        replyTo: row.reply_to === null ? null : { seq: row.reply_to, isPrivate: row.is_private === 1 },
        photos: row.photos === null ? [] : (JSON.parse(row.photos) as ChatPhoto[]), // written by SqlPhotoLog alone
        expiresAt: row.expires_at,
      }));
  }
}

function newestOf({ seq, senderId, clientId, isHidden, createdAt }: LoggedMessage): Newest {
  return { envelope: { seq, senderId, clientId, isHidden }, createdAt };
}
