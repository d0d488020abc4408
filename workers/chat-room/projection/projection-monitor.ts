import { DurableObject } from "cloudflare:workers";
import type { ConnectionId } from "../../../app/contract/ids";

/** The lag of D1 behind the rooms' logs. */
export interface ProjectionLag {
  roomsBehind: number;
  /** When the oldest message that D1 lacks was sent, in milliseconds since 1970; null when no room is behind. */
  oldestAt: number | null;
}

/** There is one monitor, and this is its name. */
export const monitorName = "all rooms";

/**
 * Keeps, for the operators, which rooms fail to write to D1: D1 itself may be what is down. A room reports when its
 * writes begin to fail and when it has caught up, not for each message.
 */
export class ProjectionMonitor extends DurableObject<object> {
  readonly #sql: SqlStorage;

  constructor(state: DurableObjectState, env: object) {
    super(state, env);
    this.#sql = state.storage.sql;
    this.#sql.exec(`
      CREATE TABLE IF NOT EXISTS behind (room TEXT PRIMARY KEY, since INTEGER NOT NULL) WITHOUT ROWID;
      CREATE INDEX IF NOT EXISTS behind_since ON behind (since);
    `);
  }

  /** Records that a room cannot write what it has had since a time, in milliseconds since 1970. The first report holds. */
  behind(room: ConnectionId, since: number): void {
    this.#sql.exec("INSERT INTO behind VALUES (?, ?) ON CONFLICT DO NOTHING", room, since);
  }

  /** Records that a room has caught up, or was erased. */
  caughtUp(room: ConnectionId): void {
    this.#sql.exec("DELETE FROM behind WHERE room = ?", room);
  }

  lag(): ProjectionLag {
    const query = "SELECT count(*) AS rooms, min(since) AS oldest FROM behind";
    const { rooms, oldest } = this.#sql.exec<{ rooms: number; oldest: number | null }>(query).one();
    return { roomsBehind: rooms, oldestAt: oldest };
  }
}
