/** The frames that a room sends, and to whom. */
import { messageId, type RoomEvent, type ServerFrame } from "../../../app/contract/chat";
import type { ConnectionId, UserId } from "../../../app/contract/ids";
import {
  otherMember,
  type Effect,
  type LoggedEvent,
  type LoggedMessage,
  type LogReader,
  type Participant,
  type Room,
} from "./state";

export type MessageFrame = Extract<ServerFrame, { type: "chat_message" }>;

/** Returns a message as every socket gets it. */
export function messageFrame(connectionId: ConnectionId, message: LoggedMessage): MessageFrame {
  return {
    type: "chat_message",
    id: messageId(connectionId, message.seq),
    connection_id: connectionId,
    sender_id: message.senderId,
    content: message.content,
    created_at: new Date(message.createdAt).toISOString(),
    seq: message.seq,
  };
}

/** Returns an event as every socket gets it. */
export function eventFrame(connectionId: ConnectionId, event: LoggedEvent): RoomEvent {
  return {
    type: event.type,
    connection_id: connectionId,
    event_seq: event.eventSeq,
    after_seq: event.afterSeq,
    user_id: event.userId,
    image_id: event.imageId,
    created_at: new Date(event.createdAt).toISOString(),
  };
}

/** Returns the effect that tells a sender that their message is durable, and when it was logged. */
export function acknowledge({ id: socket }: Participant, message: MessageFrame, clientId: string | null): Effect {
  const { id, created_at } = message;
  const type = "delivery_confirmation";
  const frame: ServerFrame =
    clientId === null
      ? { type, id, status: "sent", created_at }
      : { type, id, client_id: clientId, status: "sent", created_at };
  return { kind: "send", socket, frame };
}

export function deliveredFrame(room: Room, log: LogReader, seq: number): ServerFrame {
  return confirmationFrame(room, seq, log.at(seq)?.clientId ?? null);
}

export function readFrame(room: Room, reader: UserId, seq: number): ServerFrame {
  return { type: "read_receipt", id: messageId(room.connectionId, seq), user_id: reader };
}

/** Returns the effect that tells the other member whether this one is online. */
export function announcePresence(room: Room, member: UserId, isOnline: boolean): Effect {
  const frame: ServerFrame = { type: "presence", user_id: member, is_online: isOnline };
  return { kind: "send_member", member: otherMember(room, member), frame };
}

/** Returns the effect that tells the other member whether this one is typing. */
export function announceTyping(room: Room, member: UserId, isTyping: boolean): Effect {
  const frame: ServerFrame = { type: "typing_indicator", user_id: member, is_typing: isTyping };
  return { kind: "send_member", member: otherMember(room, member), frame };
}

function confirmationFrame(room: Room, seq: number, clientId: string | null): ServerFrame {
  const id = messageId(room.connectionId, seq);
  return { type: "delivery_confirmation", id, ...(clientId !== null && { client_id: clientId }), status: "delivered" };
}
