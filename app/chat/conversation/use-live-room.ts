import { useEffect, useState, useSyncExternalStore } from "react";
import { LiveRoom, type RoomOpening, type RoomView } from "./live-room";

/** Opens a live conversation while the component is mounted. Only the first `opening` counts. */
export function useLiveRoom(opening: RoomOpening): [LiveRoom, RoomView] {
  const [room] = useState(() => new LiveRoom(opening));
  useEffect(() => room.start(), [room]);
  return [room, useSyncExternalStore(room.subscribe, room.view, room.view)];
}
