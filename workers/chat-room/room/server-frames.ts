/** The frames that a room sends, and to whom. */
import { messageId, type MessageChange, type RoomEvent, type ServerFrame } from "../../../app/contract/chat";
import { photosFor } from "../../../app/contract/chat-photo";
import { entriesOf } from "../../../app/contract/entries";
import type { ConnectionId, UserId } from "../../../app/contract/ids";
import type { MessageView, Reactions } from "./message-views";
import {
  otherMember,
  type Effect,
  type GoneMessage,
  type LoggedEvent,
  type LoggedMessage,
  type LogReader,
  type Participant,
  type Room,
} from "./state";

export type MessageFrame = Extract<ServerFrame, { type: "chat_message" }>;

type AcknowledgedPart = Pick<MessageFrame, "id" | "created_at" | "expires_at">;

/** Returns a message as a member's sockets get it; without a view, as it was logged. */
export function messageFrame(
  connectionId: ConnectionId,
  message: LoggedMessage,
  { viewer, view = null }: { viewer: UserId; view?: MessageView | null },
): MessageFrame {
  const { replyTo, senderId } = message;
  const showsReply = replyTo !== null && (!replyTo.isPrivate || viewer === senderId);
  const showsPhotos = message.photos.length > 0 && !view?.deletedAt;
  const frame: MessageFrame = {
    type: "chat_message",
    id: messageId(connectionId, message.seq),
    connection_id: connectionId,
    sender_id: senderId,
    content: view?.content ?? message.content,
    created_at: new Date(message.createdAt).toISOString(),
    seq: message.seq,
  };
  // Most messages have none of these: spreading what may be empty took longer than all of the above.
  if (message.expiresAt !== null) frame.expires_at = new Date(message.expiresAt).toISOString();
  if (showsReply) frame.reply_to = messageId(connectionId, replyTo.seq);
  if (showsPhotos) frame.photos = photosFor(viewer, senderId, message.photos);
  return view ? { ...frame, ...changedParts(view), change_seq: view.changeSeq } : frame;
}

/** Returns of a message that disappeared what its sender is told when it comes again: that it was logged, and is gone. */
export function goneFrame(connectionId: ConnectionId, gone: GoneMessage): AcknowledgedPart {
  const created_at = new Date(gone.expiresAt).toISOString();
  return { id: messageId(connectionId, gone.seq), created_at, expires_at: created_at };
}

/** Returns the newest change of a message, as a member's sockets get it. */
export function changeFrame(connectionId: ConnectionId, message: LoggedMessage, view: MessageView): MessageChange {
  return {
    type: view.type,
    id: messageId(connectionId, message.seq),
    connection_id: connectionId,
    content: view.isRemoved ? "" : (view.content ?? message.content),
    change_seq: view.changeSeq,
    ...changedParts(view),
    ...(view.isRemoved && { removed: true }),
  };
}

function changedParts(view: MessageView): Pick<MessageChange, "edited_at" | "deleted_at" | "reactions"> {
  const { editedAt, deletedAt } = view;
  const reactions = reactionList(view.reactions);
  return {
    ...(editedAt !== null && { edited_at: new Date(editedAt).toISOString() }),
    ...(deletedAt !== null && { deleted_at: new Date(deletedAt).toISOString() }),
    ...(reactions.length > 0 && { reactions }),
  };
}

/** Returns reactions as the contract has them. */
function reactionList(reactions: Reactions): NonNullable<MessageChange["reactions"]> {
  return entriesOf(reactions).map(([user, emoji]) => ({ user_id: user, emoji }));
}

/** Returns an event as every socket gets it. */
export function eventFrame(connectionId: ConnectionId, event: LoggedEvent): RoomEvent {
  const fields = {
    connection_id: connectionId,
    event_seq: event.eventSeq,
    after_seq: event.afterSeq,
    user_id: event.userId,
    created_at: new Date(event.createdAt).toISOString(),
  };
  if (event.type === "disappearing") return { type: event.type, ...fields, after: event.after };
  const { type, imageId, terms, endsAt, endedBy } = event;
  return {
    type,
    ...fields,
    image_id: imageId,
    ...(terms !== null && { terms }),
    ...(endsAt !== null && { ends_at: new Date(endsAt).toISOString() }),
    ...(endedBy !== null && { ended_by: endedBy }),
  };
}

/** Returns the room's time, in milliseconds since 1970, and the setting that a member sees. */
export function clockFrame({ disappearAfter }: Room, member: UserId, now: number): ServerFrame {
  return { type: "room_clock", now: new Date(now).toISOString(), disappear_after: disappearAfter[member] ?? 0 };
}

/** Returns the effect that tells a sender that their message is durable, and when it was logged. */
export function acknowledge(
  { id: socket }: Participant,
  { id, created_at, expires_at }: AcknowledgedPart,
  clientId: string | null,
): Effect {
  const type = "delivery_confirmation";
  const frame: ServerFrame =
    clientId === null
      ? { type, id, status: "sent", created_at }
      : { type, id, client_id: clientId, status: "sent", created_at };
  if (expires_at !== undefined) frame.expires_at = expires_at;
  return { kind: "send", socket, frame };
}

export function deliveredFrame(room: Room, log: LogReader, seq: number): ServerFrame {
  return confirmationFrame(room, seq, log.envelopeOf(seq)?.clientId ?? null);
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
