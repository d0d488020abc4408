import { maxPinned, type ConversationChange } from "../../app/contract/conversation";
import type { ConnectionId } from "../../app/contract/ids";

/** When a conversation was pinned and archived, in milliseconds since 1970; null where it is not. */
export interface Marks {
  connectionId: ConnectionId;
  pinnedAt: number | null;
  archivedAt: number | null;
}

type MarksRow = { connection_id: ConnectionId; pinned_at: number | null; archived_at: number | null };

/** The conversations that a person pinned or archived, in the inbox's own SQLite. */
export class ConversationRows {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    this.prepare();
  }

  /** Creates the table if it is missing: at first, and after everything was deleted. */
  prepare(): void {
    this.#sql.exec(`
      CREATE TABLE IF NOT EXISTS conversation_marks (
        connection_id TEXT PRIMARY KEY, pinned_at INTEGER, archived_at INTEGER) WITHOUT ROWID`);
  }

  all(): Marks[] {
    return this.#sql
      .exec<MarksRow>("SELECT connection_id, pinned_at, archived_at FROM conversation_marks")
      .toArray()
      .map((row) => ({ connectionId: row.connection_id, pinnedAt: row.pinned_at, archivedAt: row.archived_at }));
  }

  /** Takes a conversation out of the archive for good that came back by what was said at a time: who mutes it sees it. */
  keepBack(id: ConnectionId, lastAt: number): void {
    this.#sql.exec(
      "UPDATE conversation_marks SET archived_at = NULL WHERE connection_id = ? AND archived_at < ?",
      id,
      lastAt,
    );
  }

  /** Marks a conversation; what is left out of the change stays. Of too many pins the oldest go. */
  change(id: ConnectionId, { pinned, archived }: ConversationChange, now: number): void {
    const before = this.all().find(({ connectionId }) => connectionId === id);
    const pinnedAt = pinned === undefined ? (before?.pinnedAt ?? null) : pinned ? (before?.pinnedAt ?? now) : null;
    const archivedAt = archived === undefined ? (before?.archivedAt ?? null) : archived ? now : null;
    this.#sql.exec("INSERT OR REPLACE INTO conversation_marks VALUES (?, ?, ?)", id, pinnedAt, archivedAt);
    this.#sql.exec(
      `UPDATE conversation_marks SET pinned_at = NULL WHERE connection_id IN (
         SELECT connection_id FROM conversation_marks WHERE pinned_at IS NOT NULL
         ORDER BY pinned_at DESC, connection_id LIMIT -1 OFFSET ?)`,
      maxPinned,
    );
    this.#sql.exec("DELETE FROM conversation_marks WHERE pinned_at IS NULL AND archived_at IS NULL");
  }
}
