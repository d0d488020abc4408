/** For tests: the pure room with a log in memory and sockets that keep what they were sent. */
import type { ClientFrame, DisappearAfter, MessageChange, ServerFrame } from "../../../app/contract/chat";
import type { ChatPhoto } from "../../../app/contract/chat-photo";
import type { ConnectionId, PhotoId, UserId } from "../../../app/contract/ids";
import { maxViewMs, revealDayMs, type RevealTerms } from "../../../app/contract/reveal";
import { closeReasons, errorFrame } from "../error-messages";
import { join } from "../room/join";
import { setLastSeenShown } from "../room/last-seen";
import { parseFrame } from "../room/parse-frame";
import { expireDue, leave } from "../room/presence";
import { receive } from "../room/receive";
import { endGone, endReveals, recordOpened, recordReveals, recordSeen, recordViewed } from "../room/reveals";
import {
  restoreRoom,
  type Effect,
  type Envelope,
  type GoneMessage,
  type LoggedEvent,
  type LoggedMessage,
  type LoggedReveal,
  type NewPhoto,
  type NewEvent,
  type Outcome,
  type Participant,
  type Room,
  type RoomLog,
  type UploadedPhoto,
  type Watermarks,
} from "../room/state";
import { MemoryChanges } from "./memory-changes";

interface ResumeNumbers {
  eventsAfter?: number;
  changesAfter?: number;
}

type FrameOf<Type extends ServerFrame["type"]> = Type extends ServerFrame["type"]
  ? Extract<ServerFrame, { type: Type }> | (Type extends MessageChange["type"] ? MessageChange : never)
  : never;

export class MemorySocket implements Participant {
  readonly frames: ServerFrame[] = [];
  closed: number | null = null;

  constructor(
    readonly id: string,
    readonly userId: UserId,
  ) {}

  of<Type extends ServerFrame["type"]>(type: Type): FrameOf<Type>[] {
    return this.frames.filter((frame): frame is FrameOf<Type> => frame.type === type);
  }

  messages() {
    return this.of("chat_message");
  }
}

export class MemoryRoom implements RoomLog {
  /** By seq, the first at 0; of those that are gone the words are empty. */
  readonly log: LoggedMessage[] = [];
  /** When reveals end by themselves. */
  readonly ends = new Map<PhotoId, number>();
  readonly gone = new Map<number, GoneMessage>();
  readonly changes = new MemoryChanges(this.log);
  readonly events: LoggedEvent[] = [];
  readonly #blockers = new Set<UserId>();
  readonly watermarks: Record<UserId, Watermarks> = {};
  showLastSeen: readonly UserId[] = [];
  lastSeen: Room["lastSeen"] = {};
  state: Room;
  #now = Date.UTC(2026, 0, 1);
  #open: MemorySocket[] = [];
  #made = 0;
  readonly #seqs = new Map<string, number>();
  readonly photos = new Map<PhotoId, UploadedPhoto>();

  constructor(
    readonly connectionId: ConnectionId,
    readonly members: readonly [UserId, UserId],
  ) {
    this.state = this.#restore();
  }

  /** The room's clock, in milliseconds since 1970. */
  get now(): number {
    return this.#now;
  }

  sockets(): MemorySocket[] {
    return [...this.#open];
  }

  connect(userId: UserId, after: number | null = null, resume: ResumeNumbers = {}): MemorySocket {
    const { eventsAfter = null, changesAfter = null } = resume;
    const socket = new MemorySocket(`s${(this.#made += 1)}`, userId);
    this.#open.push(socket);
    this.#apply(join(this.state, this, socket, { after, eventsAfter, changesAfter, now: this.#now }));
    return socket;
  }

  disconnect(socket: MemorySocket): void {
    this.#open = this.#open.filter((other) => other !== socket);
    const stillOpen = this.#open.filter(({ userId }) => userId === socket.userId).length;
    this.#apply(leave(this.state, socket, stillOpen, this.#now));
  }

  send(socket: MemorySocket, frame: ClientFrame): Effect[] {
    return this.sendText(socket, JSON.stringify(frame));
  }

  sendText(socket: MemorySocket, text: string): Effect[] {
    return this.#apply(receive(this.state, this, { sender: socket, frame: parseFrame(text), now: this.#now }));
  }

  pass(durationMs: number): void {
    this.#now += durationMs;
    this.#dropExpired();
    this.#apply(endReveals(this.state, this, this.#now));
    this.#apply(expireDue(this.state, this.#now));
  }

  /** Drops what is in memory: the log and the sockets stay. */
  hibernate(): void {
    this.state = this.#restore(this.state.frameArrivals);
  }

  append(message: LoggedMessage): number {
    const before = message.clientId === null ? null : this.seqOf(message.senderId, message.clientId);
    if (before !== null) return before;
    this.log.push(message);
    for (const { id } of message.photos) this.photos.set(id, { ...this.photos.get(id)!, seq: message.seq });
    if (message.clientId) this.#seqs.set(`${message.senderId} ${message.clientId}`, message.seq);
    return message.seq;
  }

  seqOf(senderId: UserId, clientId: string): number | null {
    return this.#seqs.get(`${senderId} ${clientId}`) ?? null;
  }

  at(seq: number): LoggedMessage | null {
    return this.gone.has(seq) ? null : (this.log[seq - 1] ?? null);
  }

  envelopeOf(seq: number): Envelope | null {
    return this.at(seq) ?? this.goneAt(seq);
  }

  goneAt(seq: number): GoneMessage | null {
    return this.gone.get(seq) ?? null;
  }

  after(seq: number, limit: number): LoggedMessage[] {
    return this.#living()
      .filter((message) => message.seq > seq)
      .slice(0, limit);
  }

  appendEvent(event: NewEvent): LoggedEvent {
    const logged = { ...event, eventSeq: this.events.length + 1 };
    this.events.push(logged);
    return logged;
  }

  eventsAfter(eventSeq: number, { viewer, limit }: { viewer: UserId; limit: number }): LoggedEvent[] {
    return this.events
      .slice(eventSeq)
      .filter((event) => mayHave(viewer, event))
      .slice(-limit);
  }

  eventWith(userId: UserId, clientId: string): LoggedEvent | null {
    const isIt = (event: LoggedEvent) =>
      event.type === "disappearing" && event.userId === userId && event.clientId === clientId;
    return this.events.find(isIt) ?? null;
  }

  newestEventOf(imageId: PhotoId): LoggedReveal | null {
    return this.#reveals().findLast((event) => event.imageId === imageId) ?? null;
  }

  newestRevealOf(imageId: PhotoId): LoggedReveal | null {
    return this.#reveals().findLast((event) => event.imageId === imageId && event.type === "reveal") ?? null;
  }

  saveEnd(imageId: PhotoId, endsAt: number | null): void {
    if (endsAt === null) this.ends.delete(imageId);
    else this.ends.set(imageId, endsAt);
  }

  endingBy(time: number): PhotoId[] {
    return [...this.ends].flatMap(([imageId, endsAt]) => (endsAt <= time ? [imageId] : []));
  }

  imagesOf(userId: UserId): PhotoId[] {
    return [
      ...new Set(
        this.events.flatMap((event) =>
          event.userId === userId && event.type !== "disappearing" ? [event.imageId] : [],
        ),
      ),
    ];
  }

  photoOf(imageId: PhotoId): UploadedPhoto | null {
    return this.photos.get(imageId) ?? null;
  }

  isPhotoHidden(imageId: PhotoId): boolean {
    const seq = this.photos.get(imageId)?.seq ?? null;
    return seq !== null && this.envelopeOf(seq)?.isHidden === true;
  }

  addPhoto({ photo, ...rest }: NewPhoto): void {
    if (!this.photos.has(photo.id)) this.photos.set(photo.id, { photo, ...rest, seq: null });
  }

  dropPhotos(seq: number): void {
    this.log[seq - 1] = { ...this.log[seq - 1]!, photos: [] };
    for (const [id, photo] of this.photos) if (photo.seq === seq) this.photos.set(id, { ...photo, photo: null });
  }

  /** A photo of a member's arrives, as the upload tells the room. */
  upload(ownerId: UserId, photo: ChatPhoto): PhotoId {
    this.addPhoto({ ownerId, photo, uploadedAt: this.#now });
    return photo.id;
  }

  /** Blocks, or takes that back; the sockets of who blocks are closed. */
  block(by: UserId): void {
    for (const socket of this.#open.filter(({ userId }) => userId === by)) this.disconnect(socket);
    this.#blockers.add(by);
    this.state = { ...this.state, blockers: [...this.#blockers] };
  }

  setLastSeenShown(member: UserId, isShown: boolean): void {
    this.#apply(setLastSeenShown(this.state, { member, isShown }));
    this.showLastSeen = this.state.showLastSeen;
  }

  unblock(by: UserId): void {
    this.#blockers.delete(by);
    this.state = { ...this.state, blockers: [...this.#blockers] };
  }

  reveal(by: UserId, imageIds: PhotoId[] | null, terms: RevealTerms = "until_taken_back"): Effect[] {
    const endsAt = terms === "for_24_hours" ? this.#now + revealDayMs : null;
    const change = { type: "reveal", by, imageIds, terms, endsAt, now: this.#now } as const;
    return this.#apply(recordReveals(this.state, this, change));
  }

  openView(imageId: PhotoId): void {
    recordOpened(this, { imageId, endsAt: this.#now + maxViewMs });
  }

  closeView(viewer: UserId, imageId: PhotoId): Effect[] {
    return this.#apply(recordViewed(this.state, this, { viewer, imageId, now: this.#now }));
  }

  unreveal(by: UserId, imageIds: PhotoId[] | null): Effect[] {
    return this.#apply(recordReveals(this.state, this, { type: "unreveal", by, imageIds, now: this.#now }));
  }

  see(viewer: UserId, imageId: PhotoId): Effect[] {
    return this.#apply(recordSeen(this.state, this, { viewer, imageId, now: this.#now }));
  }

  #reveals(): LoggedReveal[] {
    return this.events.filter((event) => event.type !== "disappearing");
  }

  #living(): LoggedMessage[] {
    return this.log.filter(({ seq }) => !this.gone.has(seq));
  }

  #dropExpired(): void {
    const photos: PhotoId[] = [];
    for (const message of this.#living()) {
      const { seq, senderId, clientId, isHidden, expiresAt } = message;
      if (expiresAt === null || expiresAt > this.#now) continue;
      this.gone.set(seq, { seq, senderId, clientId, isHidden, expiresAt });
      photos.push(...message.photos.map(({ id }) => id));
      this.dropPhotos(seq);
      this.log[seq - 1] = { ...message, content: "", photos: [] };
      this.changes.drop(seq);
    }
    this.#apply(endGone(this.state, this, { photos, now: this.#now }));
  }

  #restore(frameArrivals: Room["frameArrivals"] = {}): Room {
    const last = this.log.at(-1);
    return restoreRoom({
      connectionId: this.connectionId,
      members: this.members,
      lastSeq: last?.seq ?? 0,
      lastAt: last?.createdAt ?? 0,
      blockers: [...this.#blockers],
      disappearAfter: Object.fromEntries(this.members.map((member) => [member, this.#disappearAfter(member)])),
      showLastSeen: this.showLastSeen,
      lastSeen: this.lastSeen,
      watermarks: { ...this.watermarks },
      newest: this.log.slice(-120),
      online: new Set(this.#open.map(({ userId }) => userId)),
      frameArrivals,
    });
  }

  #disappearAfter(viewer: UserId): DisappearAfter {
    const set = this.events.findLast((event) => event.type === "disappearing" && mayHave(viewer, event));
    return set?.type === "disappearing" ? set.after : 0;
  }

  #apply({ room, effects }: Outcome): Effect[] {
    this.state = room;
    for (const effect of effects) this.#perform(effect);
    return effects;
  }

  #perform(effect: Effect): void {
    switch (effect.kind) {
      case "project":
      case "reword_newest":
        return;
      case "save_watermarks":
        this.watermarks[effect.member] = effect.watermarks;
        return;
      case "save_last_seen":
        this.lastSeen = effect.lastSeen;
        return;
      case "send":
        return this.#deliver((socket) => socket.id === effect.socket, effect.frame);
      case "send_member":
        return this.#deliver((socket) => socket.userId === effect.member, effect.frame);
      case "send_others":
        return this.#deliver(
          ({ id, userId }) => id !== effect.except && (effect.to === undefined || userId === effect.to),
          effect.frame,
        );
      case "send_error":
        return this.#deliver(({ id }) => id === effect.socket, errorFrame(effect.error, effect.clientId));
      case "close":
        for (const socket of this.#open.filter(({ id }) => id === effect.socket)) {
          socket.closed = closeReasons[effect.reason].code;
          this.disconnect(socket);
        }
        return;
      default:
        return effect satisfies never;
    }
  }

  #deliver(matches: (socket: MemorySocket) => boolean, frame: ServerFrame): void {
    for (const socket of this.#open.filter(matches)) socket.frames.push(frame);
  }
}

function mayHave(viewer: UserId, event: LoggedEvent): boolean {
  return !event.isHidden || event.userId === viewer;
}
