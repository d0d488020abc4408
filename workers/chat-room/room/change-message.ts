/**
 * A member edits or deletes a message, or reacts to it: in the log first, then to every device that may know. A change of a blocked member is
 * theirs alone, as their messages are.
 */
import { deleteWindowMs, editWindowMs, seqIn } from "../../../app/contract/chat";
import type { UserId } from "../../../app/contract/ids";
import { unchangedView, type MessageView, type Reactions } from "./message-views";
import { recordReveals } from "./reveals";
import { changeFrame } from "./server-frames";
import {
  isVisibleTo,
  otherMember,
  type Effect,
  type FrameOf,
  type LoggedMessage,
  type Outcome,
  type Participant,
  type Room,
  type RoomLog,
} from "./state";

export type ChangeFrame = FrameOf<"edit" | "delete" | "reaction">;

interface Arrival {
  sender: Participant;
  frame: ChangeFrame;
  /** Milliseconds since 1970. */
  now: number;
}

/** Changes a message, or repeats the answer to a change that is in the log. What cannot be changed is answered with an error. */
export function changeMessage(room: Room, log: RoomLog, { sender, frame, now }: Arrival): Outcome {
  const answer = (effects: Effect[]): Outcome => ({ room, effects });
  const { userId } = sender;
  const known = log.changes.changedWith(userId, frame.client_id);
  const seq = known ?? seqIn(room.connectionId, frame.id);
  const message = seq === null ? null : log.at(seq);
  if (!message || !isVisibleTo(userId, message)) return answer([refuse(sender, frame, "unknown_message")]);
  const view = viewOf(log, userId, message.seq);
  if (known !== null || changesNothing(frame, { message, view, userId }))
    return answer([repeat(room, sender, { frame, message, view })]);
  const refusal = refusalOf(frame, { message, view, userId, now });
  if (refusal !== null) return answer([refuse(sender, frame, refusal)]);
  const changeSeq = log.changes.append({ userId, clientId: frame.client_id, seq: message.seq });
  const audience = audienceOf(room, userId, { frame, message });
  const change = { frame, by: userId, message, changeSeq, at: Math.max(now, message.createdAt), audience };
  applyToLog(log, room, change);
  return answer([
    { kind: "project" },
    ...rewordNewest(log, change),
    ...announce(room, log, change),
    ...takeBackOriginals(room, log, change),
  ]);
}

function rewordNewest(log: RoomLog, { frame, message }: Change): Effect[] {
  return frame.type !== "reaction" && log.after(message.seq, 1).length === 0 ? [{ kind: "reword_newest" }] : [];
}

/** The originals of photos that are gone are closed on every page that shows one. */
function takeBackOriginals(room: Room, log: RoomLog, { message: before, at }: Change): Effect[] {
  if (before.photos.length === 0 || log.at(before.seq)?.photos.length !== 0) return [];
  const imageIds = before.photos.map(({ id }) => id);
  return recordReveals(room, log, { type: "unreveal", by: before.senderId, imageIds, now: at }).effects;
}

/** To the devices of who made it, with the id of their frame, and to the other member's, if they see it. */
function announce(room: Room, log: RoomLog, { frame, by, message: { seq }, audience }: Change): Effect[] {
  const message = log.at(seq);
  if (!message) throw new Error("A message that was changed is not in the log.");
  return audience.map((member) => {
    const changed = changeFrame(room.connectionId, message, viewOf(log, member, seq));
    const { client_id } = frame;
    return { kind: "send_member", member, frame: member === by ? { ...changed, client_id } : changed };
  });
}

interface Change {
  frame: ChangeFrame;
  by: UserId;
  message: LoggedMessage;
  changeSeq: number;
  at: number;
  /** The members who see it. */
  audience: readonly UserId[];
}

/** Saves what each of the audience sees, and, where nobody sees the old words any more, takes them out of the log. */
function applyToLog(log: RoomLog, room: Room, change: Change): void {
  const { frame, message, at, audience } = change;
  const { seq } = message;
  const readers = room.members.filter((member) => isVisibleTo(member, message));
  const isForAll = readers.every((member) => audience.includes(member));
  for (const member of audience) log.changes.saveView(changedView(viewOf(log, member, seq), change, isForAll));
  if (frame.type === "reaction") return;
  if (frame.type === "edit" && isForAll) {
    log.changes.keepVersion(seq, { content: message.content, until: at });
    log.changes.replaceContent(seq, frame.content);
  }
  if (readers.every((member) => isGone(viewOf(log, member, seq)))) {
    log.changes.replaceContent(seq, "");
    log.changes.dropVersions(seq);
    log.dropPhotos(seq);
  }
}

function changedView(view: MessageView, { frame, by, changeSeq, at }: Change, isForAll: boolean): MessageView {
  const changed = { ...view, changeSeq, type: frame.type };
  if (frame.type === "reaction") return { ...changed, reactions: withReaction(view.reactions, by, frame.emoji) };
  if (frame.type === "edit") return { ...changed, content: isForAll ? null : frame.content, editedAt: at };
  if (frame.for === "me") return { ...changed, content: null, isRemoved: true };
  return { ...changed, content: "", editedAt: null, deletedAt: at, reactions: {} };
}

function withReaction(reactions: Reactions, by: UserId, emoji: string | null): Reactions {
  const { [by]: _before, ...others } = reactions;
  return emoji === null ? others : { ...others, [by]: emoji };
}

/** Deleting for oneself is one's own affair; all else both see, unless who changes it is blocked, or the message was hidden. */
function audienceOf(room: Room, userId: UserId, { frame, message }: Pick<Change, "frame" | "message">): UserId[] {
  const other = otherMember(room, userId);
  const isPrivate = frame.type === "delete" && frame.for === "me";
  const reachesOther = !isPrivate && isVisibleTo(other, message) && !room.blockers.includes(other);
  return reachesOther ? [userId, other] : [userId];
}

type Refusal = "unknown_message" | "not_yours" | "too_late";

function refusalOf(
  frame: ChangeFrame,
  { message, view, userId, now }: { message: LoggedMessage; view: MessageView; userId: UserId; now: number },
): Refusal | null {
  if (frame.type === "delete" && frame.for === "me") return null;
  if (isGone(view)) return "unknown_message";
  if (frame.type === "reaction") return null;
  if (message.senderId !== userId) return "not_yours";
  const windowMs = frame.type === "edit" ? editWindowMs : deleteWindowMs;
  return now - message.createdAt > windowMs ? "too_late" : null;
}

/** Two devices delete at once, or an edit comes to the very words: nothing is to be done, and that is said. */
function changesNothing(
  frame: ChangeFrame,
  { message, view, userId }: { message: LoggedMessage; view: MessageView; userId: UserId },
): boolean {
  if (frame.type === "reaction") return !isGone(view) && (view.reactions[userId] ?? null) === frame.emoji;
  if (frame.type === "edit") return !isGone(view) && (view.content ?? message.content) === frame.content;
  return frame.for === "me" ? view.isRemoved : isGone(view);
}

function isGone({ deletedAt, isRemoved }: MessageView): boolean {
  return deletedAt !== null || isRemoved;
}

function viewOf(log: RoomLog, member: UserId, seq: number): MessageView {
  return log.changes.viewOf(member, seq) ?? unchangedView(seq, member);
}

function repeat(
  room: Room,
  { id: socket }: Participant,
  { frame, message, view }: { frame: ChangeFrame; message: LoggedMessage; view: MessageView },
): Effect {
  const { type, client_id } = frame;
  return { kind: "send", socket, frame: { ...changeFrame(room.connectionId, message, view), type, client_id } };
}

function refuse({ id: socket }: Participant, { client_id: clientId }: ChangeFrame, code: Refusal): Effect {
  return { kind: "send_error", socket, error: { code }, clientId };
}
