import type { ConnectionId } from "~/contract/ids";
import { deleteUnsent, listWaiting, refuseUnsent, type Unsent } from "./outbox";
import { RoomSocket } from "./room-socket";
import { SendQueue } from "./send-queue";

/**
 * Sends what the viewer typed in conversations that are not open on this page, each on a line of its own that closes when
 * nothing waits any more. Gives the way to end it; what was not sent then stays.
 */
export async function sendWaiting(openRoom: string | null): Promise<() => void> {
  const waiting = (await listWaiting()).filter(({ room }) => room !== openRoom);
  if (waiting.length === 0) return () => undefined;
  const viewerId = await fetchViewerId();
  // Two people may share a device: each sends their own.
  const byRoom = Map.groupBy(waiting, ({ userId, room }) => (userId === viewerId ? room : null));
  const lines = [...byRoom].flatMap(([room, unsent]) => (room === null ? [] : [sendInRoom(room, unsent)]));
  return () => lines.forEach((end) => end());
}

function sendInRoom(room: ConnectionId, unsent: readonly Unsent[]): () => void {
  const queue = new SendQueue({
    send: (frame) => socket.send(frame),
    store: { remove: deleteUnsent, refuse: refuseUnsent },
    onChange: ({ unsent: rest }) => {
      if (rest.every(({ refusal }) => refusal !== null)) end();
    },
    onSent: () => undefined,
  });
  const socket = new RoomSocket(room, {
    onFrame: (frame) => queue.hear(frame),
    onState: () => queue.startOver(),
    resumeAfter: () => null,
  });
  const end = () => {
    queue.close();
    socket.close();
  };
  queue.add(unsent);
  return end;
}

/** Who is signed in; null when nobody is, or when that cannot be learnt now. */
async function fetchViewerId(): Promise<string | null> {
  try {
    const answer = await fetch("/api/auth/me");
    const body = (await answer.json()) as { user?: { id: string } }; // our own server's answer
    return body.user?.id ?? null;
  } catch {
    return null;
  }
}
