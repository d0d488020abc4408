import { useEffect, useState, useSyncExternalStore } from "react";
import { ownCalendar, serverCalendar, type Calendar } from "~/text/dates";
import { LiveRoom, type RoomOpening, type RoomView } from "./live-room";

/** Opens a live conversation while the component is mounted. Only the first `opening` counts. */
export function useLiveRoom(opening: RoomOpening): [LiveRoom, RoomView] {
  const [room] = useState(() => new LiveRoom(opening));
  useEffect(() => room.start(), [room]);
  return [room, useSyncExternalStore(room.subscribe, room.view, room.view)];
}

const never = () => () => undefined;

/** Returns the viewer's calendar once the page is hydrated; until then the server's, as it rendered the page. */
export function useCalendar(): Calendar {
  return useSyncExternalStore(
    never,
    () => ownCalendar,
    () => serverCalendar,
  );
}
