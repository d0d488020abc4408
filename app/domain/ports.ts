/** Ports: the services that the rules need from outside. Adapters implement them; the worker puts them together per request. */
import type { MarkedConversations, Marking } from "~/contract/conversation";
import type { ExportJob } from "~/contract/account-export";
import type { Message, RoomEvent, UnreadCounts } from "~/contract/chat";
import type { DeepHealth } from "~/contract/health";
import type { ChatPhoto } from "~/contract/chat-photo";
import type { ConnectionId, PhotoId, SessionId, UserId } from "~/contract/ids";
import type { InboxEntrance, InboxEntryId, InboxPlace, ListedInboxEntry } from "~/contract/inbox";
import type { Letter, LocalMail } from "~/contract/letter";
import type { LogEvent } from "~/contract/log";
import type { NewCredential, SignedCredential } from "~/contract/passkey";
import type { CoverStyle, DeclaredRegion, PhotoType, Pixels, SmallerCopy } from "~/contract/photo";
import type { PushChange, PushState, PushSubscribing, PushSubscriptionId, SubscribeOutcome } from "~/contract/push";
import type { GuardRule } from "~/contract/rate-rule";
import type { BlockChange, PhotoArrival, PhotoPlace, RevealChange, RoomEntry } from "~/contract/room";
import type { RoomFindings, RoomSearch } from "~/contract/search";
import type { Detection } from "~/imaging/face-boxes";
import type { RedactionVerdict } from "~/imaging/redaction/verify";
import type { Database } from "~db/client";
import type { MessageDatabases, MessagePlace } from "~db/message-databases";
import type { StoryDatabases } from "~db/story-databases";

/** Everything that is handed to a rule: no rule reaches for a binding, a clock or a random number itself. */
export interface Services {
  /** What the request reads and writes. Its reads may come from a replica that lags, but for what the request's person wrote. */
  db: Database;
  /** The database as it is now, for what may not be decided by a replica: who is signed in. */
  primaryDb: Database;
  /** Where the conversations' messages are: in the same database, unless there are some for them alone. */
  messageDatabases: MessageDatabases;
  storyDatabases: StoryDatabases;
  photoStorage: PhotoStorage;
  pictureCache: PictureCache;
  personFinder: PersonFinder;
  rooms: Rooms;
  accountJobs: AccountJobs;
  inboxes: Inboxes;
  /** Decodes a small picture; rejects when its bytes are broken. The caller bounds its size by the header first. */
  decodePicture: (bytes: Uint8Array, type: PhotoType) => Promise<Pixels>;
  verifyRedaction: (copy: Pixels, regions: readonly DeclaredRegion[], style: CoverStyle) => RedactionVerdict;
  /** Runs what holds a decoded picture, when no other request of this isolate does. The work waits for nothing outside. */
  withDecodeSlot: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** Makes the smaller copies of an old photo, one photo at a time; null when too many wait for theirs. */
  withCopySlot: <Result>(work: () => Promise<Result>) => Promise<Result | null>;
  uploadMemory: UploadMemory;
  passwords: Passwords;
  tokens: Tokens;
  secrets: Secrets;
  passkeys: PasskeyCeremonies;
  /** Null where the operator asks for none. */
  captcha: Captcha | null;
  /** Null where the operator set up no mail. */
  mailer: Mailer | null;
  /** Whether an account begins only once its address is confirmed. */
  requiresVerifiedEmail: boolean;
  /** The mails of a local run; null everywhere else. */
  localMailbox: LocalMailbox | null;
  /** Verifies who sends events of mails; null where the operator set up no secret for it. */
  verifyMailEvent: VerifyWebhook | null;
  /** Starts work that goes on after the answer, so that its time tells nothing. */
  afterAnswer: (work: () => Promise<void>) => void;
  checkHealth: CheckHealth;
  /** The caller's network address as Cloudflare reports it; null where it does not, and for scheduled work. */
  clientAddress: string | null;
  guardNetwork: NetworkGuard;
  /** Called with each rate-limit decision. */
  onRateLimit: (decision: RateLimitDecision) => void;
  now: () => Date;
  /** Resolves after that many milliseconds. */
  pause: (milliseconds: number) => Promise<void>;
  /** Returns a new UUIDv7. */
  newId: <Id extends string>() => Id;
  /** Returns a number in 0..1, below 1: for choices that need not be secret. */
  random: () => number;
  log: Log;
  classifyFault: (error: unknown) => Fault;
}

/** Writes an event, stamped with the request it belongs to. */
export type Log = (event: LogEvent) => void;

/** A file as it is read from storage. `size` in bytes. */
export interface StoredFile {
  body: ReadableStream;
  size: number;
  etag: string;
  bytes: () => Promise<Uint8Array>;
}

/** Where one kind of picture is kept. Keys are written into rows, so that a file is found however keys are made later. */
export interface PictureStore {
  /** Returns the key for a new picture. */
  keyOf: (id: string, type: PhotoType) => string;
  put: (key: string, bytes: Uint8Array) => Promise<void>;
  newWriter: () => PictureWriter;
  /** Returns null when the file is gone. `size` is that of the whole file, of which the body may be a part. */
  get: (key: string, range?: ByteRange) => Promise<StoredFile | null>;
  /** Returns bytes from an offset, at most `length`, and the size of the whole; null when the file is gone. */
  readPart: (key: string, range: ByteRange) => Promise<{ bytes: Uint8Array; size: number } | null>;
}

/** Where the smaller copies of public photos are kept, beside them. JPEG. */
export type SmallerCopyStore = Pick<PictureStore, "put" | "get"> & {
  keyOf: (id: string, which: SmallerCopy) => string;
};

/** Some bytes of a file. */
export interface ByteRange {
  offset: number;
  length: number;
}

/** Where exports are kept: private, served to their owner alone. Written in parts, all of one size but the last. */
export interface ExportStore {
  keyOf: (id: string) => string;
  /** Returns the id of an upload of parts. */
  begin: (key: string) => Promise<string>;
  /** Stores a part, from 1; again, it replaces the first. Returns its etag. */
  putPart: (upload: { key: string; id: string }, number: number, bytes: Uint8Array) => Promise<string>;
  /** Puts the parts together. Done again, it changes nothing. */
  complete: (upload: { key: string; id: string }, etags: string[]) => Promise<void>;
  abort: (upload: { key: string; id: string }) => Promise<void>;
  get: (key: string) => Promise<StoredFile | null>;
}

/** Stores a picture as it comes. Whoever begins ends with `finish` or `abort`. */
export interface PictureWriter {
  /** Bytes that it holds in memory. */
  readonly heldBytes: number;
  /** @param isHeadLate whether the first bytes will be replaced at the end */
  begin: (key: string, isHeadLate: boolean) => void;
  /** Copies bytes. */
  add: (bytes: Uint8Array) => void;
  /** Stores what is enough for a part: to be awaited now and then, before more is added. */
  flush: () => Promise<void>;
  /** Completes the file, with its first bytes replaced by `head`. Returns its size in bytes. */
  finish: (head: Uint8Array) => Promise<number>;
  /** Leaves nothing behind. */
  abort: () => Promise<void>;
}

/** The memory that all uploads of this isolate hold together. */
export interface UploadMemory {
  /** Returns whether an upload may hold so many bytes; false when others hold too much. */
  hold: (upload: object, bytes: number) => boolean;
  release: (upload: object) => void;
}

export interface PhotoStorage {
  /** Redacted photos that the public may fetch. */
  publicPhotos: PictureStore;
  smallerCopies: SmallerCopyStore;
  /** Private: never served by their key. */
  originals: PictureStore;
  /** Reported photos as they were when reported: private, served to staff alone. */
  evidence: PictureStore;
  exports: ExportStore;
  /** Deletes files of any kind: at most 1,000 keys. */
  delete: (keys: string[]) => Promise<void>;
}

/** What a public picture is part of, and is gone with. */
export type PictureWhole = `story-${string}` | `person-${string}`;

/** A public picture as a cache holds it. `size` in bytes. */
export interface KeptPicture {
  body: ReadableStream;
  type: string;
  size: number;
  etag: string;
  /** How much longer it may be shown, by a browser, too. */
  restSeconds: number;
}

/** A picture that a visitor gets: a cache may keep it for those who come next. */
export interface PictureToKeep extends Omit<KeptPicture, "restSeconds"> {
  partOf: readonly PictureWhole[];
  /** When the database was asked whether it is public. */
  askedAt: Date;
}

/** Public pictures by their address, kept where they are served for five minutes. Never rejects: without it the database is asked. */
export interface PictureCache {
  /** Returns null for one that is not there, or that is part of something forgotten since. */
  find: (path: string) => Promise<KeptPicture | null>;
  keep: (path: string, picture: PictureToKeep) => Promise<void>;
  /** Forgets all pictures of a story or a person that are kept here. */
  forget: (whole: PictureWhole) => Promise<void>;
}

/** Why the person finder could not look. */
export type FinderOutage = "not_configured" | "no_answer_in_time" | "bad_answer" | "failed";

/** `error` is the name of what was thrown, for the log. */
export type PeopleFound =
  { kind: "found"; detections: Detection[] } | { kind: "unavailable"; reason: FinderOutage; error?: string };

/** Finds people in the bytes of a small picture. Never rejects: a failing model is an outcome. */
export type PersonFinder = (picture: Uint8Array) => Promise<PeopleFound>;

/** A message of a room's log that D1 may lack; `createdAt` in milliseconds. */
export interface FreshMessage {
  seq: number;
  senderId: UserId;
  content: string;
  createdAt: number;
  /** The message that it answers. */
  replyTo: { seq: number; isPrivate: boolean } | null;
  /** As their sender sees them. */
  photos: readonly ChatPhoto[];
  /** From when it is gone; null for one that stays, left out by older rooms. */
  expiresAt?: number | null;
}

/** A member's view of a changed message; times in milliseconds since 1970. */
export interface FreshView {
  seq: number;
  changeSeq: number;
  content: string;
  editedAt: number | null;
  deletedAt: number | null;
  /** Whether the member deleted it for themselves. */
  isRemoved: boolean;
  /** The emoji of each member who reacted. */
  reactions: Readonly<Record<UserId, string>>;
}

/** A part of a room's history: what D1 may lack of it. */
export interface FreshHistory {
  messages: FreshMessage[];
  /** The member's views of changed messages that are not in D1 yet. */
  views: FreshView[];
  /** The number of the newest change. */
  lastChange: number;
  marks: WatermarksByMember;
  /** The seq up to which D1 lacks no message. */
  checkpoint: number;
  /** The messages that the member has not read; null where nobody ever joined, and left out by a room of an earlier release. */
  unread?: Unread | null;
  /** The message database that has the rest; left out by a room that nobody ever joined, or of an earlier release. */
  place?: MessagePlace | undefined;
}

/** The number of the other member's messages after the newest that a member has read. */
export interface Unread {
  afterSeq: number;
  count: number;
}

/** Part of a room's history, as one of its members reads it; `before` is a seq. */
export interface HistorySpan {
  viewer: UserId;
  before: number;
  limit: number;
  /** The lowest seq that D1 gave. */
  from: number;
}

/** For each member the seq up to which the other's messages were delivered, and read. */
export type WatermarksByMember = Record<string, { delivered: number; read: number }>;

/** The chat rooms. Every call rejects with {@link RoomUnreachable} when the room does not answer. */
export interface Rooms {
  /** Returns the messages below a seq that D1 may lack, newest first, with what changed, and the watermarks. */
  freshHistory: (room: ConnectionId, span: HistorySpan) => Promise<FreshHistory>;
  /** Searches in a room as one of its members. */
  search: (room: ConnectionId, search: RoomSearch) => Promise<RoomFindings>;
  /** Returns the words that a message had before it was edited, the oldest first; `until` in milliseconds since 1970. */
  versions: (room: ConnectionId, seq: number) => Promise<{ content: string; until: number }[]>;
  /** Confirms delivery of what the other member sent. Returns how many messages counted. */
  markDelivered: (room: ConnectionId, member: UserId, ids: Message["id"][]) => Promise<number>;
  /** Returns the newest events of a room that a member may know of, in order. */
  events: (room: ConnectionId, viewer: UserId) => Promise<RoomEvent[]>;
  /** Keeps a photo for a message that is to come. Again, it changes nothing. */
  addPhoto: (room: ConnectionId, arrival: PhotoArrival) => Promise<void>;
  /** Returns which message has a photo, and whether that is its sender's alone; null when none has it, or no longer. */
  placeOfPhoto: (room: ConnectionId, imageId: PhotoId) => Promise<PhotoPlace | null>;
  /** Records that originals were revealed or taken back, and shows it on every open page of the two. */
  recordReveals: (room: ConnectionId, change: RevealChange) => Promise<void>;
  /** Records when a member first saw an original that is revealed to them. */
  recordSeen: (room: ConnectionId, viewer: UserId, imageId: PhotoId) => Promise<void>;
  /** Records that an original was opened to be viewed once, and when it is closed at the latest, in milliseconds since 1970. */
  recordOpened: (room: ConnectionId, imageId: PhotoId, endsAt: number) => Promise<void>;
  /** Records that a member closed an original that could be viewed once, and shows it on every open page of the two. */
  recordViewed: (room: ConnectionId, viewer: UserId, imageId: PhotoId) => Promise<void>;
  /** Keeps what the other says from now on from who blocks, or no longer; a block closes the sockets of who blocks. */
  recordBlock: (room: ConnectionId, change: BlockChange) => Promise<void>;
  /** Sets whether a member shows when they were last here, and shows it, or no longer, on every open page of the two. */
  setLastSeenShown: (room: ConnectionId, member: UserId, isShown: boolean) => Promise<void>;
  /** Closes the sockets of a member, or of both with null. */
  closeFor: (room: ConnectionId, member: UserId | null) => Promise<void>;
  /** Closes the sockets that a session opened, and removes the browsers that it subscribed. */
  endSession: (room: ConnectionId, session: SessionId) => Promise<void>;
  /** Begins to move messages to where they belong, unless that goes on or is done: for message databases that were added. */
  startMoves: () => Promise<void>;
  /** Deletes all that a room holds. */
  erase: (room: ConnectionId) => Promise<void>;
  /** Passes a WebSocket upgrade on to a room. The answer is the room's own: return it, never throw it. */
  enter: (upgrade: Headers, entry: RoomEntry) => Promise<Response>;
}

/** A room, or the whole script of rooms, does not answer. */
export class RoomUnreachable extends Error {
  override readonly name = "RoomUnreachable";

  constructor(cause: unknown) {
    super("The room does not answer.", { cause });
  }
}

/** An account whose deletion is due, with the keys of the rate limits that go with it. */
export interface Erasure {
  userId: UserId;
  bucketKeys: string[];
}

/** Whose export is made, and for which session: the list of sessions marks it. */
export interface ExportRequest {
  userId: UserId;
  sessionId: SessionId;
}

/** An export that is being made, or was. `key` is where its file is, once it is ready. */
export interface StoredExport {
  job: ExportJob;
  key: string;
}

/**
 * Jobs for one person that run in many small steps, and go on when the request that began them is over. Every call rejects
 * with {@link JobsUnreachable} when the script does not answer.
 */
export interface AccountJobs {
  /** Starts erasing an account; one that is being erased goes on. */
  startErasure: (erasure: Erasure) => Promise<void>;
  /** Starts an export, unless one is being made. One that is ready or failed is replaced. */
  startExport: (request: ExportRequest) => Promise<ExportJob>;
  /** Returns a person's export; null when there is none, or it expired. */
  findExport: (userId: UserId) => Promise<StoredExport | null>;
  /** Stops an export that is being made, and deletes one that is ready. */
  cancelExport: (userId: UserId) => Promise<void>;
}

/** The jobs of accounts do not answer. */
export class JobsUnreachable extends Error {
  override readonly name = "JobsUnreachable";

  constructor(cause: unknown) {
    super("The jobs do not answer.", { cause });
  }
}

/**
 * The inbox of each person, and the lines to their open browsers. Every call but `refresh` rejects with
 * {@link InboxUnreachable} when the inbox does not answer.
 */
export interface Inboxes {
  /**
   * Makes the inboxes of some people read what changed. It goes on behind the answer where nobody waits for it, and never
   * rejects: what is lost is read later.
   */
  refresh: (people: UserId[]) => Promise<void>;
  /** Returns how much waits for a person who reads at a time, in milliseconds. */
  badge: (userId: UserId, reading: { session: SessionId | null; now: number }) => Promise<UnreadCounts>;
  page: (
    userId: UserId,
    page: { below: InboxPlace | null; limit: number; now: number },
  ) => Promise<{ entries: ListedInboxEntry[]; next: InboxPlace | null }>;
  markSeen: (userId: UserId, ids: InboxEntryId[]) => Promise<void>;
  /** Closes the sockets that a session opened, and removes the browsers that it subscribed. */
  endSession: (userId: UserId, session: SessionId) => Promise<void>;
  /** Deletes all that an inbox holds. */
  erase: (userId: UserId) => Promise<void>;
  /** Returns what a person marked of their conversations, and which have unread messages. */
  conversations: (userId: UserId) => Promise<MarkedConversations>;
  /** Pins or archives a conversation. */
  markConversation: (marking: Marking) => Promise<void>;
  push: InboxPush;
  /** Opens a socket. The answer is the inbox's own: 101, or 401 for a token that was used. */
  enter: (entrance: InboxEntrance) => Promise<Response>;
}

/** Notifications, which inboxes send. */
export interface InboxPush {
  read: (userId: UserId) => Promise<PushState>;
  change: (userId: UserId, change: PushChange) => Promise<PushState>;
  subscribe: (userId: UserId, subscribing: PushSubscribing) => Promise<SubscribeOutcome>;
  unsubscribe: (userId: UserId, id: PushSubscriptionId) => Promise<void>;
  mute: (userId: UserId, connectionId: ConnectionId) => Promise<void>;
  unmute: (userId: UserId, connectionId: ConnectionId) => Promise<void>;
  /** Stops the mails of what waits, by the key that each of them has. Returns whether it is the person's. */
  stopDigest: (userId: UserId, key: string) => Promise<boolean>;
}

/** An inbox does not answer. */
export class InboxUnreachable extends Error {
  override readonly name = "InboxUnreachable";

  constructor(cause: unknown) {
    super("The inbox does not answer.", { cause });
  }
}

export interface Passwords {
  /** Returns the hash to store. */
  hash: (password: string) => Promise<string>;
  /** Returns whether a password matches a stored hash. With null it takes as long and returns false. */
  verify: (password: string, storedHash: string | null) => Promise<boolean>;
}

/** The audience of a token: the API, or the sockets of conversations, or the socket of the inbox, and nothing else. */
export type Audience = "heartfelt-api" | "heartfelt-chat" | "heartfelt-inbox";

/** Whose a token is. */
export interface TokenSubject {
  userId: UserId;
  sessionId: SessionId;
}

export interface IssuedToken {
  token: string;
  expiresAt: Date;
}

export type VerifiedToken =
  | { kind: "valid"; tokenId: string; subject: TokenSubject; expiresAt: Date }
  | { kind: "expired" }
  | { kind: "invalid" };

export interface Tokens {
  issue: (subject: TokenSubject, audience: Audience) => Promise<IssuedToken>;
  /** Checks signature, algorithm, issuer, audience and time; the session behind it is not looked up. */
  verify: (token: string, audience: Audience) => Promise<VerifiedToken>;
}

export interface Secrets {
  /** Returns 256 random bits, base64url. */
  random: () => string;
  /** Returns a text's SHA-256, base64url. */
  hash: (text: string) => Promise<string>;
  /** Returns a hash that nobody can compute without the server's secret, base64url. */
  keyedHash: (purpose: string, text: string) => Promise<string>;
}

/** The site that a passkey belongs to (WebAuthn's relying party), and the origin of its pages. */
export interface RelyingParty {
  /** The host without its port. */
  id: string;
  origin: string;
}

/** A passkey's public half, as it is stored. */
export interface VerifiedKey {
  id: string;
  /** COSE, base64url. */
  publicKey: string;
  counter: number;
}

/** The checks of WebAuthn. */
export interface PasskeyCeremonies {
  /** COSE algorithms that are accepted, the preferred first. */
  algorithms: readonly number[];
  /** Returns the challenge that a device says it signed; null when that cannot be read. */
  challengeIn: (credential: NewCredential | SignedCredential) => string | null;
  /** Returns a person's id as devices keep it with a key: base64url of its bytes. */
  userHandleOf: (userId: string) => string;
  /** Returns a new key whose device signed the challenge for this site; null when anything differs. */
  verifyRegistration: (site: RelyingParty, credential: NewCredential, challenge: string) => Promise<VerifiedKey | null>;
  /** Returns the device's counter in a good signature over the challenge; null when anything differs. */
  verifyAuthentication: (
    site: RelyingParty,
    credential: SignedCredential,
    expected: { challenge: string; publicKey: string },
  ) => Promise<number | null>;
}

/** The outcome of a check of a captcha's token. `reason` is for the log. */
export type CaptchaVerdict = { kind: "passed" } | { kind: "refused" | "unavailable"; reason: string };

/** A check that a person signs up, not a program. */
export interface Captcha {
  /** Public: by it a page shows the widget. */
  siteKey: string;
  /** Verifies the token that the widget made for this site: it works once. Never rejects. */
  verify: (token: string) => Promise<CaptchaVerdict>;
}

/** `reason` is for the log: it names no address. */
export type MailOutcome = { kind: "sent" } | { kind: "failed"; reason: string };

export interface Mailer {
  /** Sends a letter to an address. Never rejects: a failing provider is an outcome. */
  send: (to: string, letter: Letter) => Promise<MailOutcome>;
}

/** A webhook's body, and its headers as they came. `signatures`: several, with spaces between. */
export interface SignedBody {
  id: string;
  /** Seconds since 1970, if it is a number at all. */
  timestamp: string;
  signatures: string;
  body: Uint8Array;
}

/** Returns whether one of the signatures is good, and recent. */
export type VerifyWebhook = (signed: SignedBody) => Promise<boolean>;

export interface LocalMailbox {
  /** Returns the newest mails, the newest first. */
  list: () => Promise<LocalMail[]>;
}

/** Which of the parts that the app needs answer. */
export interface HealthFindings {
  database: boolean;
  photoStorage: boolean;
  rooms: boolean;
  inboxes: boolean;
  /** The lag of D1 behind the rooms; null when nobody can say. */
  projectionLag: DeepHealth["chat_copy_lag"];
  /** Null when the face finder's weights are not served. */
  finderTier: DeepHealth["finder_tier"];
}

/** Asks each part. Never rejects: a part that fails is a finding. */
export type CheckHealth = () => Promise<HealthFindings>;

/** One decision of a rate limit, for the fields of the answer. */
export interface RateLimitDecision {
  /** The rule, and whose share it is. */
  policy: string;
  quota: number;
  windowSeconds: number;
  remaining: number;
  /** Seconds until all of the quota is back; when none is left, until there is one. */
  resetSeconds: number;
}

/**
 * Counts a request of the caller's network at the platform's rate limiter: by the minute, approximately, and without a
 * database write. Returns null when it may go on, as whoever comes from no known network always may.
 */
export type NetworkGuard = (rule: GuardRule) => Promise<RateLimitDecision | null>;

/** A part of the platform that does not answer. */
export type Outage = "rooms" | "inbox" | "jobs" | "database" | "storage";

/** A classified error that no rule expected. */
export interface Fault {
  /** Its name with those of its causes: no message that may hold people's words. */
  name: string;
  /** Null for a mistake of ours. */
  outage: Outage | null;
}
