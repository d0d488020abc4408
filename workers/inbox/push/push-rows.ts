import type { InboxEntryId } from "../../../app/contract/inbox";
import type { ConnectionId, SessionId } from "../../../app/contract/ids";
import {
  defaultPushSettings,
  maxPushSubscriptions,
  type PushSettings,
  type PushSubscriptionId,
  type PushTarget,
} from "../../../app/contract/push";

/** A browser that is told. It ends with the session in which it was made. */
export interface Subscription extends PushTarget {
  id: PushSubscriptionId;
  sessionId: SessionId;
  /** Milliseconds since 1970. */
  createdAt: number;
}

/** A notification that is to be sent, or was. Times in milliseconds since 1970. */
export interface Push {
  /** The entry of the inbox that it is about. */
  id: InboxEntryId;
  /** When something is to be done about it; null while nothing is. */
  dueAt: number | null;
  /** Times that it was tried since it was queued. */
  attempts: number;
  /** Those who are still to be told; null for all. */
  targets: PushSubscriptionId[] | null;
  /** When a browser was last told; null before. */
  toldAt: number | null;
  /** Rises each time that it is queued, so that whoever sends it sees that there is something newer. */
  revision: number;
}

interface PushRow {
  [column: string]: SqlStorageValue;
  id: InboxEntryId;
  due_at: number | null;
  attempts: number;
  targets: string | null;
  told_at: number | null;
  revision: number;
}

/** The rows that the notifications of one person need, in the inbox's own SQLite. */
export class PushRows {
  readonly #storage: DurableObjectStorage;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    this.prepare();
  }

  /** Creates the tables that are missing: at first, and after everything was deleted. */
  prepare(): void {
    this.#storage.sql.exec(`
      CREATE TABLE IF NOT EXISTS push_subscriptions (
        id TEXT PRIMARY KEY, session_id TEXT NOT NULL, endpoint TEXT NOT NULL UNIQUE, p256dh TEXT NOT NULL,
        auth TEXT NOT NULL, created_at INTEGER NOT NULL
      ) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS push_mutes (connection_id TEXT PRIMARY KEY) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS push_facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS pushes (
        id TEXT PRIMARY KEY, due_at INTEGER, attempts INTEGER NOT NULL, targets TEXT, told_at INTEGER,
        revision INTEGER NOT NULL
      ) WITHOUT ROWID;
    `);
  }

  /** Returns those that are told, the newest first. */
  subscriptions(): Subscription[] {
    return this.#storage.sql
      .exec<{ [column: string]: SqlStorageValue } & Subscription>(
        `SELECT id, session_id AS sessionId, endpoint, p256dh, auth, created_at AS createdAt
         FROM push_subscriptions ORDER BY created_at DESC, id DESC`,
      )
      .toArray();
  }

  /** Keeps a subscription in place of the one at the same address, whose id stays. Returns the id; the oldest beyond the most go. */
  keep({ id, sessionId, endpoint, p256dh, auth, createdAt }: Subscription): PushSubscriptionId {
    const { sql } = this.#storage;
    const kept = sql
      .exec<{ id: PushSubscriptionId }>(
        `INSERT INTO push_subscriptions (id, session_id, endpoint, p256dh, auth, created_at) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (endpoint) DO UPDATE SET session_id = excluded.session_id, p256dh = excluded.p256dh,
           auth = excluded.auth, created_at = excluded.created_at
         RETURNING id`,
        ...[id, sessionId, endpoint, p256dh, auth, createdAt],
      )
      .one();
    sql.exec(
      `DELETE FROM push_subscriptions WHERE id IN
         (SELECT id FROM push_subscriptions ORDER BY created_at DESC, id DESC LIMIT -1 OFFSET ?)`,
      maxPushSubscriptions,
    );
    return kept.id;
  }

  remove(ids: readonly PushSubscriptionId[]): void {
    if (ids.length === 0) return;
    const listed = JSON.stringify(ids);
    this.#storage.sql.exec("DELETE FROM push_subscriptions WHERE id IN (SELECT value FROM json_each(?))", listed);
  }

  removeSessions(isEnded: (session: SessionId) => boolean): void {
    const ended = this.subscriptions().filter(({ sessionId }) => isEnded(sessionId));
    this.remove(ended.map(({ id }) => id));
  }

  settings(): PushSettings {
    const kept = this.#fact("settings");
    // `saveSettings` alone writes it; an earlier release knew less of it.
    return kept === null ? defaultPushSettings : { ...defaultPushSettings, ...(JSON.parse(kept) as PushSettings) };
  }

  saveSettings(settings: PushSettings): void {
    this.#saveFact("settings", JSON.stringify(settings));
  }

  /** Returns when the sessions were last looked up, in milliseconds since 1970. */
  checkedAt(): number {
    return Number(this.#fact("checked_at") ?? 0);
  }

  saveCheckedAt(at: number): void {
    this.#saveFact("checked_at", String(at));
  }

  muted(): ConnectionId[] {
    const sql = "SELECT connection_id AS id FROM push_mutes ORDER BY connection_id";
    return this.#storage.sql
      .exec<{ id: ConnectionId }>(sql)
      .toArray()
      .map(({ id }) => id);
  }

  mute(connectionId: ConnectionId): void {
    this.#storage.sql.exec("INSERT INTO push_mutes VALUES (?) ON CONFLICT DO NOTHING", connectionId);
  }

  unmute(connectionId: ConnectionId): void {
    this.#storage.sql.exec("DELETE FROM push_mutes WHERE connection_id = ?", connectionId);
  }

  push(id: InboxEntryId): Push | null {
    return this.#pushes("id = ?", id)[0] ?? null;
  }

  /** Returns those about which something is to be done by a time, the longest due first. */
  due(now: number, limit: number): Push[] {
    return this.#pushes("due_at <= ? ORDER BY due_at, id LIMIT ?", now, limit);
  }

  /** Returns those that a browser was told, and about which nothing is to be done. */
  told(): Push[] {
    return this.#pushes("told_at IS NOT NULL AND due_at IS NULL");
  }

  /** Returns when something is to be done next, in milliseconds since 1970; null for never. */
  nextDueAt(): number | null {
    return this.#storage.sql.exec<{ at: number | null }>("SELECT min(due_at) AS at FROM pushes").one().at;
  }

  save({ id, dueAt, attempts, targets, toldAt, revision }: Push): void {
    const listed = targets && JSON.stringify(targets);
    this.#storage.sql.exec(
      "INSERT OR REPLACE INTO pushes (id, due_at, attempts, targets, told_at, revision) VALUES (?, ?, ?, ?, ?, ?)",
      ...[id, dueAt, attempts, listed, toldAt, revision],
    );
  }

  forget(id: InboxEntryId): void {
    this.#storage.sql.exec("DELETE FROM pushes WHERE id = ?", id);
  }

  #pushes(where: string, ...values: SqlStorageValue[]): Push[] {
    const rows = this.#storage.sql.exec<PushRow>(`SELECT * FROM pushes WHERE ${where}`, ...values).toArray();
    return rows.map(({ id, due_at, attempts, targets, told_at, revision }) => ({
      id,
      dueAt: due_at,
      attempts,
      targets: targets === null ? null : (JSON.parse(targets) as PushSubscriptionId[]), // `save` alone writes it
      toldAt: told_at,
      revision,
    }));
  }

  #fact(name: string): string | null {
    const rows = this.#storage.sql.exec<{ value: string }>("SELECT value FROM push_facts WHERE name = ?", name);
    return rows.toArray()[0]?.value ?? null;
  }

  #saveFact(name: string, value: string): void {
    this.#storage.sql.exec("INSERT OR REPLACE INTO push_facts VALUES (?, ?)", name, value);
  }
}
