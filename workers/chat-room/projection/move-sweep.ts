import type { ConnectionId } from "../../../app/contract/ids";
import { homeIn, type MessageDatabases, type MessagePlace } from "../../../db/message-databases";
import { listPlaces, type PlacedConnection } from "../../../db/queries/message-moves";
import type { MoveResult } from "./placement";

/** Conversations that one step looks at, rooms that it wakes at most, and how many of them at once. */
const connectionsPerStep = 1_000;
const roomsPerStep = 200;
const roomsAtOnce = 20;

/** The progress of a sweep over all conversations. */
export interface MoveProgress {
  /** The numbers of the databases that it moves rooms to. */
  databases: string;
  /** The conversation up to which it has come. */
  cursor: string;
  checked: number;
  moved: number;
  /** Rooms whose move failed: the next sweep tries them again. */
  left: number;
  isDone: boolean;
}

interface SweepParts {
  databases: MessageDatabases;
  move: (connection: ConnectionId, place: MessagePlace) => Promise<MoveResult>;
  load: () => MoveProgress | null;
  save: (progress: MoveProgress) => void;
}

/**
 * Begins a sweep once the databases are others than those of the last one, or some rooms were left. One that runs goes on.
 * Returns its progress.
 */
export function beginMoves({ databases, load, save }: Pick<SweepParts, "databases" | "load" | "save">): MoveProgress {
  const names = [...databases.others.keys()].join();
  const last = load();
  if (last && last.databases === names && !(last.isDone && last.left > 0)) return last;
  const begun = { databases: names, cursor: "", checked: 0, moved: 0, left: 0, isDone: names === "" };
  save(begun);
  return begun;
}

/** Wakes the next rooms that are not at home, asleep or not. One that was interrupted is done again, which changes nothing. */
export async function moveNext(parts: SweepParts): Promise<MoveProgress | null> {
  let progress = parts.load();
  if (!progress || progress.isDone) return progress;
  const { databases } = parts;
  const page = await listPlaces(databases.main, progress.cursor, connectionsPerStep);
  const away = page.filter((row) => homeIn(databases, row.connection_id) !== row.messages_db);
  for (let from = 0; from < Math.min(away.length, roomsPerStep); from += roomsAtOnce) {
    const rooms = away.slice(from, Math.min(from + roomsAtOnce, roomsPerStep));
    const results = await Promise.all(rooms.map((room) => moveOne(parts, room)));
    const moved = results.filter((result) => result === "moved").length;
    const left = results.filter((result) => result === "waiting" || result === "underway").length;
    progress = progressTo(progress, rooms.at(-1)?.connection_id, { page, moved, left });
    parts.save(progress);
  }
  if (away.length > roomsPerStep) return progress;
  const isDone = page.length < connectionsPerStep;
  progress = { ...progressTo(progress, page.at(-1)?.connection_id, { page, moved: 0, left: 0 }), isDone };
  parts.save(progress);
  return progress;
}

/** A room that does not answer is left to the next sweep. A very long conversation takes several runs. */
async function moveOne({ move }: SweepParts, row: PlacedConnection): Promise<MoveResult> {
  try {
    return await move(row.connection_id, row.messages_db);
  } catch {
    return "waiting";
  }
}

function progressTo(
  progress: MoveProgress,
  cursor: ConnectionId | undefined,
  { page, moved, left }: { page: PlacedConnection[]; moved: number; left: number },
): MoveProgress {
  if (cursor === undefined) return progress;
  const passed = page.filter(({ connection_id: id }) => id > progress.cursor && id <= cursor).length;
  return {
    ...progress,
    cursor,
    checked: progress.checked + passed,
    moved: progress.moved + moved,
    left: progress.left + left,
  };
}
