import {
  type FrameFields,
  isBoolean,
  isFrame,
  isText,
  isWhole,
  listOf,
  nullable,
  objectOf,
  oneOf,
  optional,
} from "~/client/shapes";
import {
  disappearAfterSeconds,
  endings,
  errorCodes,
  type Message,
  type MessageChange,
  type RevealEvent,
  type ServerFrame,
} from "~/contract/chat";
import type { ChatPhoto } from "~/contract/chat-photo";
import { revealTerms } from "~/contract/reveal";

/** Returns whether the room sent what this page knows: newer kinds of frames are for newer pages. */
export function isServerFrame(value: unknown): value is ServerFrame {
  return isFrame(value, frames);
}

const photo = objectOf<ChatPhoto>({
  id: isText,
  blurred_url: isText,
  smaller: listOf(objectOf<ChatPhoto["smaller"][number]>({ url: isText, width: isWhole, height: isWhole })),
  original_url: optional(isText),
  width: isWhole,
  height: isWhole,
  alt: isText,
  thumbhash: isText,
  faces_detected: isWhole,
});

const event = { connection_id: isText, event_seq: isWhole, after_seq: isWhole, user_id: isText, created_at: isText };

const reveal = {
  ...event,
  image_id: isText,
  terms: optional(oneOf(revealTerms)),
  ends_at: optional(isText),
  ended_by: optional(oneOf(endings)),
} satisfies Record<keyof Omit<RevealEvent, "type">, unknown>;

const changed = {
  edited_at: optional(isText),
  deleted_at: optional(isText),
  reactions: optional(listOf(objectOf<NonNullable<Message["reactions"]>[number]>({ user_id: isText, emoji: isText }))),
};

const change = {
  ...changed,
  id: isText,
  connection_id: isText,
  content: isText,
  change_seq: isWhole,
  removed: optional(oneOf([true])),
  client_id: optional(isText),
} satisfies Record<keyof Omit<MessageChange, "type">, unknown>;

const frames: FrameFields<ServerFrame> = {
  chat_message: {
    ...changed,
    id: isText,
    connection_id: isText,
    sender_id: isText,
    content: isText,
    created_at: isText,
    seq: isWhole,
    reply_to: optional(isText),
    photos: optional(listOf(photo)),
    expires_at: optional(isText),
    change_seq: optional(isWhole),
  },
  delivery_confirmation: {
    id: isText,
    client_id: optional(isText),
    status: oneOf(["sent", "delivered"]),
    created_at: optional(isText),
    expires_at: optional(isText),
  },
  read_receipt: { id: isText, user_id: isText },
  typing_indicator: { user_id: isText, is_typing: isBoolean },
  presence: { user_id: isText, is_online: isBoolean },
  last_seen: { user_id: isText, at: nullable(isText) },
  pong: {},
  error: { code: oneOf(errorCodes), message: isText, client_id: optional(isText), retry_after: optional(isWhole) },
  reveal,
  unreveal: reveal,
  reveal_seen: reveal,
  disappearing: { ...event, after: oneOf(disappearAfterSeconds) },
  room_clock: { now: isText, disappear_after: oneOf(disappearAfterSeconds) },
  edit: change,
  delete: change,
  reaction: change,
};
