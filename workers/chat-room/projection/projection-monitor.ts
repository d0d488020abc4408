import { DurableObject } from "cloudflare:workers";
import type { ConnectionId } from "../../../app/contract/ids";
import { messageDatabasesOf, type MessagePlace } from "../../../db/message-databases";
import { beginMoves, moveNext, type MoveProgress } from "./move-sweep";
import type { MoveResult } from "./placement";

/** The lag of D1 behind the rooms' logs. */
export interface ProjectionLag {
  roomsBehind: number;
  /** When the oldest message that D1 lacks was sent, in milliseconds since 1970; null when no room is behind. */
  oldestAt: number | null;
}

/** There is one monitor, and this is its name. */
export const monitorName = "all rooms";

interface MonitorEnv {
  DB: D1Database;
  CHAT_ROOM: {
    getByName: (name: ConnectionId) => {
      moveMessages: (connection: ConnectionId, place: MessagePlace) => Promise<MoveResult>;
    };
  };
}

/** After a step that failed as a whole: the main database does not answer. */
const moveRetryMs = 60_000;

/**
 * Keeps, for the operators, which rooms fail to write to D1: D1 itself may be what is down. A room reports when its
 * writes begin to fail and when it has caught up, not for each message. Once there is another message database, it wakes the
 * rooms that belong there, step by step, by its alarm.
 */
export class ProjectionMonitor extends DurableObject<MonitorEnv> {
  readonly #sql: SqlStorage;

  constructor(state: DurableObjectState, env: MonitorEnv) {
    super(state, env);
    this.#sql = state.storage.sql;
    this.#sql.exec(`
      CREATE TABLE IF NOT EXISTS behind (room TEXT PRIMARY KEY, since INTEGER NOT NULL) WITHOUT ROWID;
      CREATE INDEX IF NOT EXISTS behind_since ON behind (since);
      CREATE TABLE IF NOT EXISTS moves (progress TEXT NOT NULL);
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

  /** Begins to move rooms to where they belong, if there is another message database since the last time. Returns the progress. */
  async startMoves(): Promise<MoveProgress> {
    const progress = beginMoves(this.#moves());
    if (!progress.isDone) await this.ctx.storage.setAlarm(Date.now());
    return progress;
  }

  override async alarm(): Promise<void> {
    try {
      const progress = await moveNext(this.#moves());
      if (progress && !progress.isDone) await this.ctx.storage.setAlarm(Date.now());
    } catch {
      await this.ctx.storage.setAlarm(Date.now() + moveRetryMs);
    }
  }

  #moves() {
    return {
      databases: messageDatabasesOf(this.env, this.env.DB),
      move: async (connection: ConnectionId, place: MessagePlace) =>
        this.env.CHAT_ROOM.getByName(connection).moveMessages(connection, place),
      load: () => {
        const [row] = this.#sql.exec<{ progress: string }>("SELECT progress FROM moves").toArray();
        return row ? (JSON.parse(row.progress) as MoveProgress) : null; // what `save` wrote
      },
      save: (progress: MoveProgress) => {
        this.#sql.exec("DELETE FROM moves");
        this.#sql.exec("INSERT INTO moves VALUES (?)", JSON.stringify(progress));
      },
    };
  }
}

/** Returns the line of the log that shows how far the rooms have moved. */
export function movesEvent({ databases, checked, moved, left, isDone }: MoveProgress) {
  return {
    event: "messages_moved" as const,
    databases,
    checked,
    moved,
    left,
    is_done: isDone ? ("yes" as const) : ("no" as const),
  };
}
