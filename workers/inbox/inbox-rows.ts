import { entriesOf } from "../../app/contract/entries";
import type { InboxEntryId } from "../../app/contract/inbox";
import type { ConnectionId, UserId } from "../../app/contract/ids";
import { emptyState, type Happening, type InboxState, type RoomUnread, type Watch } from "./core/state";

/** The inbox in the object's own SQLite: a row for each conversation and each happening, so that a change writes one. */
export class InboxRows {
  readonly #storage: DurableObjectStorage;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    this.prepare();
  }

  /** Creates the tables that are missing: at first, and after everything was deleted. */
  prepare(): void {
    this.#storage.sql.exec(`
      CREATE TABLE IF NOT EXISTS rooms (id TEXT PRIMARY KEY, room TEXT NOT NULL) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS happenings (id TEXT PRIMARY KEY, happening TEXT NOT NULL) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS used_tokens (id TEXT PRIMARY KEY, expires_at INTEGER NOT NULL) WITHOUT ROWID;
    `);
  }

  read(): InboxState {
    const { sql } = this.#storage;
    const rooms = sql.exec<{ id: ConnectionId; room: string }>("SELECT id, room FROM rooms").toArray();
    const happened = sql
      .exec<{ id: InboxEntryId; happening: string }>("SELECT id, happening FROM happenings")
      .toArray();
    const watch = this.#fact("watch");
    return {
      // Each was written by `save` alone.
      rooms: Object.fromEntries(rooms.map(({ id, room }) => [id, JSON.parse(room) as RoomUnread])),
      happenings: Object.fromEntries(happened.map(({ id, happening }) => [id, JSON.parse(happening) as Happening])),
      watch: watch === null ? emptyState.watch : (JSON.parse(watch) as Watch),
    };
  }

  /** Writes what differs between two states, in one transaction. */
  save(before: InboxState, after: InboxState): void {
    if (before === after) return;
    this.#storage.transactionSync(() => {
      this.#saveRecord("rooms", "room", { before: before.rooms, after: after.rooms });
      this.#saveRecord("happenings", "happening", { before: before.happenings, after: after.happenings });
      if (before.watch !== after.watch) this.#saveFact("watch", JSON.stringify(after.watch));
    });
  }

  /** Returns whose inbox it is; null before its first call. */
  owner(): UserId | null {
    const [row] = this.#storage.sql.exec<{ value: UserId }>("SELECT value FROM facts WHERE name = 'owner'").toArray();
    return row?.value ?? null;
  }

  saveOwner(owner: UserId): void {
    this.#saveFact("owner", owner);
  }

  /** Returns whether D1 is still to be read, because it did not answer. */
  mustRead(): boolean {
    return this.#fact("must_read") !== null;
  }

  saveMustRead(mustRead: boolean): void {
    if (mustRead === this.mustRead()) return;
    if (mustRead) this.#saveFact("must_read", "yes");
    else this.#storage.sql.exec("DELETE FROM facts WHERE name = 'must_read'");
  }

  /** Takes a token, which works once; returns false for one that was taken. Times in milliseconds since 1970. */
  takeToken(id: string, expiresAt: number, now: number): boolean {
    const { sql } = this.#storage;
    sql.exec("DELETE FROM used_tokens WHERE expires_at < ?", now);
    return sql.exec("INSERT INTO used_tokens VALUES (?, ?) ON CONFLICT DO NOTHING", id, expiresAt).rowsWritten > 0;
  }

  #saveRecord<Key extends string>(
    table: "rooms" | "happenings",
    column: "room" | "happening",
    { before, after }: { before: Readonly<Record<Key, unknown>>; after: Readonly<Record<Key, unknown>> },
  ): void {
    if (before === after) return;
    const { sql } = this.#storage;
    for (const [id, value] of entriesOf(after)) {
      if (before[id] === value) continue;
      sql.exec(`INSERT OR REPLACE INTO ${table} (id, ${column}) VALUES (?, ?)`, id, JSON.stringify(value));
    }
    for (const [id] of entriesOf(before)) {
      if (!Object.hasOwn(after, id)) sql.exec(`DELETE FROM ${table} WHERE id = ?`, id);
    }
  }

  #fact(name: string): string | null {
    const [row] = this.#storage.sql.exec<{ value: string }>("SELECT value FROM facts WHERE name = ?", name).toArray();
    return row?.value ?? null;
  }

  #saveFact(name: string, value: string): void {
    this.#storage.sql.exec("INSERT OR REPLACE INTO facts VALUES (?, ?)", name, value);
  }
}
