import { pingFrame, pongFrame, socketIdleMs } from "../../app/contract/chat";
import { maxInboxSockets, type InboxEntrance, type InboxFrame } from "../../app/contract/inbox";
import type { SessionId } from "../../app/contract/ids";

/** Kept by the runtime through hibernation. */
interface Attachment {
  sessionId: SessionId;
  /** Milliseconds since 1970, as the time when it opened. */
  expiresAt: number;
  openedAt: number;
}

/** Why an inbox closes a socket; the codes are those of the rooms. */
export const closings = {
  badFrame: [4400, "An inbox takes nothing but a ping."],
  tokenExpired: [4401, "Come back with a fresh token."],
  signedOut: [4401, "The session was signed out."],
  erased: [4403, "The account was deleted."],
  silent: [4408, "No ping came."],
  tooMany: [4429, "Too many open sockets."],
} as const;

type Closing = (typeof closings)[keyof typeof closings];

/** The open sockets of an inbox, one for each browser. */
export class InboxSockets {
  readonly #state: DurableObjectState;

  constructor(state: DurableObjectState) {
    this.#state = state;
    state.setWebSocketAutoResponse(new WebSocketRequestResponsePair(pingFrame, pongFrame));
  }

  /** Accepts a socket. Beyond the most that may be open, the oldest closes. */
  accept(webSocket: WebSocket, { session, expires }: InboxEntrance, now: number): void {
    const open = this.#all().toSorted((a, b) => a.attachment.openedAt - b.attachment.openedAt);
    for (const oldest of open.slice(0, Math.max(0, open.length - maxInboxSockets + 1))) {
      close(oldest.webSocket, closings.tooMany);
    }
    this.#state.acceptWebSocket(webSocket);
    webSocket.serializeAttachment({ sessionId: session, expiresAt: expires, openedAt: now } satisfies Attachment);
  }

  /** Sends each open socket the frame for its session. */
  send(frameFor: (session: SessionId) => InboxFrame): void {
    for (const { webSocket, attachment } of this.#all()) webSocket.send(JSON.stringify(frameFor(attachment.sessionId)));
  }

  closeWhere(matches: (session: SessionId) => boolean, closing: Closing): void {
    for (const { webSocket, attachment } of this.#all()) {
      if (matches(attachment.sessionId)) close(webSocket, closing);
    }
  }

  /** Returns the sessions that opened those that are open. */
  sessions(): SessionId[] {
    return this.#all().map(({ attachment }) => attachment.sessionId);
  }

  /** Closes those whose time is over, and those whose page is gone: such a socket stays open (workerd #1187). */
  closeStale(now: number): void {
    for (const { webSocket, attachment } of this.#all()) {
      const pingedAt = this.#state.getWebSocketAutoResponseTimestamp(webSocket)?.getTime() ?? 0;
      if (attachment.expiresAt <= now) close(webSocket, closings.tokenExpired);
      else if (now - Math.max(attachment.openedAt, pingedAt) > socketIdleMs) close(webSocket, closings.silent);
    }
  }

  /** Returns whether any is open. */
  isAnyOpen(): boolean {
    return this.#all().length > 0;
  }

  #all(): { webSocket: WebSocket; attachment: Attachment }[] {
    return this.#state.getWebSockets().flatMap((webSocket) => {
      const attachment = webSocket.deserializeAttachment() as Attachment | null; // `accept` alone writes it
      return attachment && webSocket.readyState === WebSocket.OPEN ? [{ webSocket, attachment }] : [];
    });
  }
}

export function close(webSocket: WebSocket, [code, sentence]: Closing): void {
  webSocket.close(code, sentence);
}
