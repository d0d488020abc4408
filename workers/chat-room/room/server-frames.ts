/** The frames that a room sends, and to whom. */
import { messageId, type ServerFrame } from "../../../app/contract/chat";
import type { ConnectionId, UserId } from "../../../app/contract/ids";
import { otherMember, type Effect, type LoggedMessage, type LogReader, type Participant, type Room } from "./state";

/** Returns a message as every socket gets it. */
export function messageFrame(connectionId: ConnectionId, message: LoggedMessage): ServerFrame {
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

/** Returns the effect that tells a sender that their message is durable, and when it was logged. */
export function acknowledge(
  room: Room,
  { id }: Participant,
  { seq, clientId, createdAt }: Pick<LoggedMessage, "seq" | "clientId" | "createdAt">,
): Effect {
  const frame = { ...confirmationFrame(room, seq, clientId, "sent"), created_at: new Date(createdAt).toISOString() };
  return { kind: "send", socket: id, frame };
}

export function deliveredFrame(room: Room, log: LogReader, seq: number): ServerFrame {
  return confirmationFrame(room, seq, log.at(seq)?.clientId ?? null, "delivered");
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

function confirmationFrame(
  room: Room,
  seq: number,
  clientId: string | null,
  status: "sent" | "delivered",
): ServerFrame {
  const id = messageId(room.connectionId, seq);
  return { type: "delivery_confirmation", id, ...(clientId !== null && { client_id: clientId }), status };
}
