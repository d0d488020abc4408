import { useEffect, useState, useSyncExternalStore } from "react";
import { LiveRoom, type RoomOpening, type RoomView } from "./live-room";

/** Opens a live conversation while the component is mounted. Only the first `opening` counts. */
export function useLiveRoom(opening: RoomOpening): [LiveRoom, RoomView] {
  const [room] = useState(() => new LiveRoom(opening));
  useEffect(() => room.start(), [room]);
  return [room, useSyncExternalStore(room.subscribe, room.view, room.view)];
}

const never = () => () => undefined;

/** Returns the viewer's time zone once the page is hydrated; until then UTC, as the server rendered it. */
export function useZone(): { zone: "UTC" | undefined; offsetMinutes: number } {
  const offsetMinutes = useSyncExternalStore<number | null>(
    never,
    () => -new Date().getTimezoneOffset(),
    () => null,
  );
  return offsetMinutes === null ? { zone: "UTC", offsetMinutes: 0 } : { zone: undefined, offsetMinutes };
}
