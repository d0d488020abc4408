/**
 * The state of a room of two, and the effects of an event. Everything in this folder is pure: the state and the event go
 * in, the next state and the effects come out. No clock, socket or disk here.
 */
import type {
  ClientFrame,
  DisappearAfter,
  EndedBy,
  ErrorCode,
  RevealEvent,
  ServerFrame,
} from "../../../app/contract/chat";
import type { ChatPhoto } from "../../../app/contract/chat-photo";
import type { ConnectionId, PhotoId, UserId } from "../../../app/contract/ids";
import type { RevealTerms } from "../../../app/contract/reveal";
import type { Arrivals } from "./frame-budgets";
import type { ChangeLog, ChangeReader } from "./message-views";

/** A message in the log. `createdAt` is in milliseconds since 1970 and never decreases along `seq`. */
export interface LoggedMessage {
  seq: number;
  senderId: UserId;
  clientId: string | null;
  content: string;
  createdAt: number;
  /** Whether its sender was blocked as they sent it: then it is theirs alone, also after the block. */
  isHidden: boolean;
  /** The seq of the message that it answers; null for most. */
  replyTo: RepliedTo | null;
  /** As their sender sees them, in their order; empty for most, and once it was deleted for both. */
  photos: readonly ChatPhoto[];
  /** From when it is gone, in milliseconds since 1970; null for one that stays. */
  expiresAt: number | null;
}

/** A photo that was just uploaded. `uploadedAt` in milliseconds since 1970. */
export interface NewPhoto {
  ownerId: UserId;
  photo: ChatPhoto;
  uploadedAt: number;
}

/** A photo that was uploaded for this room. */
export interface UploadedPhoto extends Omit<NewPhoto, "photo"> {
  /** Null once it was taken out of its message. */
  photo: ChatPhoto | null;
  /** The message that has it; null until one does. */
  seq: number | null;
}

/** The rest of a message that disappeared: a resend must be recognised, and an answer to it. */
export type GoneMessage = Pick<LoggedMessage, "seq" | "senderId" | "clientId" | "isHidden"> & { expiresAt: number };

/** The message that another one answers; private when only the sender of both may know of it. */
export interface RepliedTo {
  seq: number;
  isPrivate: boolean;
}

/** An event before it has its number. `createdAt` in milliseconds since 1970. */
interface NewEventFields {
  userId: UserId;
  /** The newest message when it happened; 0 before the first. */
  afterSeq: number;
  createdAt: number;
  /** Whether it is theirs alone: they were blocked as they set something, or as they sent the photo that it is about. */
  isHidden: boolean;
}

export interface NewReveal extends NewEventFields {
  type: RevealEvent["type"];
  imageId: PhotoId;
  /** Of a reveal; null for all other events, and for reveals of before. */
  terms: RevealTerms | null;
  /** When it ends by itself, in milliseconds since 1970; null when it does not. */
  endsAt: number | null;
  /** Of an unreveal that its owner did not ask for. */
  endedBy: EndedBy | null;
}

/** A member set after how long messages disappear. */
export interface NewSetting extends NewEventFields {
  type: "disappearing";
  after: DisappearAfter;
  clientId: string;
}

export type NewEvent = NewReveal | NewSetting;

/** An event in the log. */
export type LoggedEvent = NewEvent & { eventSeq: number };

export type LoggedReveal = NewReveal & { eventSeq: number };

/** The highest seq of the other member's messages that reached this member's devices, and that they read. */
export interface Watermarks {
  delivered: number;
  read: number;
}

/** The part of a message that never changes, and outlives its words. */
export type Envelope = Pick<LoggedMessage, "seq" | "senderId" | "clientId" | "isHidden">;

/** The log as the rules read it. */
export interface LogReader {
  readonly changes: ChangeReader;
  /** Returns the seq of a sender's message by its client id; null when there is none. */
  seqOf(senderId: UserId, clientId: string): number | null;
  at(seq: number): LoggedMessage | null;
  /** Returns whose message has a seq, also of one that disappeared; null where there never was one. */
  envelopeOf(seq: number): Envelope | null;
  /** Returns what is left of a message that disappeared; null for any other. */
  goneAt(seq: number): GoneMessage | null;
  /** Returns at most `limit` messages after a seq, in order. */
  after(seq: number, limit: number): LoggedMessage[];
  /** Returns at most the newest `limit` events after an event's number that a member may have, in order. */
  eventsAfter(eventSeq: number, { viewer, limit }: { viewer: UserId; limit: number }): LoggedEvent[];
  /** Returns the event that a member made with this client id; null when there is none. */
  eventWith(userId: UserId, clientId: string): LoggedEvent | null;
  /** Returns the newest event about a photo; null when there is none. */
  newestEventOf(imageId: PhotoId): LoggedReveal | null;
  /** Returns the newest reveal of a photo; null when there is none. */
  newestRevealOf(imageId: PhotoId): LoggedReveal | null;
  /** Returns the photos whose reveal ends by a time, in milliseconds since 1970. */
  endingBy(time: number): PhotoId[];
  /** Returns the photos about which a member has made events. */
  imagesOf(userId: UserId): PhotoId[];
  /** Returns a photo that was uploaded for this room; null for any other. */
  photoOf(imageId: PhotoId): UploadedPhoto | null;
  /** Returns whether a photo is, or was, of a message that is its sender's alone. */
  isPhotoHidden(imageId: PhotoId): boolean;
}

/** The log as the rules write it: it alone decides whether a message is new. */
export interface RoomLog extends LogReader {
  readonly changes: ChangeLog;
  /** Appends a message unless its sender has used its client id. Returns the seq under which the message is stored. */
  append(message: LoggedMessage): number;
  /** Appends an event. Returns it with its number. */
  appendEvent(event: NewEvent): LoggedEvent;
  /** Keeps a photo for a message that is to come, and forgets those that waited for too long. One that is known stays as it is. */
  addPhoto(photo: NewPhoto): void;
  /** Takes the photos out of a message. */
  dropPhotos(seq: number): void;
  /** Saves when the reveal of a photo ends by itself, in milliseconds since 1970; with null it does not. */
  saveEnd(imageId: PhotoId, endsAt: number | null): void;
}

export interface Room {
  readonly connectionId: ConnectionId;
  readonly members: readonly [UserId, UserId];
  readonly lastSeq: number;
  readonly lastAt: number;
  /** The members who block the other. */
  readonly blockers: readonly UserId[];
  /** After how many seconds what a member sends disappears: the setting as they see it. */
  readonly disappearAfter: Readonly<Record<UserId, DisappearAfter>>;
  /** The members who show when they were last here. */
  readonly showLastSeen: readonly UserId[];
  /** When each of them was, in milliseconds since 1970. */
  readonly lastSeen: Readonly<Record<UserId, number>>;
  readonly memberStates: Readonly<Record<UserId, MemberState>>;
  /** Times of invalid frames within the last minute, by socket id. */
  readonly badFrames: Readonly<Record<string, readonly number[]>>;
  /** The used budgets of each socket, by its id. */
  readonly frameArrivals: Readonly<Record<string, Arrivals>>;
}

export interface MemberState {
  readonly watermarks: Watermarks;
  readonly online: boolean;
  /** When the member is announced as offline unless a socket opens first; null while one is open. */
  readonly offlineAt: number | null;
  /** When "is typing" expires; null when not typing. */
  readonly typingUntil: number | null;
  /** Times of the messages within the last minute. */
  readonly sentAt: readonly number[];
  /** The member's used budgets over all sockets. */
  readonly frameArrivals: Arrivals;
}

/** An open socket and its user: set when the socket was accepted, never by a frame. */
export interface Participant {
  id: string;
  userId: UserId;
}

/** Why a frame was not acted on, or a resume was incomplete. */
export type RoomError =
  | { code: "bad_frame"; reason: "binary" | "not_an_object" }
  | { code: "bad_frame" | "bad_content"; reason: "invalid_field"; field: string; issue: string }
  | { code: "rate_limited"; frameType: ClientFrame["type"]; retryAfterSeconds: number }
  | { code: Exclude<ErrorCode, "bad_frame" | "bad_content" | "rate_limited"> };

export type CloseReason =
  | "frame_too_big"
  | "too_many_bad_frames"
  | "too_many_frames"
  | "too_many_sockets"
  | "not_a_member"
  | "membership_ended"
  | "room_erased"
  | "signed_out"
  | "token_expired"
  | "no_ping";

export type Effect =
  /** D1 is to learn of a change in the log. */
  | { kind: "project" }
  /** The newest message was edited or deleted: who sees a list of conversations is to learn of it. */
  | { kind: "reword_newest" }
  | { kind: "save_watermarks"; member: UserId; watermarks: Watermarks }
  | { kind: "save_last_seen"; lastSeen: Room["lastSeen"] }
  | { kind: "send"; socket: string; frame: ServerFrame }
  | { kind: "send_member"; member: UserId; frame: ServerFrame }
  /** To all other sockets, or to those of one member. */
  | { kind: "send_others"; except: string; to?: UserId; frame: ServerFrame }
  | { kind: "send_error"; socket: string; error: RoomError; clientId: string | null }
  | { kind: "close"; socket: string; reason: CloseReason };

export interface Outcome {
  room: Room;
  effects: Effect[];
}

/** A frame of a client, by its type. */
export type FrameOf<Type extends ClientFrame["type"]> = Extract<ClientFrame, { type: Type }>;

/** The part of a room that survives hibernation: the log and the sockets, not the timers. */
export interface RoomSnapshot {
  connectionId: ConnectionId;
  members: readonly [UserId, UserId];
  lastSeq: number;
  lastAt: number;
  blockers: readonly UserId[];
  disappearAfter: Readonly<Record<UserId, DisappearAfter>>;
  showLastSeen: readonly UserId[];
  lastSeen: Readonly<Record<UserId, number>>;
  watermarks: Record<UserId, Watermarks>;
  /** The newest messages, for the rate limit. */
  newest: readonly LoggedMessage[];
  /** Members with an open socket. */
  online: ReadonlySet<UserId>;
  /** The used budgets of each open socket, by its id. */
  frameArrivals: Readonly<Record<string, Arrivals>>;
}

/** Returns the state of a room that wakes from hibernation. */
export function restoreRoom({ watermarks, newest, online, ...rest }: RoomSnapshot): Room {
  const memberStates: Record<UserId, MemberState> = {};
  for (const member of rest.members) {
    memberStates[member] = {
      watermarks: watermarks[member] ?? { delivered: 0, read: 0 },
      online: online.has(member),
      offlineAt: null,
      typingUntil: null,
      sentAt: newest.filter((message) => message.senderId === member).map((message) => message.createdAt),
      frameArrivals: {},
    };
  }
  return { ...rest, memberStates, badFrames: {} };
}

/** Returns a member's state. Throws for anyone else: the shell accepts only members' sockets. */
export function memberState(room: Room, member: UserId): MemberState {
  const state = room.memberStates[member];
  if (!state) throw new Error("A socket of somebody who is not a member was accepted.");
  return state;
}

export function withMemberState(room: Room, member: UserId, state: MemberState): Room {
  return { ...room, memberStates: { ...room.memberStates, [member]: state } };
}

/** Returns whether a member may have a message: one of a blocked sender is its sender's alone. */
export function isVisibleTo(
  member: UserId,
  { isHidden, senderId }: Pick<LoggedMessage, "isHidden" | "senderId">,
): boolean {
  return !isHidden || senderId === member;
}

/** Returns the other of the two members. */
export function otherMember(room: Pick<Room, "members">, member: UserId): UserId {
  const [first, second] = room.members;
  return first === member ? second : first;
}
