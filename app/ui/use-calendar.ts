import { useSyncExternalStore } from "react";
import { ownCalendar, serverCalendar, type Calendar } from "~/text/dates";

const never = () => () => undefined;

/** Returns the viewer's calendar once the page is hydrated; until then the server's, as it rendered the page. */
export function useCalendar(): Calendar {
  return useSyncExternalStore(
    never,
    () => ownCalendar,
    () => serverCalendar,
  );
}
