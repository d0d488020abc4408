/**
 * When messages disappear, in the room's own SQLite. Of one that did, its number, its sender and its client id are left, so
 * that no number is given twice and a resend is not delivered again; its words, photos, reactions, edits and times are nowhere.
 */
import type { PhotoId, UserId } from "../../app/contract/ids";
import { NextTime } from "./next-time";
import type { GoneMessage } from "./room/state";

export class SqlExpiries {
  readonly #sql: SqlStorage;
  readonly #next: NextTime;
  /** Whether a message is gone: until then nothing is looked up. */
  #hasGone = false;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    this.#next = new NextTime(sql, "SELECT min(expires_at) AS at FROM expiries");
  }

  /** Creates the tables that are missing. */
  prepare(): void {
    this.#sql.exec(`
      CREATE TABLE IF NOT EXISTS expiries (seq INTEGER PRIMARY KEY, expires_at INTEGER NOT NULL);
      CREATE INDEX IF NOT EXISTS expiries_at ON expiries (expires_at);
      CREATE TABLE IF NOT EXISTS gone (
        seq INTEGER PRIMARY KEY, sender_id TEXT NOT NULL, client_id TEXT, is_hidden INTEGER NOT NULL, expires_at INTEGER NOT NULL);
      CREATE UNIQUE INDEX IF NOT EXISTS gone_client_id ON gone (client_id, sender_id) WHERE client_id IS NOT NULL;
      CREATE TABLE IF NOT EXISTS removals (seq INTEGER PRIMARY KEY);
    `);
    this.#next.forget();
    this.#hasGone = this.#sql.exec("SELECT 1 FROM gone LIMIT 1").toArray().length > 0;
  }

  add(seq: number, expiresAt: number): void {
    this.#sql.exec("INSERT INTO expiries VALUES (?, ?)", seq, expiresAt);
    this.#next.add(expiresAt);
  }

  /** Returns when the next message disappears, in milliseconds since 1970; null when none will. */
  nextAt(): number | null {
    return this.#next.get();
  }

  /** Deletes the messages whose time has come, with all that belongs to them. Returns their photos; null when there were none. */
  drop(now: number): PhotoId[] | null {
    const next = this.nextAt();
    if (next === null || next > now) return null;
    const due = "(SELECT seq FROM expiries WHERE expires_at <= ?)";
    const photos = this.#photosOf(due, now);
    this.#sql.exec(
      `INSERT INTO gone SELECT seq, sender_id, client_id, seq IN (SELECT seq FROM hidden), expires_at
       FROM expiries JOIN messages USING (seq) WHERE expires_at <= ?`,
      now,
    );
    this.#sql.exec(`INSERT OR IGNORE INTO removals SELECT seq FROM expiries WHERE expires_at <= ?`, now);
    this.#sql.exec(`UPDATE photos SET photo = '' WHERE seq IN ${due}`, now);
    for (const table of ["messages", "hidden", "replies", "message_photos", "views", "versions"]) {
      this.#sql.exec(`DELETE FROM ${table} WHERE seq IN ${due}`, now);
    }
    this.#sql.exec("DELETE FROM expiries WHERE expires_at <= ?", now);
    this.#next.forget();
    this.#hasGone = true;
    return photos;
  }

  #photosOf(due: string, now: number): PhotoId[] {
    const query = `SELECT image_id FROM photos WHERE seq IN ${due} AND photo <> ''`;
    return this.#sql
      .exec<{ image_id: PhotoId }>(query, now)
      .toArray()
      .map(({ image_id }) => image_id);
  }

  goneAt(seq: number): GoneMessage | null {
    return this.#hasGone ? this.#gone("seq = ?", seq) : null;
  }

  /** Returns the seq of a sender's message that is gone, by its client id; null when there is none. */
  goneWith(senderId: UserId, clientId: string): number | null {
    return this.#hasGone ? (this.#gone("client_id = ? AND sender_id = ?", clientId, senderId)?.seq ?? null) : null;
  }

  /** Returns the highest seq of those that are gone; 0 when there is none. */
  newestGone(): number {
    if (!this.#hasGone) return 0;
    return this.#sql.exec<{ seq: number | null }>("SELECT max(seq) AS seq FROM gone").one().seq ?? 0;
  }

  /** Returns the messages that D1 has yet to delete, at most `limit`. */
  unprojectedRemovals(limit: number): number[] {
    const query = "SELECT seq FROM removals ORDER BY seq LIMIT ?";
    return this.#sql
      .exec<{ seq: number }>(query, limit)
      .toArray()
      .map(({ seq }) => seq);
  }

  /** Called once D1 has deleted them. */
  saveProjectedRemovals(seqs: readonly number[]): void {
    this.#sql.exec("DELETE FROM removals WHERE seq IN (SELECT value FROM json_each(?))", JSON.stringify(seqs));
  }

  #gone(where: string, ...values: (number | string)[]): GoneMessage | null {
    type Row = { seq: number; sender_id: UserId; client_id: string | null; is_hidden: number; expires_at: number };
    const [row] = this.#sql.exec<Row>(`SELECT * FROM gone WHERE ${where}`, ...values).toArray();
    if (!row) return null;
    return {
      seq: row.seq,
      senderId: row.sender_id,
      clientId: row.client_id,
      isHidden: row.is_hidden === 1,
      expiresAt: row.expires_at,
    };
  }
}
