import { Link } from "@remix-run/react";
import { useEffect, useState } from "react";
import type { ConnectionId } from "~/contract/ids";
import { chatText } from "~/text/chat";
import type { RoomView } from "./live-room";
import type { SocketState } from "./room-socket";

/** Milliseconds that a trouble with the line must last before it is said: most are over by then. */
const passesWithin = 1_500;

/** How the line to the room is, in words, when it is not simply good. */
export function LineState({ room, view }: { room: ConnectionId; view: RoomView }) {
  const line = useLasting(view.socket);
  const says = line === "open" ? (view.isSlowed ? chatText.slowed : "") : chatText.line[line];
  return (
    <p
      role="status"
      className={says === "" ? "sr-only" : "border-t border-line bg-sunk px-4 py-2 text-center text-sm text-soft"}
    >
      {says}
      {line === "signed_out" && (
        <Link to={`/sign-in?next=/connections/${room}`} className="ml-2 text-ink underline underline-offset-2">
          {chatText.signIn}
        </Link>
      )}
    </p>
  );
}

/** The state of the line, a passing trouble only once it lasts. */
function useLasting(state: SocketState): SocketState {
  const [lasting, setLasting] = useState<SocketState>("open");
  useEffect(() => {
    const mayPass = state === "connecting" || state === "waiting";
    const timer = setTimeout(() => setLasting(state), mayPass ? passesWithin : 0);
    return () => clearTimeout(timer);
  }, [state]);
  return lasting;
}
