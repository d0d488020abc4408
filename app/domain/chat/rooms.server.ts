/** What the rules ask of the rooms, wherever they run. Every call may fail: a room can be out of reach. */
import type { Message } from "~/contract/chat";
import type { ConnectionId, SessionId, UserId } from "~/contract/ids";

/** A message of a room's log that D1 may lack; `createdAt` in milliseconds. */
export interface FreshMessage {
  seq: number;
  senderId: string;
  content: string;
  createdAt: number;
}

/** Up to which seq each member has got, and read, what the other sent. */
export type MarksByMember = Record<string, { delivered: number; read: number }>;

export interface Rooms {
  /** Messages below a seq that D1 may lack, newest first, and the marks. */
  freshHistory(
    room: ConnectionId,
    page: { before: number; limit: number },
  ): Promise<{ messages: FreshMessage[]; marks: MarksByMember }>;
  /** Confirms delivery of what the other sent; gives how many messages counted. */
  markDelivered(room: ConnectionId, member: UserId, ids: Message["id"][]): Promise<number>;
  /** Closes the sockets of a member, or of both with null. */
  closeFor(room: ConnectionId, member: UserId | null): Promise<void>;
  /** Closes the sockets that a session opened. */
  endSession(room: ConnectionId, session: SessionId): Promise<void>;
  /** Forgets a room for ever. */
  erase(room: ConnectionId): Promise<void>;
}
