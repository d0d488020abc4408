import { useEffect, useState, useSyncExternalStore } from "react";
import { LiveRoom, type RoomOpening, type RoomView } from "./live-room";

/** A live conversation for as long as the component is there. A change of `opening` after the first is not looked at. */
export function useLiveRoom(opening: RoomOpening): [LiveRoom, RoomView] {
  const [room] = useState(() => new LiveRoom(opening));
  useEffect(() => room.start(), [room]);
  return [room, useSyncExternalStore(room.subscribe, room.view, room.view)];
}

const never = () => () => undefined;

/** The viewer's own zone, once the page runs: until then UTC, as the server wrote it. */
export function useZone(): { zone: "UTC" | undefined; offsetMinutes: number } {
  const offsetMinutes = useSyncExternalStore<number | null>(
    never,
    () => -new Date().getTimezoneOffset(),
    () => null,
  );
  return offsetMinutes === null ? { zone: "UTC", offsetMinutes: 0 } : { zone: undefined, offsetMinutes };
}
