/** A socket was accepted: it resumes after the seq that it names, learns the current state, and is live. */
import type { ServerFrame } from "../../../app/contract/chat";
import { lastSeenFrame } from "./last-seen";
import { enter } from "./presence";
import { mayKnowOf } from "./reveals";
import { changeFrame, clockFrame, deliveredFrame, eventFrame, messageFrame, readFrame } from "./server-frames";
import {
  isVisibleTo,
  memberState,
  otherMember,
  type Effect,
  type LogReader,
  type Outcome,
  type Participant,
  type Room,
} from "./state";

/** The number of missed messages that a socket is sent before it goes live; older ones come from the history pages. */
export const replayLimit = 1_000;

/** Where a socket resumes: the seq, and the numbers of the event and the change, after which some were missed; null when none are wanted. */
export interface ResumePoint {
  after: number | null;
  eventsAfter: number | null;
  changesAfter: number | null;
  /** The room's clock, in milliseconds since 1970. */
  now: number;
}

export function join(room: Room, log: LogReader, socket: Participant, resume: ResumePoint): Outcome {
  const { after, eventsAfter, changesAfter, now } = resume;
  const resumed = [
    ...(after === null ? [] : replay(room, log, socket, after)),
    ...(eventsAfter === null ? [] : [clock(room, socket, now), ...replayEvents(room, log, socket, eventsAfter)]),
    ...(changesAfter === null ? [] : replayChanges(room, log, socket, changesAfter)),
  ];
  const entered = enter(room, socket.userId);
  return {
    room: entered.room,
    effects: [...resumed, ...currentState(room, log, socket), ...entered.effects],
  };
}

/** By the room's clock a page drops what disappears. */
function clock(room: Room, { id, userId }: Participant, now: number): Effect {
  return { kind: "send", socket: id, frame: clockFrame(room, userId, now) };
}

function replay(room: Room, log: LogReader, { id, userId }: Participant, after: number): Effect[] {
  // A device that has more than the log saw messages that were lost: it drops what it has, as one that is far behind does.
  const known = after > room.lastSeq ? 0 : after;
  const from = Math.max(known, room.lastSeq - replayLimit);
  const views = log.changes.viewsFrom(userId, from);
  const effects = log
    .after(from, replayLimit)
    .filter((message) => isVisibleTo(userId, message) && !views.get(message.seq)?.isRemoved)
    .map((message): Effect => {
      const frame = messageFrame(room.connectionId, message, { viewer: userId, view: views.get(message.seq) });
      return { kind: "send", socket: id, frame };
    });
  if (from === after) return effects;
  return [{ kind: "send_error", socket: id, error: { code: "too_far_behind" }, clientId: null }, ...effects];
}

function replayEvents(room: Room, log: LogReader, { id, userId }: Participant, eventsAfter: number): Effect[] {
  return log
    .eventsAfter(eventsAfter, { viewer: userId, limit: replayLimit })
    .filter((event) => mayKnowOf(log, userId, event))
    .map((event) => ({ kind: "send", socket: id, frame: eventFrame(room.connectionId, event) }));
}

/** Each message that changed is sent as it is now, whatever happened to it in between. */
function replayChanges(room: Room, log: LogReader, { id, userId }: Participant, changesAfter: number): Effect[] {
  return log.changes.viewsAfter(userId, changesAfter, replayLimit).flatMap((view): Effect[] => {
    const message = log.at(view.seq);
    return message ? [{ kind: "send", socket: id, frame: changeFrame(room.connectionId, message, view) }] : [];
  });
}

/** The other member's watermarks and presence, and one's own read watermark. Presence comes last but for typing. */
function currentState(room: Room, log: LogReader, socket: Participant): Effect[] {
  const other = otherMember(room, socket.userId);
  const theirs = memberState(room, other);
  const mine = memberState(room, socket.userId);
  const frames: ServerFrame[] = [];
  if (theirs.watermarks.delivered > 0) frames.push(deliveredFrame(room, log, theirs.watermarks.delivered));
  if (theirs.watermarks.read > 0) frames.push(readFrame(room, other, theirs.watermarks.read));
  if (mine.watermarks.read > 0) frames.push(readFrame(room, socket.userId, mine.watermarks.read));
  const lastSeen = lastSeenFrame(room, socket.userId);
  if (lastSeen !== null) frames.push(lastSeen);
  frames.push({ type: "presence", user_id: other, is_online: theirs.online });
  if (theirs.typingUntil !== null) frames.push({ type: "typing_indicator", user_id: other, is_typing: true });
  return frames.map((frame) => ({ kind: "send", socket: socket.id, frame }));
}
