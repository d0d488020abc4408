import type { ServerFrame } from "../../app/contract/chat";
import type { SessionId, UserId } from "../../app/contract/ids";
import type { Socket } from "./room";

/** What a socket carries through hibernation: whose it is, and until when it may stay. */
export interface Visitor extends Socket {
  sessionId: SessionId;
  /** Milliseconds since 1970. */
  expiresAt: number;
  /** When it came, or last sent a frame that the room saw, to about `noteEvery`. Milliseconds since 1970. */
  heardAt: number;
}

/** Kept at hand: to read it off the class for each frame costs more than to write the frame. */
const open = WebSocket.OPEN;

/** Milliseconds between two notes that a socket spoke: each is a copy of all that it carries. */
const noteEvery = 20_000;

/**
 * The open sockets of a room and whose they are. The runtime keeps both through hibernation; this keeps them at hand, as
 * asking the runtime for each frame costs as much as a write.
 */
export class Sockets {
  readonly #state: DurableObjectState;
  readonly #visitors = new Map<WebSocket, Visitor>();

  constructor(state: DurableObjectState) {
    this.#state = state;
    for (const webSocket of state.getWebSockets()) {
      const visitor = carriedBy(webSocket);
      if (visitor) this.#visitors.set(webSocket, visitor);
    }
  }

  /** Lets a socket in: from now on it outlives the room's sleep. */
  accept(webSocket: WebSocket, visitor: Visitor): void {
    this.#state.acceptWebSocket(webSocket);
    webSocket.serializeAttachment(visitor);
    this.#visitors.set(webSocket, visitor);
  }

  /** Whose a socket is; null when it was closed. */
  visitorOf(webSocket: WebSocket): Visitor | null {
    return this.#visitors.get(webSocket) ?? null;
  }

  /** Notes that a socket sent a frame: who talks need not ping to stay. */
  hear(webSocket: WebSocket, visitor: Visitor, now: number): void {
    if (now - visitor.heardAt < noteEvery) return;
    const heard = { ...visitor, heardAt: now };
    webSocket.serializeAttachment(heard);
    this.#visitors.set(webSocket, heard);
  }

  /** Forgets a socket that closed. Gives whose it was; null when it was forgotten before. */
  forget(webSocket: WebSocket): Visitor | null {
    // A socket whose closing woke the room is not among those that the runtime lists.
    const visitor = this.visitorOf(webSocket) ?? carriedBy(webSocket);
    this.#visitors.delete(webSocket);
    webSocket.serializeAttachment(null);
    return visitor;
  }

  all(): Visitor[] {
    return [...this.#visitors.values()];
  }

  countOf(member: UserId): number {
    return this.all().filter(({ userId }) => userId === member).length;
  }

  /** The sockets, with whose they are, for which something holds. */
  where(holds: (visitor: Visitor) => boolean): [WebSocket, Visitor][] {
    return [...this.#visitors].filter(([, visitor]) => holds(visitor));
  }

  /** Sends a frame to every open socket for which something holds. */
  send(frame: ServerFrame, holds: (visitor: Visitor) => boolean): void {
    const text = JSON.stringify(frame);
    for (const [webSocket, visitor] of this.#visitors) {
      if (holds(visitor) && webSocket.readyState === open) webSocket.send(text);
    }
  }

  /** When a socket last said something, if only a ping that the runtime answered. Milliseconds since 1970. */
  heardAt(webSocket: WebSocket, { heardAt }: Visitor): number {
    return Math.max(heardAt, this.#state.getWebSocketAutoResponseTimestamp(webSocket)?.getTime() ?? 0);
  }
}

function carriedBy(webSocket: WebSocket): Visitor | null {
  return webSocket.deserializeAttachment() as Visitor | null; // written here alone
}
