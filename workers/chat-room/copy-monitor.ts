import { DurableObject } from "cloudflare:workers";
import type { ConnectionId } from "../../app/contract/ids";

/** How far the copies in D1 are behind the rooms' logs. */
export interface CopyLag {
  roomsBehind: number;
  /** When the oldest message that D1 lacks was sent, in milliseconds; null when no room is behind. */
  oldestAt: number | null;
}

/** There is one monitor, and this is its name. */
export const monitorName = "all rooms";

/**
 * Knows which rooms cannot copy to D1, for the operators. D1 cannot hold that, as it may be what is down. A room says so
 * when its copies begin to fail and when all is copied, not for each message.
 */
export class CopyMonitor extends DurableObject<object> {
  readonly #sql: SqlStorage;

  constructor(state: DurableObjectState, env: object) {
    super(state, env);
    this.#sql = state.storage.sql;
    this.#sql.exec(`
      CREATE TABLE IF NOT EXISTS behind (room TEXT PRIMARY KEY, since INTEGER NOT NULL) WITHOUT ROWID;
      CREATE INDEX IF NOT EXISTS behind_since ON behind (since);
    `);
  }

  /** A room cannot copy what it has had since then, in milliseconds. Said again, the first time holds. */
  behind(room: ConnectionId, since: number): void {
    this.#sql.exec("INSERT INTO behind VALUES (?, ?) ON CONFLICT DO NOTHING", room, since);
  }

  /** A room has copied everything, or is no more. */
  caughtUp(room: ConnectionId): void {
    this.#sql.exec("DELETE FROM behind WHERE room = ?", room);
  }

  lag(): CopyLag {
    const query = "SELECT count(*) AS rooms, min(since) AS oldest FROM behind";
    const { rooms, oldest } = this.#sql.exec<{ rooms: number; oldest: number | null }>(query).one();
    return { roomsBehind: rooms, oldestAt: oldest };
  }
}
