import {
  type FrameFields,
  isBoolean,
  isFrame,
  isText,
  isWhole,
  nullable,
  objectOf,
  oneOf,
  recordOf,
} from "~/client/shapes";
import { entryKinds, ownStatuses, type LastEntry } from "~/contract/conversation";
import { inboxKinds, type InboxFrame } from "~/contract/inbox";

/** Returns whether the inbox sent what this page knows: newer kinds of frames are for newer pages. */
export function isInboxFrame(value: unknown): value is InboxFrame {
  return isFrame(value, frames);
}

const last = objectOf<LastEntry>({
  kind: oneOf(entryKinds),
  is_mine: isBoolean,
  text: isText,
  photo_count: isWhole,
  at: isText,
  status: nullable(oneOf(ownStatuses)),
  expires_at: nullable(isText),
});

const frames: FrameFields<InboxFrame> = {
  badge: { counts: recordOf(isWhole), total: isWhole, asks: isWhole, news: isWhole },
  happened: { id: isText, kind: oneOf(inboxKinds), connection_id: nullable(isText) },
  conversation: { connection_id: isText, unread: isWhole, last: nullable(last) },
  pong: {},
};
