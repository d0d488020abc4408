import { socketIdleMs, type ServerFrame } from "../../app/contract/chat";
import type { SessionId, UserId } from "../../app/contract/ids";
import { closeReasons, errorFrame } from "./error-messages";
import { isHalfUsed, type Arrivals } from "./room/frame-budgets";
import type { CloseReason, Effect, Participant } from "./room/state";

/** The data that a socket keeps through hibernation: its user and session, and until when it may stay. */
export interface SocketAttachment extends Participant {
  sessionId: SessionId;
  /** Milliseconds since 1970. */
  expiresAt: number;
  /** When it opened or last sent a frame that the room saw, to about `activityNoteMs`. Milliseconds since 1970. */
  heardAt: number;
  /** Its use of its budgets, stored once more than half of one was used. Left out by older code, and until then. */
  frameArrivals?: Arrivals;
}

type Matches = (attachment: SocketAttachment) => boolean;

/** Kept at hand: reading it off the class for each frame costs more than writing the frame. */
const open = WebSocket.OPEN;

/** Between two notes of a socket's activity: each is a copy of its whole attachment. */
const activityNoteMs = 20_000;

/**
 * The open sockets of a room. The runtime keeps them and their attachments through hibernation; this keeps them in
 * memory, as asking the runtime for each frame costs as much as a write.
 */
export class Sockets {
  readonly #state: DurableObjectState;
  readonly #attachments = new Map<WebSocket, SocketAttachment>();

  constructor(state: DurableObjectState) {
    this.#state = state;
    for (const webSocket of state.getWebSockets()) {
      const attachment = readAttachment(webSocket);
      if (attachment) this.#attachments.set(webSocket, attachment);
    }
  }

  /** Accepts a socket: from now on it survives the room's hibernation. */
  accept(webSocket: WebSocket, attachment: SocketAttachment): void {
    this.#state.acceptWebSocket(webSocket);
    webSocket.serializeAttachment(attachment);
    this.#attachments.set(webSocket, attachment);
  }

  /** Returns a socket's attachment; null once it was closed. */
  attachmentOf(webSocket: WebSocket): SocketAttachment | null {
    return this.#attachments.get(webSocket) ?? null;
  }

  /**
   * Notes that a socket sent a frame: one that is active need not ping to stay open. One that uses up its budgets keeps
   * that through hibernation.
   */
  noteActivity(webSocket: WebSocket, frameArrivals: Arrivals, now: number): void {
    const attachment = this.attachmentOf(webSocket);
    if (!attachment) return;
    if (now - attachment.heardAt < activityNoteMs && !isHalfUsed(frameArrivals, now)) return;
    const noted = { ...attachment, heardAt: now, frameArrivals };
    webSocket.serializeAttachment(noted);
    this.#attachments.set(webSocket, noted);
  }

  /** Removes a socket that closed. Returns its attachment; null when it was removed before. */
  remove(webSocket: WebSocket): SocketAttachment | null {
    // A socket whose closing woke the room is not among those that the runtime lists.
    const attachment = this.attachmentOf(webSocket) ?? readAttachment(webSocket);
    this.#attachments.delete(webSocket);
    webSocket.serializeAttachment(null);
    return attachment;
  }

  all(): SocketAttachment[] {
    return [...this.#attachments.values()];
  }

  countOf(member: UserId): number {
    return this.all().filter(({ userId }) => userId === member).length;
  }

  /** Returns the sockets whose attachment matches. */
  matching(matches: Matches): WebSocket[] {
    return [...this.#attachments].flatMap(([webSocket, attachment]) => (matches(attachment) ? [webSocket] : []));
  }

  /** Returns the sockets that have sent nothing, not even a ping that the runtime answered, for `socketIdleMs`. */
  idle(now: number): WebSocket[] {
    return [...this.#attachments].flatMap(([webSocket, { heardAt }]) => {
      const pingedAt = this.#state.getWebSocketAutoResponseTimestamp(webSocket)?.getTime() ?? 0;
      return now - Math.max(heardAt, pingedAt) > socketIdleMs ? [webSocket] : [];
    });
  }

  /** Returns when sockets are to be checked next: when a token expires, or one may be idle. Null without sockets. */
  nextCheckAt(now: number): number | null {
    const expiries = this.all().map(({ expiresAt }) => expiresAt);
    return expiries.length > 0 ? Math.min(now + socketIdleMs, ...expiries) : null;
  }

  /** Sends the frame of an effect to the sockets that it names. */
  send(effect: Extract<Effect, { kind: `send${string}` }>): void {
    switch (effect.kind) {
      case "send":
        return this.#sendWhere(({ id }) => id === effect.socket, effect.frame);
      case "send_member":
        return this.#sendWhere(({ userId }) => userId === effect.member, effect.frame);
      case "send_others":
        return this.#sendWhere(
          ({ id, userId }) => id !== effect.except && (effect.to === undefined || userId === effect.to),
          effect.frame,
        );
      case "send_error":
        return this.#sendWhere(({ id }) => id === effect.socket, errorFrame(effect.error, effect.clientId));
      default:
        return effect satisfies never;
    }
  }

  #sendWhere(matches: Matches, frame: ServerFrame): void {
    const text = JSON.stringify(frame);
    for (const [webSocket, attachment] of this.#attachments) {
      if (matches(attachment) && webSocket.readyState === open) webSocket.send(text);
    }
  }
}

/** Closes a socket with the code and the sentence of a reason. */
export function closeSocket(webSocket: WebSocket, reason: CloseReason): void {
  const { code, sentence } = closeReasons[reason];
  webSocket.close(code, sentence);
}

function readAttachment(webSocket: WebSocket): SocketAttachment | null {
  return webSocket.deserializeAttachment() as SocketAttachment | null; // only `accept` and `noteActivity` write it
}
