import type { RoomEntry } from "~/contract/room";
import { RoomUnreachable, type Rooms } from "~/domain/ports";

export type RoomNamespace = Env["CHAT_ROOM"];

/** The rooms behind the binding CHAT_ROOM, which lives in the script `heartfelt-api`. `requestId` ties both scripts' log lines. */
export function connectRooms(namespace: RoomNamespace, requestId: string): Rooms {
  const at = (room: string) => namespace.getByName(room);
  return {
    freshHistory: (room, span) => reach(async () => at(room).freshHistory(span)),
    search: (room, search) => reach(async () => at(room).search(search)),
    versions: (room, seq) => reach(async () => at(room).versions(seq)),
    markDelivered: (room, member, ids) => reach(async () => at(room).markDelivered(member, ids)),
    events: (room, viewer) => reach(async () => at(room).events(viewer)),
    addPhoto: (room, arrival) => reach(async () => at(room).addPhoto(room, arrival)),
    placeOfPhoto: (room, imageId) => reach(async () => at(room).placeOfPhoto(imageId)),
    recordReveals: (room, change) => reach(async () => at(room).recordReveals(room, change)),
    recordSeen: (room, viewer, imageId) => reach(async () => at(room).recordSeen(viewer, imageId)),
    recordOpened: (room, imageId, endsAt) => reach(async () => at(room).recordOpened(imageId, endsAt)),
    recordViewed: (room, viewer, imageId) => reach(async () => at(room).recordViewed(viewer, imageId)),
    recordBlock: (room, change) => reach(async () => at(room).recordBlock(room, change)),
    setLastSeenShown: (room, member, isShown) => reach(async () => at(room).setLastSeenShown(member, isShown)),
    closeFor: (room, member) => reach(async () => at(room).closeFor(member)),
    endSession: (room, session) => reach(async () => at(room).endSession(session)),
    startMoves: () => reach(async () => void (await at("health").startMoves())),
    erase: (room) => reach(async () => at(room).erase(room)),
    enter: (upgrade, entry) =>
      reach(async () => {
        const headers = new Headers(upgrade);
        headers.set("X-Request-Id", requestId);
        return at(entry.connection).fetch(addressOf(entry), { headers });
      }),
  };
}

/** Who enters, as the room reads it. */
function addressOf(entry: RoomEntry): URL {
  const url = new URL("https://room.internal/");
  for (const [name, value] of Object.entries<string | number | undefined>(entry)) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  return url;
}

async function reach<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    throw new RoomUnreachable(error);
  }
}
