/** A room reports how many messages wait. */
import type { UnreadReport } from "../../../app/contract/inbox";
import type { InboxState, RoomStatus, RoomUnread } from "./state";

interface Taken {
  state: InboxState;
  /** Whether D1 has to be read, as nothing is known of the connection. */
  isUnknown: boolean;
  /** Whether open pages may be told what the room says: it is open, and this is its newest report. */
  isShown: boolean;
}

/** Returns the state after a room's report. One that came before, or late, changes nothing. */
export function takeReport(state: InboxState, report: UnreadReport): Taken {
  const known = state.rooms[report.connectionId] ?? null;
  const status = known === null || known.status === "gone" ? "unknown" : known.status;
  const room = newerRoom(known, report, status);
  const isUnknown = status === "unknown";
  const isNewest = room.lastSeq === report.lastSeq && room.readSeq === report.readSeq && room.unread === report.unread;
  const taken = { isUnknown, isShown: status === "open" && isNewest };
  if (room === known) return { state, ...taken };
  return { state: { ...state, rooms: { ...state.rooms, [report.connectionId]: room } }, ...taken };
}

/** Returns what is known of a room after one more report; the same object when nothing changes. */
export function newerRoom(known: RoomUnread | null, report: UnreadReport, status: RoomStatus): RoomUnread {
  if (known === null) return { ...report, status };
  const isOlder = report.lastSeq < known.lastSeq || report.readSeq < known.readSeq;
  const isSame = report.lastSeq === known.lastSeq && report.readSeq === known.readSeq;
  // Of the same messages some may have disappeared: then fewer are unread.
  const isNewer = isSame ? report.unread < known.unread : !isOlder;
  if (isNewer) return { ...report, status };
  return status === known.status ? known : { ...known, status };
}
