import type { Rooms } from "~/domain/chat/rooms.server";
import type { RoomEntry } from "~/contract/room";

export type RoomNamespace = Env["CHAT_ROOM"];

/** A room, or the whole script of rooms, does not answer. */
export class RoomUnreachable extends Error {
  override readonly name = "RoomUnreachable";

  constructor(cause: unknown) {
    super("The conversation does not answer right now: try again. Operators: is the worker heartfelt-api deployed?", {
      cause,
    });
  }
}

/**
 * The rooms behind the binding CHAT_ROOM, which lives in the script `heartfelt-api`.
 * Every call rejects with {@link RoomUnreachable} when the room does not answer.
 */
export function connectRooms(namespace: RoomNamespace): Rooms {
  const at = (room: string) => namespace.getByName(room);
  return {
    freshHistory: (room, page) => reach(async () => at(room).freshHistory(page)),
    markDelivered: (room, member, ids) => reach(async () => at(room).markDelivered(member, ids)),
    closeFor: (room, member) => reach(async () => at(room).closeFor(member)),
    endSession: (room, session) => reach(async () => at(room).endSession(session)),
    erase: (room) => reach(async () => at(room).erase()),
  };
}

/** Passes an upgrade on to a room, with who comes in. The answer is the room's own: return it, never throw it. */
export function enterRoom(
  { rooms, requestId }: { rooms: RoomNamespace; requestId: string },
  request: Request,
  entry: RoomEntry,
): Promise<Response> {
  const url = new URL("https://room.internal/");
  for (const [name, value] of Object.entries<string | number | undefined>(entry)) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  const headers = new Headers(request.headers);
  headers.set("X-Request-Id", requestId);
  return reach(async () => rooms.getByName(entry.connection).fetch(url, { headers }));
}

async function reach<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    throw new RoomUnreachable(error);
  }
}
