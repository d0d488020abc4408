/**
 * The changes of messages in the room's own SQLite: who changed what, once each, and what each member sees since. The words
 * themselves are replaced where they stand, in `messages`, so that what was deleted is nowhere.
 */
import type { UserId } from "../../app/contract/ids";
import type { ChangeLog, MessageVersion, MessageView } from "./room/message-views";

export class SqlChangeLog implements ChangeLog {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Creates the tables that are missing. */
  prepare(): void {
    this.#sql.exec(`
      CREATE TABLE IF NOT EXISTS changes (
        change_seq INTEGER PRIMARY KEY, user_id TEXT NOT NULL, client_id TEXT, seq INTEGER NOT NULL);
      CREATE UNIQUE INDEX IF NOT EXISTS changes_client_id ON changes (client_id, user_id) WHERE client_id IS NOT NULL;
      CREATE TABLE IF NOT EXISTS views (
        seq INTEGER NOT NULL, viewer_id TEXT NOT NULL, change_seq INTEGER NOT NULL, type TEXT NOT NULL, content TEXT,
        edited_at INTEGER, deleted_at INTEGER, is_removed INTEGER NOT NULL, reactions TEXT NOT NULL,
        PRIMARY KEY (viewer_id, seq)) WITHOUT ROWID;
      CREATE INDEX IF NOT EXISTS views_change ON views (change_seq);
      CREATE TABLE IF NOT EXISTS versions (seq INTEGER NOT NULL, content TEXT NOT NULL, until INTEGER NOT NULL);
      CREATE INDEX IF NOT EXISTS versions_seq ON versions (seq);
    `);
  }

  append({ userId, clientId, seq }: { userId: UserId; clientId: string | null; seq: number }): number {
    const insert = "INSERT INTO changes (user_id, client_id, seq) VALUES (?, ?, ?) RETURNING change_seq";
    return this.#sql.exec<{ change_seq: number }>(insert, userId, clientId, seq).one().change_seq;
  }

  changedWith(userId: UserId, clientId: string): number | null {
    const query = "SELECT seq FROM changes WHERE client_id = ? AND user_id = ?";
    return this.#sql.exec<{ seq: number }>(query, clientId, userId).toArray()[0]?.seq ?? null;
  }

  /** Returns the number of the newest change; 0 before the first. */
  lastChange(): number {
    return this.#sql.exec<{ n: number | null }>("SELECT max(change_seq) AS n FROM changes").one().n ?? 0;
  }

  saveView({ seq, viewerId, changeSeq, type, content, editedAt, deletedAt, isRemoved, reactions }: MessageView): void {
    const insert = "INSERT OR REPLACE INTO views VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    const [removed, reacted] = [isRemoved ? 1 : 0, JSON.stringify(reactions)];
    this.#sql.exec(insert, seq, viewerId, changeSeq, type, content, editedAt, deletedAt, removed, reacted);
  }

  viewOf(viewer: UserId, seq: number): MessageView | null {
    return this.#read("WHERE viewer_id = ? AND seq = ?", viewer, seq)[0] ?? null;
  }

  viewsFrom(viewer: UserId, seq: number): Map<number, MessageView> {
    const views = this.#read("WHERE viewer_id = ? AND seq > ?", viewer, seq);
    return new Map(views.map((view) => [view.seq, view]));
  }

  /** Returns a member's views of the messages from one seq to below another. */
  viewsBetween(viewer: UserId, from: number, before: number): MessageView[] {
    return this.#read("WHERE viewer_id = ? AND seq >= ? AND seq < ?", viewer, from, before);
  }

  viewsAfter(viewer: UserId, changeSeq: number, limit: number): MessageView[] {
    const where = "WHERE change_seq > ? AND viewer_id = ? ORDER BY change_seq DESC LIMIT ?";
    return this.#read(where, changeSeq, viewer, limit).reverse();
  }

  /** Returns the views of both members after a change, in the order of their changes: at most `limit` of them. */
  allAfter(changeSeq: number, limit: number): MessageView[] {
    return this.#read("WHERE change_seq > ? ORDER BY change_seq, viewer_id LIMIT ?", changeSeq, limit);
  }

  replaceContent(seq: number, content: string): void {
    this.#sql.exec("UPDATE messages SET content = ? WHERE seq = ?", content, seq);
  }

  keepVersion(seq: number, { content, until }: MessageVersion): void {
    this.#sql.exec("INSERT INTO versions VALUES (?, ?, ?)", seq, content, until);
  }

  dropVersions(seq: number): void {
    this.#sql.exec("DELETE FROM versions WHERE seq = ?", seq);
  }

  /** Returns the words that a message had before, the oldest first. */
  versionsOf(seq: number): MessageVersion[] {
    const query = "SELECT content, until FROM versions WHERE seq = ? ORDER BY rowid";
    return this.#sql.exec<{ content: string; until: number }>(query, seq).toArray();
  }

  /** Fills an empty log with what D1 has. `lastChange`: the newest number that was ever given. */
  adopt(views: readonly MessageView[], lastChange: number): void {
    for (const view of views) this.saveView(view);
    const newest = "INSERT INTO changes (change_seq, user_id, client_id, seq) VALUES (?, '', NULL, 0)";
    if (lastChange > 0) this.#sql.exec(newest, lastChange);
  }

  #read(where: string, ...values: (number | string)[]): MessageView[] {
    return this.#sql
      .exec<ViewRow>(`SELECT * FROM views ${where}`, ...values)
      .toArray()
      .map(messageView);
  }
}

/** A view as the room's tables and D1's have it. */
export type ViewRow = {
  seq: number;
  viewer_id: UserId;
  change_seq: number;
  type: MessageView["type"];
  content: string | null;
  edited_at: number | null;
  deleted_at: number | null;
  is_removed: number;
  /** JSON of the emoji by member. */
  reactions: string;
};

export function messageView(row: ViewRow): MessageView {
  return {
    seq: row.seq,
    viewerId: row.viewer_id,
    changeSeq: row.change_seq,
    type: row.type,
    content: row.content,
    editedAt: row.edited_at,
    deletedAt: row.deleted_at,
    isRemoved: row.is_removed === 1,
    reactions: JSON.parse(row.reactions) as MessageView["reactions"], // written by saveView alone
  };
}
