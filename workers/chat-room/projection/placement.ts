import { writeRoomProjection, writeSplitProjection, type RoomProjection } from "../../../db/queries/messages";
import {
  copyPage,
  deletePlaced,
  firstCursor,
  isWholeCopy,
  nameNewPlace,
  type Move,
  type MoveCursor,
} from "../../../db/queries/message-moves";
import { homeIn, type MessageDatabases, type MessagePlace } from "../../../db/message-databases";
import type { ConnectionId } from "../../../app/contract/ids";

/** A reader who was told the old place may read there so long after a move: then its rows are deleted. */
export const oldPlaceTtlMs = 60_000;

/** After a move that failed the next try waits so long: what the room writes goes to the old place until then. */
export const moveRetryMs = 60_000;

/** Pages that one run copies: a Worker may make 1,000 calls to D1. What is left goes on with the next. */
const pagesPerRun = 300;

/** The room's own storage, in which what it knows of its place survives. */
export interface PlacementFacts {
  read(name: string): string | null;
  /** Null removes it. */
  write(name: string, value: string | null): void;
}

interface PlacementParts {
  facts: PlacementFacts;
  databases: MessageDatabases;
  /** Whether the room was erased: then nothing is written. */
  isErased: () => boolean;
  /** Sees to it that the alarm rings by a time, in milliseconds since 1970. */
  wakeBy: (time: number) => void;
  onFailure: () => void;
  /** Milliseconds since 1970. */
  now: () => number;
}

/** A move that goes on: where to, and what is copied. */
interface MoveState {
  to: MessagePlace;
  cursor: MoveCursor;
}

/** Where the rows are that a move left behind, and from when they are deleted, in milliseconds since 1970. */
interface OldPlace {
  place: MessagePlace;
  dueAt: number;
}

/** `home`: its messages are where they belong; `moved`: they are now; `underway`: a run ended before the move; `waiting`: the last try failed. */
export type MoveResult = "home" | "moved" | "underway" | "waiting";

/**
 * Where D1 has a room's messages, and their move to where they belong once a database was added. The projection waits while a
 * move makes progress; when it fails, the projection goes to the old place, and the copy starts over: it lacks what was written.
 */
export class Placement {
  readonly #parts: PlacementParts;
  #retryAt = 0;
  /** One after the other: a copy must not run beside what changes its rows. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: PlacementParts) {
    this.#parts = parts;
  }

  /** Returns the place of the room's messages: the main database for a room of before there were others. */
  place(): MessagePlace {
    return this.#read<MessagePlace>("messages_db");
  }

  /** Saves the place of a room that begins, or that found its log in D1. */
  adopt(place: MessagePlace): void {
    if (place !== this.place()) this.#write("messages_db", place);
  }

  /** Writes a batch to where the messages are, after a move there when they should be elsewhere. Rejects when D1 does. */
  write(projection: RoomProjection): Promise<void> {
    return this.#alone(async () => {
      const { databases, isErased } = this.#parts;
      if (isErased()) return;
      const moved = await this.#moveHome(projection.connectionId);
      if (moved === "underway") throw new Error("The move goes on with the next run.");
      if (moved === "waiting") this.#write("move", null);
      const place = this.place();
      if (place === null) await writeRoomProjection(databases.main, projection);
      else await writeSplitProjection(databases, place, projection);
    });
  }

  /** Moves the messages to where they belong. Never rejects. */
  moveHome(connectionId: ConnectionId): Promise<MoveResult> {
    return this.#alone(() => this.#moveHome(connectionId));
  }

  async #moveHome(connectionId: ConnectionId): Promise<MoveResult> {
    const { databases, now, wakeBy, onFailure } = this.#parts;
    const from = this.place();
    const to = homeIn(databases, connectionId);
    // Without any the main one is home: but what is elsewhere stays there until its database is bound again.
    if (from === to || to === null) return "home";
    if (now() < this.#retryAt) return "waiting";
    try {
      const result = await this.#run({ connectionId, from, to });
      if (result === "underway") wakeBy(now());
      return result;
    } catch {
      this.#retryAt = now() + moveRetryMs;
      wakeBy(this.#retryAt);
      onFailure();
      return "waiting";
    }
  }

  /** Deletes what a move left behind, once no reader goes there any more. Never rejects. */
  deleteOld(connectionId: ConnectionId): Promise<void> {
    return this.#alone(() => this.#deleteOld(connectionId));
  }

  async #deleteOld(connectionId: ConnectionId): Promise<void> {
    const { now, wakeBy } = this.#parts;
    const old = this.#read<OldPlace>("old_messages_db");
    if (!old) return;
    if (old.dueAt > now()) return wakeBy(old.dueAt);
    try {
      await this.#deleteAll(connectionId, old.place);
      this.#write("old_messages_db", null);
    } catch {
      wakeBy(now() + moveRetryMs);
    }
  }

  /**
   * Deletes what the message databases have of a conversation, then the room's own storage: no batch is written in between.
   * Rejects when D1 does.
   */
  erase(connectionId: ConnectionId, deleteStorage: () => Promise<void>): Promise<void> {
    return this.#alone(async () => {
      // A room that lost its storage does not know its places.
      for (const place of this.#parts.databases.others.keys()) await this.#deleteAll(connectionId, place);
      await deleteStorage();
      this.#retryAt = 0;
    });
  }

  #alone<Result>(act: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(act);
    this.#last = result.catch(() => undefined); // its caller hears of it
    return result;
  }

  async #run(move: Move): Promise<MoveResult> {
    const { databases, now, wakeBy } = this.#parts;
    const state = this.#read<MoveState>("move");
    let cursor: MoveCursor | null = state?.to === move.to ? state.cursor : await this.#clear(move);
    for (let pages = 0; ; pages += 1) {
      if (pages === pagesPerRun) return "underway";
      cursor = await copyPage(databases, move, cursor);
      if (cursor === null) break;
      this.#write("move", { to: move.to, cursor } satisfies MoveState);
    }
    if (!(await isWholeCopy(databases, move))) {
      this.#write("move", null);
      throw new Error("The copy is not whole.");
    }
    await nameNewPlace(databases, move);
    this.#write("old_messages_db", { place: move.from, dueAt: now() + oldPlaceTtlMs } satisfies OldPlace);
    this.#write("messages_db", move.to);
    this.#write("move", null);
    wakeBy(now() + oldPlaceTtlMs);
    return "moved";
  }

  /** Deletes what earlier moves left behind: what is copied from now on is not to be deleted later. */
  async #clear({ connectionId, to }: Move): Promise<MoveCursor> {
    const old = this.#read<OldPlace>("old_messages_db");
    if (old) await this.#deleteAll(connectionId, old.place);
    this.#write("old_messages_db", null);
    await this.#deleteAll(connectionId, to);
    this.#write("move", { to, cursor: firstCursor } satisfies MoveState);
    return firstCursor;
  }

  async #deleteAll(connectionId: ConnectionId, place: MessagePlace): Promise<void> {
    while ((await deletePlaced(this.#parts.databases, connectionId, place)) === "more");
  }

  #read<Value>(name: string): Value | null {
    const text = this.#parts.facts.read(name);
    return text === null ? null : (JSON.parse(text) as Value); // what this class wrote
  }

  #write(name: string, value: unknown): void {
    this.#parts.facts.write(name, value === null ? null : JSON.stringify(value));
  }
}
