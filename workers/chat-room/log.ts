/**
 * The room's log in its own SQLite: the source of truth. A message writes two rows (itself and its client id), a mark
 * one. Storage writes are synchronous, and the output gate holds every frame back until they are on disk.
 */
import type { ConnectionId, UserId } from "../../app/contract/ids";
import type { LoggedMessage, Marks, RoomLog } from "./room";

/** Who the room is for: written when the first member comes. */
export interface Identity {
  connectionId: ConnectionId;
  members: readonly [UserId, UserId];
}

export class Log implements RoomLog {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    this.prepare();
  }

  /** Makes the tables where there are none: at first, and after everything was deleted. */
  prepare(): void {
    this.#sql.exec(`
      CREATE TABLE IF NOT EXISTS messages (
        seq INTEGER PRIMARY KEY, sender_id TEXT NOT NULL, client_id TEXT, content TEXT NOT NULL, created_at INTEGER NOT NULL);
      CREATE UNIQUE INDEX IF NOT EXISTS messages_client_id ON messages (client_id, sender_id) WHERE client_id IS NOT NULL;
      CREATE TABLE IF NOT EXISTS marks (
        user_id TEXT PRIMARY KEY, delivered INTEGER NOT NULL, read INTEGER NOT NULL) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    `);
  }

  append({ seq, senderId, clientId, content, createdAt }: LoggedMessage): number {
    try {
      this.#sql.exec("INSERT INTO messages VALUES (?, ?, ?, ?, ?)", seq, senderId, clientId, content, createdAt);
      return seq;
    } catch (error) {
      // Nearly every message is new: to look before each insert, or to let it resolve the conflict, costs as much again.
      const before = clientId === null ? null : this.seqOf(senderId, clientId);
      if (before === null) throw error;
      return before;
    }
  }

  saveMarks(member: UserId, { delivered, read }: Marks): void {
    this.#sql.exec("INSERT OR REPLACE INTO marks VALUES (?, ?, ?)", member, delivered, read);
  }

  marks(): Record<UserId, Marks> {
    const rows = this.#sql.exec<{ user_id: UserId; delivered: number; read: number }>("SELECT * FROM marks");
    return Object.fromEntries(rows.toArray().map(({ user_id, delivered, read }) => [user_id, { delivered, read }]));
  }

  seqOf(senderId: UserId, clientId: string): number | null {
    const query = "SELECT seq FROM messages WHERE client_id = ? AND sender_id = ?";
    return this.#sql.exec<{ seq: number }>(query, clientId, senderId).toArray()[0]?.seq ?? null;
  }

  at(seq: number): LoggedMessage | null {
    return this.#read("WHERE seq = ?", seq)[0] ?? null;
  }

  after(seq: number, limit: number): LoggedMessage[] {
    return this.#read("WHERE seq > ? ORDER BY seq LIMIT ?", seq, limit);
  }

  /** The newest messages above one seq and below another, newest first. */
  between(above: number, below: number, limit: number): LoggedMessage[] {
    return this.#read("WHERE seq > ? AND seq < ? ORDER BY seq DESC LIMIT ?", above, below, limit);
  }

  /** The newest messages, newest first. */
  newest(limit: number): LoggedMessage[] {
    return this.#read("ORDER BY seq DESC LIMIT ?", limit);
  }

  /** How many messages of a sender come after a seq: reads just those after it. */
  countFrom(senderId: UserId, after: number): number {
    const query = "SELECT count(*) AS n FROM messages WHERE seq > ? AND sender_id = ?";
    return this.#sql.exec<{ n: number }>(query, after, senderId).one().n;
  }

  identity(): Identity | null {
    const value = this.#fact("identity");
    return value === null ? null : (JSON.parse(value) as Identity); // written by saveIdentity alone
  }

  saveIdentity(identity: Identity): void {
    this.#saveFact("identity", JSON.stringify(identity));
  }

  /** Up to which seq the copy in D1 is complete. */
  copiedUpTo(): number {
    return Number(this.#fact("copied_up_to") ?? 0);
  }

  saveCopiedUpTo(seq: number): void {
    this.#saveFact("copied_up_to", String(seq));
  }

  /** Whether the copy in D1 has the marks as they stand. */
  hasCopiedMarks(): boolean {
    return (this.#fact("copied_marks") ?? "{}") === JSON.stringify(this.marks());
  }

  /** The marks that were copied: they may have moved since. */
  saveCopiedMarks(marks: Record<UserId, Marks>): void {
    this.#saveFact("copied_marks", JSON.stringify(marks));
  }

  /** Whether the monitor may have been told that the copy fails. */
  mayBeBehind(): boolean {
    return this.#fact("may_be_behind") !== null;
  }

  saveMayBeBehind(): void {
    this.#saveFact("may_be_behind", "yes");
  }

  forgetMayBeBehind(): void {
    this.#sql.exec("DELETE FROM facts WHERE name = 'may_be_behind'");
  }

  #fact(name: string): string | null {
    return (
      this.#sql.exec<{ value: string }>("SELECT value FROM facts WHERE name = ?", name).toArray()[0]?.value ?? null
    );
  }

  #saveFact(name: string, value: string): void {
    this.#sql.exec("INSERT OR REPLACE INTO facts VALUES (?, ?)", name, value);
  }

  #read(where: string, ...values: number[]): LoggedMessage[] {
    const query = `SELECT seq, sender_id, client_id, content, created_at FROM messages ${where}`;
    type Row = { seq: number; sender_id: UserId; client_id: string | null; content: string; created_at: number };
    return this.#sql
      .exec<Row>(query, ...values)
      .toArray()
      .map((row) => ({
        seq: row.seq,
        senderId: row.sender_id,
        clientId: row.client_id,
        content: row.content,
        createdAt: row.created_at,
      }));
  }
}
