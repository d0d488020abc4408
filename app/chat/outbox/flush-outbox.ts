import { api } from "~/client/api";
import type { ConnectionId } from "~/contract/ids";
import { RoomSocket, type RoomSocketEvents } from "../socket/room-socket";
import {
  deleteUnsent,
  listAllUnsent,
  putUnsent,
  refuseUnsent,
  reviseUnsent,
  savePhotos,
  type UnsentMessage,
} from "./outbox";
import { uploadLater, type UploadPhotos } from "./photo-uploads";
import { SendQueue, type SendQueueParts } from "./send-queue";

/** The device and the server as a flush uses them: tests pass their own. */
export interface FlushParts {
  listUnsent: () => Promise<UnsentMessage[]>;
  /** Resolves with who is signed in; null when nobody is, or when that cannot be found out now. */
  fetchViewerId: () => Promise<string | null>;
  store: SendQueueParts["store"];
  upload: UploadPhotos;
  connect: (room: ConnectionId, events: RoomSocketEvents) => Pick<RoomSocket, "send" | "close">;
}

const browserParts: FlushParts = {
  listUnsent: listAllUnsent,
  fetchViewerId,
  store: { remove: deleteUnsent, refuse: refuseUnsent, revise: reviseUnsent, put: putUnsent, savePhotos },
  upload: uploadLater,
  connect: (room, events) => new RoomSocket(room, events),
};

/**
 * Sends the unsent messages of conversations that are not open on this page, each over a socket of its own that closes
 * when its queue is empty. Resolves with the way to stop it; what was not sent then stays in the outbox.
 */
export async function flushOutbox(openRoom: string | null, parts: FlushParts = browserParts): Promise<() => void> {
  const unsent = (await parts.listUnsent()).filter(({ room }) => room !== openRoom);
  if (unsent.length === 0) return () => undefined;
  const viewerId = await parts.fetchViewerId();
  // Two people may share a device: each sends their own.
  const own = unsent.filter(({ userId }) => userId === viewerId);
  const rooms = new Set(own.map(({ room }) => room));
  const stops = [...rooms].map((unsentRoom) =>
    flushRoom(
      unsentRoom,
      own.filter(({ room }) => room === unsentRoom),
      parts,
    ),
  );
  return () => stops.forEach((stop) => stop());
}

function flushRoom(room: ConnectionId, unsent: readonly UnsentMessage[], parts: FlushParts): () => void {
  const queue = new SendQueue({
    send: (frame) => socket.send(frame),
    store: parts.store,
    upload: parts.upload,
    onChange: ({ unsent: rest }) => {
      if (rest.every(({ refusal }) => refusal !== null)) stop();
    },
    onAcknowledged: () => undefined,
    onChangeRefused: () => undefined, // the conversation shows the message as it is
  });
  const socket = parts.connect(room, {
    onFrame: (frame) => queue.handleFrame(frame),
    onState: () => queue.restart(),
    resumeAfter: () => null,
    resumeEventsAfter: () => null,
    resumeChangesAfter: () => null,
  });
  const stop = () => {
    queue.close();
    socket.close();
  };
  queue.add(unsent);
  return stop;
}

async function fetchViewerId(): Promise<string | null> {
  const result = await api.call("GET /api/auth/me");
  return result.kind === "answer" ? result.body.user.id : null;
}
