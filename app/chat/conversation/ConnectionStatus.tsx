import { Link } from "@remix-run/react";
import { useEffect, useState } from "react";
import type { ConnectionId } from "~/contract/ids";
import { chatText } from "~/text/chat";
import { clockTime } from "~/text/dates";
import { useCalendar } from "~/ui/use-calendar";
import type { RoomView } from "./live-room";
import type { SocketState } from "../socket/room-socket";

/** A problem is shown once it has lasted this long: most are over by then. */
const showAfterMs = 1_500;

/** A banner that says what is wrong with the connection to the room. Empty while nothing is. */
export function ConnectionStatus({ room, view }: { room: ConnectionId; view: RoomView }) {
  const socket = useSettled(view.socket);
  const delay = useDelay(view);
  const line = socket === "open" ? delay : chatText.line[socket];
  // Over an open line a message waits for a moment only, unless it was refused.
  const isAtRisk = view.unsent.some(({ isInMemory, refusal }) => isInMemory && (line !== "" || refusal !== null));
  const sentence = [line, isAtRisk ? chatText.notKept : ""].join(" ").trim();
  return (
    <p
      role="status"
      className={sentence === "" ? "sr-only" : "border-t border-line bg-sunk px-4 py-2 text-center text-sm text-soft"}
    >
      {sentence}
      {socket === "signed_out" && (
        <Link to={`/sign-in?next=/connections/${room}`} className="ms-2 text-ink underline underline-offset-2">
          {chatText.signIn}
        </Link>
      )}
    </p>
  );
}

/** Returns the sentence that says what an open conversation waits for; empty when for nothing. */
function useDelay({ isRateLimited, photosHeldUpUntil }: RoomView): string {
  const calendar = useCalendar();
  if (isRateLimited) return chatText.slowed;
  return photosHeldUpUntil === null ? "" : chatText.photosHeldUp(clockTime(photosHeldUpUntil, calendar));
}

/** Returns the state of the socket; a problem that may pass only once it has lasted. */
function useSettled(state: SocketState): SocketState {
  const [settled, setSettled] = useState<SocketState>("open");
  useEffect(() => {
    const mayPass = state === "connecting" || state === "waiting";
    const timer = setTimeout(() => setSettled(state), mayPass ? showAfterMs : 0);
    return () => clearTimeout(timer);
  }, [state]);
  return settled;
}
