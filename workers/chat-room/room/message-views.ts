/** The changes of a message since it was logged, as each of the two members sees them. */
import type { MessageChange } from "../../../app/contract/chat";
import type { UserId } from "../../../app/contract/ids";

/**
 * A changed message as one member sees it. Each has their own: what a blocked member changes is theirs alone, and anybody may
 * delete for themselves. A message without one is as it was logged. Times in milliseconds since 1970.
 */
export interface MessageView {
  seq: number;
  viewerId: UserId;
  /** The number of the newest change. */
  changeSeq: number;
  /** The kind of the newest change. */
  type: MessageChange["type"];
  /** Null: as the log has it. */
  content: string | null;
  editedAt: number | null;
  /** When it was deleted for both. */
  deletedAt: number | null;
  /** Whether this member deleted it for themselves. */
  isRemoved: boolean;
  /** The emoji of each member who reacted. */
  reactions: Reactions;
}

export type Reactions = Readonly<Record<UserId, string>>;

/** Words that a message had before it was edited: for reports alone. `until` in milliseconds since 1970. */
export interface MessageVersion {
  content: string;
  until: number;
}

/** The changes as the rules read them. */
export interface ChangeReader {
  viewOf(viewer: UserId, seq: number): MessageView | null;
  /** Returns a member's views of the messages after a seq, by seq. */
  viewsFrom(viewer: UserId, seq: number): Map<number, MessageView>;
  /** Returns a member's views that changed after a number, at most the newest `limit`, in the order of their changes. */
  viewsAfter(viewer: UserId, changeSeq: number, limit: number): MessageView[];
  /** Returns the seq of the message that a member changed with this client id; null when there is none. */
  changedWith(userId: UserId, clientId: string): number | null;
}

/** The changes as the rules write them. */
export interface ChangeLog extends ChangeReader {
  /** Records a member's change of a message. Returns its number. */
  append(change: { userId: UserId; clientId: string; seq: number }): number;
  saveView(view: MessageView): void;
  /** Replaces a message's words in the log itself. */
  replaceContent(seq: number, content: string): void;
  keepVersion(seq: number, version: MessageVersion): void;
  dropVersions(seq: number): void;
}

/** Returns the view of a message that did not change yet. */
export function unchangedView(seq: number, viewerId: UserId): MessageView {
  return {
    seq,
    viewerId,
    changeSeq: 0,
    type: "edit",
    content: null,
    editedAt: null,
    deletedAt: null,
    isRemoved: false,
    reactions: {},
  };
}
