/**
 * Sends the messages of one room from the service worker. It does not use the send queue of the pages: with that would
 * come the schemas of all frames, five times the worker's own code, for a browser that may never need them. What needs
 * more than being sent is left to the next page, with all that comes after it.
 */
import type { UnsentMessage } from "../chat/outbox/outbox";
import { needsPage } from "../chat/outbox/outbox-sync";
import { frameOf } from "../chat/outbox/unsent-frame";
import type { ServerFrame } from "../contract/chat";

/** The part of a `WebSocket` that it uses. */
export type SenderSocket = Pick<WebSocket, "send" | "close" | "addEventListener">;

export interface RoomOutbox {
  /** Resolves with all that waits in this room, in order, as it is now: a page may be changing it. */
  list: () => Promise<UnsentMessage[]>;
  /** The room has it: it waits no more. */
  remove: (clientId: string) => Promise<void>;
}

/**
 * Sends messages in their order, each when the one before is acknowledged. Resolves at the end, at the first that needs a
 * page, and at one that the room refuses, which stays: the next page learns why.
 * @throws {Error} when the socket breaks, or the room asks to wait: the rest is to be sent later
 */
export async function sendToRoom(connect: () => SenderSocket, outbox: RoomOutbox): Promise<void> {
  const first = await nextIn(outbox);
  if (first === null) return;
  const socket = connect();
  await sendFrom(first, socket, outbox).finally(() => socket.close());
}

function sendFrom(first: UnsentMessage, socket: SenderSocket, outbox: RoomOutbox): Promise<void> {
  let inFlight = first;
  return new Promise((resolve, reject) => {
    const send = () => socket.send(JSON.stringify(frameOf(inFlight)));
    const receive = async (data: unknown) => {
      const answer = answerTo(inFlight.clientId, data);
      if (answer === "other") return;
      if (answer === "refused") return resolve();
      if (answer === "later") throw new Error("The room takes no more now.");
      await outbox.remove(inFlight.clientId);
      const next = await nextIn(outbox);
      if (next === null) return resolve();
      inFlight = next;
      send();
    };
    const onEnd = () => reject(new Error("The socket ended."));
    socket.addEventListener("open", send);
    socket.addEventListener("message", ({ data }) => void receive(data).catch(reject));
    socket.addEventListener("close", onEnd);
    socket.addEventListener("error", onEnd);
  });
}

/** A refused message waits for its author, and lets the others pass, as on a page. */
async function nextIn({ list }: RoomOutbox): Promise<UnsentMessage | null> {
  const next = (await list()).find(({ refusal }) => refusal === null);
  return next && !needsPage(next) ? next : null;
}

/** Returns what a frame says of a message that was sent; "other" for one that is about something else. */
export function answerTo(clientId: string, data: unknown): "taken" | "refused" | "later" | "other" {
  const frame = parse(data);
  if (frame?.type === "error") return frame.code === "rate_limited" ? "later" : "refused";
  const isSent = frame?.type === "delivery_confirmation" && frame.status === "sent";
  return isSent && frame.client_id === clientId ? "taken" : "other";
}

/** The frame is of our own server; of a later version it has types of which nothing here is true. */
function parse(data: unknown): ServerFrame | null {
  try {
    return JSON.parse(String(data)) as ServerFrame | null;
  } catch {
    return null;
  }
}
