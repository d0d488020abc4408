import type { Rooms } from "~/domain/rooms.server";
import type { RoomEntry } from "~/contract/room";

export type RoomNamespace = Env["CHAT_ROOM"];

/** The rooms behind the binding CHAT_ROOM, which lives in the script `heartfelt-api`. */
export function connectRooms(namespace: RoomNamespace): Rooms {
  return {
    freshHistory: (room, page) => namespace.getByName(room).freshHistory(page),
    markDelivered: (room, member, ids) => namespace.getByName(room).markDelivered(member, ids),
    closeFor: (room, member) => namespace.getByName(room).closeFor(member),
    endSession: (room, session) => namespace.getByName(room).endSession(session),
    erase: (room) => namespace.getByName(room).erase(),
  };
}

/** Passes an upgrade on to a room, with who comes in. The answer is the room's own: return it, never throw it. */
export function enterRoom(namespace: RoomNamespace, request: Request, entry: RoomEntry): Promise<Response> {
  const url = new URL("https://room.internal/");
  for (const [name, value] of Object.entries(entry)) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  return namespace.getByName(entry.connection).fetch(url, { headers: request.headers });
}
