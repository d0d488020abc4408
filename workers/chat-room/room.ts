/**
 * The rules of a room of two, without a clock, a socket or a disk: what came and what is known go in, the new state and
 * the effects come out. A message is in the log before there is an effect that tells of it, and the shell sends nothing
 * before the log is durable.
 */
import {
  badFramesPerMinute,
  closeCodes,
  messageId,
  messagesPerMinute,
  offlineGrace,
  seqIn,
  typingLasts,
  type ClientFrame,
  type ServerFrame,
} from "../../app/contract/chat";
import type { ConnectionId, UserId } from "../../app/contract/ids";
import type { Received } from "./frames";

/** A message as the log holds it. `createdAt` is in milliseconds, and never runs backwards along `seq`. */
export interface LoggedMessage {
  seq: number;
  senderId: UserId;
  clientId: string | null;
  content: string;
  createdAt: number;
}

/** Up to which seq a member has got, and read, what the other sent. */
export interface Marks {
  delivered: number;
  read: number;
}

/** What the rules look up in the log. */
export interface LogReader {
  /** The seq of what a sender sent under a client id. */
  seqOf(senderId: UserId, clientId: string): number | null;
  at(seq: number): LoggedMessage | null;
  /** At most `limit` messages after a seq, in order. */
  after(seq: number, limit: number): LoggedMessage[];
}

/** What the rules write: the log alone decides whether a message is new. */
export interface RoomLog extends LogReader {
  /** Appends a message, unless its sender's client id is there. Gives the seq under which it stands. */
  append(message: LoggedMessage): number;
}

export interface Room {
  readonly connectionId: ConnectionId;
  readonly members: readonly [UserId, UserId];
  readonly lastSeq: number;
  readonly lastAt: number;
  readonly people: Readonly<Record<UserId, Presence>>;
  /** Times of invalid frames within the last minute, by socket. */
  readonly offences: Readonly<Record<string, readonly number[]>>;
}

interface Presence {
  readonly marks: Marks;
  readonly online: boolean;
  /** When "offline" is said, unless a socket opens before; null while one is open or nobody was there. */
  readonly leavesAt: number | null;
  /** When "is typing" expires; null when not typing. */
  readonly typingUntil: number | null;
  /** Times of the messages within the last minute. */
  readonly sent: readonly number[];
}

/** An open socket and whose it is: set when it was accepted, never by a frame. */
export interface Socket {
  id: string;
  userId: UserId;
}

export type Effect =
  | { kind: "save_marks"; member: UserId; marks: Marks }
  | { kind: "send"; socket: string; frame: ServerFrame }
  | { kind: "send_member"; member: UserId; frame: ServerFrame }
  | { kind: "send_others"; except: string; frame: ServerFrame }
  | { kind: "close"; socket: string; code: number; reason: string };

export interface Outcome {
  room: Room;
  effects: Effect[];
}

/** What of a room outlives its sleep. */
export interface Remembered {
  connectionId: ConnectionId;
  members: readonly [UserId, UserId];
  lastSeq: number;
  lastAt: number;
  marks: Record<UserId, Marks>;
  /** The newest messages, for the rate limit of who sent within the last minute. */
  newest: readonly LoggedMessage[];
  /** Members who have an open socket. */
  present: ReadonlySet<UserId>;
}

const minute = 60_000;

/** How many missed messages a socket is sent before it goes live; what is older comes from the history pages. */
export const replayLimit = 1_000;

/** The room as it wakes: sockets and log survived, timers did not. */
export function wakeRoom(known: Remembered): Room {
  const people: Record<UserId, Presence> = {};
  for (const member of known.members) {
    people[member] = {
      marks: known.marks[member] ?? { delivered: 0, read: 0 },
      online: known.present.has(member),
      leavesAt: null,
      typingUntil: null,
      sent: known.newest.filter((message) => message.senderId === member).map((message) => message.createdAt),
    };
  }
  const { connectionId, members, lastSeq, lastAt } = known;
  return { connectionId, members, lastSeq, lastAt, people, offences: {} };
}

/** A socket was accepted: it gets what it missed after `after`, the marks and the other's presence, then it is live. */
export function join(room: Room, log: LogReader, socket: Socket, after: number | null): Outcome {
  const effects: Effect[] = [];
  if (after !== null) effects.push(...replay(room, log, socket, after));
  effects.push(...standing(room, log, socket));
  const me = person(room, socket.userId);
  if (!me.online) effects.push(announce(room, socket.userId, true));
  return { room: withPerson(room, socket.userId, { ...me, online: true, leavesAt: null }), effects };
}

/** A socket closed. "Offline" is said only after a grace: a phone that changes networks does not flicker. */
export function leave(room: Room, socket: Socket, stillOpen: number, now: number): Outcome {
  const { [socket.id]: _gone, ...offences } = room.offences;
  const rest = { ...room, offences };
  if (stillOpen > 0) return { room: rest, effects: [] };
  const me = person(rest, socket.userId);
  return { room: withPerson(rest, socket.userId, { ...me, leavesAt: now + offlineGrace }), effects: [] };
}

/** Time passed: typing expires by itself, and who did not come back is offline. */
export function tick(room: Room, now: number): Outcome {
  return room.members.reduce<Outcome>((so, member) => expire(so, member, now), { room, effects: [] });
}

/** When `tick` has something to do next; null when there is nothing to wait for. */
export function nextTick(room: Room): number | null {
  const times = room.members.flatMap((member) => {
    const { leavesAt, typingUntil } = person(room, member);
    return [leavesAt, typingUntil].filter((time) => time !== null);
  });
  return times.length > 0 ? Math.min(...times) : null;
}

/** A frame came over a socket. */
export function receive(room: Room, log: RoomLog, socket: Socket, received: Received, now: number): Outcome {
  switch (received.kind) {
    case "frame":
      return act(room, log, socket, received.frame, now);
    case "bad":
      return refuse(room, socket, received, now);
    case "too_big":
      return { room, effects: [close(socket, closeCodes.frameTooBig, "The frame is larger than 16 kB.")] };
    default:
      return received satisfies never;
  }
}

/** A member confirms delivery by another way than a socket: the same rule, without an error frame. */
export function confirmDelivery(room: Room, log: LogReader, member: UserId, id: string): Outcome {
  const seq = confirmable(room, log, member, id);
  return seq === null ? { room, effects: [] } : delivered(room, log, member, seq);
}

function act(room: Room, log: RoomLog, socket: Socket, frame: ClientFrame, now: number): Outcome {
  switch (frame.type) {
    case "chat_message":
      return say(room, log, socket, frame, now);
    case "delivery_confirmation": {
      const seq = confirmable(room, log, socket.userId, frame.id);
      return seq === null ? unknownMessage(room, socket) : delivered(room, log, socket.userId, seq);
    }
    case "read_receipt": {
      const seq = confirmable(room, log, socket.userId, frame.id);
      return seq === null ? unknownMessage(room, socket) : read(room, socket, seq);
    }
    case "typing_indicator":
      return type(room, socket, frame.is_typing, now);
    case "ping":
      return { room, effects: [{ kind: "send", socket: socket.id, frame: { type: "pong" } }] };
    default:
      return frame satisfies never;
  }
}

type ChatMessage = Extract<ClientFrame, { type: "chat_message" }>;

function say(room: Room, log: RoomLog, socket: Socket, frame: ChatMessage, now: number): Outcome {
  const clientId = frame.client_id ?? null;
  const me = person(room, socket.userId);
  const sent = me.sent.filter((time) => time > now - minute);
  if (sent.length >= messagesPerMinute) return sayLater(room, log, socket, { clientId, wait: sent[0]! + minute - now });

  const createdAt = Math.max(now, room.lastAt);
  const message = { seq: room.lastSeq + 1, senderId: socket.userId, clientId, content: frame.content, createdAt };
  const seq = log.append(message);
  if (seq !== message.seq) return { room, effects: [acknowledge(room, socket, seq, clientId)] };

  const grown: Room = { ...room, lastSeq: seq, lastAt: createdAt };
  return {
    room: withPerson(grown, socket.userId, { ...me, sent: [...sent, now], typingUntil: null }),
    effects: [
      acknowledge(room, socket, seq, clientId),
      ...(me.typingUntil === null ? [] : [typingEffect(room, socket.userId, false)]),
      { kind: "send_others", except: socket.id, frame: messageFrame(room.connectionId, message) },
    ],
  };
}

/** Over the limit: what was sent before is acknowledged again all the same. `wait` in milliseconds. */
function sayLater(
  room: Room,
  log: RoomLog,
  socket: Socket,
  { clientId, wait }: { clientId: string | null; wait: number },
): Outcome {
  const before = clientId === null ? null : log.seqOf(socket.userId, clientId);
  const answer = before === null ? rateLimited(socket, clientId, wait) : acknowledge(room, socket, before, clientId);
  return { room, effects: [answer] };
}

/** The seq of a message that the *other* sent in this room; null for anything else, which changes nothing. */
function confirmable(room: Room, log: LogReader, member: UserId, id: string): number | null {
  const seq = seqIn(room.connectionId, id);
  const message = seq === null ? null : log.at(seq);
  return message === null || message.senderId === member ? null : message.seq;
}

function delivered(room: Room, log: LogReader, member: UserId, seq: number): Outcome {
  const me = person(room, member);
  if (seq <= me.marks.delivered) return { room, effects: [] };
  const marks = { ...me.marks, delivered: seq };
  return {
    room: withPerson(room, member, { ...me, marks }),
    effects: [
      { kind: "save_marks", member, marks },
      { kind: "send_member", member: otherThan(room, member), frame: deliveredFrame(room, log, seq) },
    ],
  };
}

function read(room: Room, socket: Socket, seq: number): Outcome {
  const me = person(room, socket.userId);
  if (seq <= me.marks.read) return { room, effects: [] };
  const marks = { delivered: Math.max(seq, me.marks.delivered), read: seq };
  const frame: ServerFrame = { type: "read_receipt", id: messageId(room.connectionId, seq), user_id: socket.userId };
  return {
    room: withPerson(room, socket.userId, { ...me, marks }),
    effects: [
      { kind: "save_marks", member: socket.userId, marks },
      { kind: "send_others", except: socket.id, frame },
    ],
  };
}

function type(room: Room, socket: Socket, isTyping: boolean, now: number): Outcome {
  const me = person(room, socket.userId);
  const typingUntil = isTyping ? now + typingLasts : null;
  const changed = isTyping !== (me.typingUntil !== null);
  return {
    room: withPerson(room, socket.userId, { ...me, typingUntil }),
    effects: changed ? [typingEffect(room, socket.userId, isTyping)] : [],
  };
}

function refuse(room: Room, socket: Socket, bad: Extract<Received, { kind: "bad" }>, now: number): Outcome {
  const recent = (room.offences[socket.id] ?? []).filter((time) => time > now - minute);
  const offences = { ...room.offences, [socket.id]: [...recent, now] };
  const frame: ServerFrame = {
    type: "error",
    code: bad.code,
    message: bad.message,
    ...(bad.clientId !== undefined && { client_id: bad.clientId }),
  };
  const effects: Effect[] = [{ kind: "send", socket: socket.id, frame }];
  if (recent.length + 1 > badFramesPerMinute) {
    effects.push(close(socket, closeCodes.badFrame, "Too many invalid frames within a minute."));
  }
  return { room: { ...room, offences }, effects };
}

function replay(room: Room, log: LogReader, socket: Socket, after: number): Effect[] {
  const from = Math.max(after, room.lastSeq - replayLimit);
  const missed = log.after(from, replayLimit);
  const effects = missed.map((message): Effect => ({
    kind: "send",
    socket: socket.id,
    frame: messageFrame(room.connectionId, message),
  }));
  if (from === after) return effects;
  const message = `More than ${replayLimit} messages were missed: read the older ones from the history.`;
  return [{ kind: "send", socket: socket.id, frame: { type: "error", code: "too_far_behind", message } }, ...effects];
}

/** How things stand, for a socket that was not there: the other's marks and presence, and one's own read mark. */
function standing(room: Room, log: LogReader, socket: Socket): Effect[] {
  const other = otherThan(room, socket.userId);
  const theirs = person(room, other);
  const mine = person(room, socket.userId);
  const frames: ServerFrame[] = [];
  if (theirs.marks.delivered > 0) frames.push(deliveredFrame(room, log, theirs.marks.delivered));
  for (const [userId, { marks }] of [[other, theirs] as const, [socket.userId, mine] as const]) {
    if (marks.read > 0) {
      frames.push({ type: "read_receipt", id: messageId(room.connectionId, marks.read), user_id: userId });
    }
  }
  frames.push({ type: "presence", user_id: other, is_online: theirs.online });
  if (theirs.typingUntil !== null) frames.push({ type: "typing_indicator", user_id: other, is_typing: true });
  return frames.map((frame) => ({ kind: "send", socket: socket.id, frame }));
}

function expire({ room, effects }: Outcome, member: UserId, now: number): Outcome {
  const before = person(room, member);
  const stillTyping = before.typingUntil !== null && before.typingUntil > now;
  const isGone = before.leavesAt !== null && before.leavesAt <= now;
  const next: Presence = {
    ...before,
    typingUntil: stillTyping ? before.typingUntil : null,
    online: before.online && !isGone,
    leavesAt: isGone ? null : before.leavesAt,
  };
  const said = [...effects];
  if (before.typingUntil !== null && !stillTyping) said.push(typingEffect(room, member, false));
  if (before.online && isGone) said.push(announce(room, member, false));
  return { room: withPerson(room, member, next), effects: said };
}

function person(room: Room, member: UserId): Presence {
  const presence = room.people[member];
  if (!presence) throw new Error("A socket of a person who is no member was accepted.");
  return presence;
}

function withPerson(room: Room, member: UserId, presence: Presence): Room {
  return { ...room, people: { ...room.people, [member]: presence } };
}

/** The member on the other side. */
export function otherThan(room: Pick<Room, "members">, member: UserId): UserId {
  const [first, second] = room.members;
  return first === member ? second : first;
}

/** A message as every socket gets it. */
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

function acknowledge(room: Room, socket: Socket, seq: number, clientId: string | null): Effect {
  return { kind: "send", socket: socket.id, frame: confirmation(room, seq, clientId, "sent") };
}

function deliveredFrame(room: Room, log: LogReader, seq: number): ServerFrame {
  return confirmation(room, seq, log.at(seq)?.clientId ?? null, "delivered");
}

function confirmation(room: Room, seq: number, clientId: string | null, status: "sent" | "delivered"): ServerFrame {
  const id = messageId(room.connectionId, seq);
  return { type: "delivery_confirmation", id, ...(clientId !== null && { client_id: clientId }), status };
}

function rateLimited(socket: Socket, clientId: string | null, waitMilliseconds: number): Effect {
  const frame: ServerFrame = {
    type: "error",
    code: "rate_limited",
    message: `At most ${messagesPerMinute} messages a minute: this one was not sent.`,
    ...(clientId !== null && { client_id: clientId }),
    retry_after: Math.max(1, Math.ceil(waitMilliseconds / 1000)),
  };
  return { kind: "send", socket: socket.id, frame };
}

function unknownMessage(room: Room, socket: Socket): Outcome {
  const message = "Only what the other person sent in this room can be confirmed.";
  return {
    room,
    effects: [{ kind: "send", socket: socket.id, frame: { type: "error", code: "unknown_message", message } }],
  };
}

function announce(room: Room, member: UserId, isOnline: boolean): Effect {
  const frame: ServerFrame = { type: "presence", user_id: member, is_online: isOnline };
  return { kind: "send_member", member: otherThan(room, member), frame };
}

function typingEffect(room: Room, member: UserId, isTyping: boolean): Effect {
  const frame: ServerFrame = { type: "typing_indicator", user_id: member, is_typing: isTyping };
  return { kind: "send_member", member: otherThan(room, member), frame };
}

function close(socket: Socket, code: number, reason: string): Effect {
  return { kind: "close", socket: socket.id, code, reason };
}
