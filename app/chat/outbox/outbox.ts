import type { DBSchema } from "idb";
import { uuidv7 } from "uuidv7";
import type { ClientFrame, MessageId } from "~/contract/chat";
import type { ConnectionId, UserId } from "~/contract/ids";
import { deviceDatabase } from "~/device/device-database";
import type { UnsentPhoto } from "../photos/unsent-photo";
import { byPlace, nextPlace } from "./unsent-order";

/** A change of a message that is in the log: all of its frame but the client id. */
export type UnsentChange = ChangeFrame extends infer Frame
  ? Frame extends unknown
    ? Omit<Frame, "client_id">
    : never
  : never;

type ChangeFrame = Extract<ClientFrame, { type: "edit" | "delete" | "reaction" }>;

/** A message that is not acknowledged yet. Its `clientId` lets the room recognise a resend. */
export interface UnsentMessage {
  clientId: string;
  room: ConnectionId;
  userId: UserId;
  content: string;
  /** The message that it answers. */
  replyTo?: MessageId;
  /** Uploaded before it is sent. */
  photos?: readonly UnsentPhoto[];
  /** The share of its photos that was sent, 0 to 1: on the page that uploads them. */
  uploadShare?: number;
  /** Set for what changes a message and is none itself: its own content is empty. */
  change?: UnsentChange;
  /** Set once its words were replaced: the room may have the first ones already, and is then told to change them. */
  isRevised?: true;
  /** Grows with each message of a room: the order of typing, which the device's clock does not know. */
  place: number;
  /** Milliseconds since 1970, by this device's clock. */
  typedAt: number;
  /** Why the message was refused for good, as a sentence; null while it waits to be sent. */
  refusal: string | null;
  /** Set when the device could not store it: closing or reloading the page would lose it. */
  isInMemory?: true;
}

/** An earlier version stored messages without a place. */
type StoredMessage = Omit<UnsentMessage, "place" | "isInMemory" | "uploadShare"> & { place?: number };

/** All of a new message that its author decides about. */
export type NewUnsent = Pick<UnsentMessage, "room" | "userId" | "content" | "change" | "replyTo" | "photos">;

interface OutboxSchema extends DBSchema {
  unsent: { key: string; value: StoredMessage; indexes: { room: [UserId, ConnectionId] } };
  drafts: { key: [UserId, ConnectionId]; value: { userId: UserId; room: ConnectionId; text: string } };
}

const open = deviceDatabase<OutboxSchema>("heartfelt-chat", (db) => {
  db.createObjectStore("unsent", { keyPath: "clientId" }).createIndex("room", ["userId", "room"]);
  db.createObjectStore("drafts", { keyPath: ["userId", "room"] });
});

/** Messages that the device could not store, by client id. */
const inMemory = new Map<string, UnsentMessage>();

/** The last place that this page gave. */
let lastPlace = 0;

/**
 * Keeps a message until the room acknowledges it: in the store, where it survives a reload and a day without a network; in
 * memory where the device refuses that.
 */
export async function putUnsent(message: NewUnsent): Promise<UnsentMessage> {
  const unsent = { ...message, clientId: uuidv7(), typedAt: Date.now(), refusal: null };
  const stored = await store(unsent).catch(() => null);
  if (stored !== null) return stored;
  lastPlace = nextPlace([...inMemory.values()], lastPlace);
  const kept: UnsentMessage = { ...unsent, place: lastPlace, isInMemory: true };
  inMemory.set(kept.clientId, kept);
  return kept;
}

async function store(message: Omit<UnsentMessage, "place">): Promise<UnsentMessage> {
  const transaction = (await open()).transaction("unsent", "readwrite");
  const waiting = await transaction.store.index("room").getAll([message.userId, message.room]);
  lastPlace = nextPlace(waiting.map(withPlace), lastPlace);
  const unsent = { ...message, place: lastPlace };
  await Promise.all([transaction.store.put(unsent), transaction.done]);
  return unsent;
}

function withPlace(stored: StoredMessage): UnsentMessage {
  return { ...stored, place: stored.place ?? 0 };
}

/** Returns the unsent messages of a room, in the order of typing. */
export async function listUnsent(userId: UserId, room: ConnectionId): Promise<UnsentMessage[]> {
  const stored = await open()
    .then((db) => db.getAllFromIndex("unsent", "room", [userId, room]))
    .catch(() => []);
  const own = [...inMemory.values()].filter((unsent) => unsent.userId === userId && unsent.room === room);
  return [...stored.map(withPlace), ...own].sort(byPlace);
}

/** Returns every unsent message on this device, of all accounts, except refused ones. */
export async function listAllUnsent(): Promise<UnsentMessage[]> {
  const stored = await open()
    .then((db) => db.getAll("unsent"))
    .catch(() => []);
  return [...stored.map(withPlace), ...inMemory.values()].filter(({ refusal }) => refusal === null);
}

/** Marks a message as refused: it stays, with the reason, until its author edits, retries or discards it. */
export function refuseUnsent(clientId: string, refusal: string | null): Promise<void> {
  return change(clientId, { refusal });
}

/** Replaces the words of a message that waits, or was refused: then it waits again. */
export function reviseUnsent(clientId: string, content: string): Promise<void> {
  return change(clientId, { content, refusal: null, isRevised: true });
}

/** Keeps which photos of a message were uploaded. */
export function savePhotos(clientId: string, photos: readonly UnsentPhoto[]): Promise<void> {
  return change(clientId, { photos });
}

async function change(clientId: string, part: Partial<StoredMessage>): Promise<void> {
  const kept = inMemory.get(clientId);
  if (kept) return void inMemory.set(clientId, { ...kept, ...part });
  const db = await open();
  const unsent = await db.get("unsent", clientId);
  if (unsent) await db.put("unsent", { ...unsent, ...part });
}

export async function deleteUnsent(clientId: string): Promise<void> {
  if (inMemory.delete(clientId)) return;
  await (await open()).delete("unsent", clientId);
}

/** Deletes a message that the room has, unless its words were replaced meanwhile: a page must tell the room the new ones. */
export async function deleteSent(clientId: string): Promise<void> {
  const { store: unsent, done } = (await open()).transaction("unsent", "readwrite");
  const sent = await unsent.get(clientId);
  if (sent && !sent.isRevised) await unsent.delete(clientId);
  await done;
}

export async function readDraft(userId: UserId, room: ConnectionId): Promise<string> {
  return (await (await open()).get("drafts", [userId, room]))?.text ?? "";
}

export async function saveDraft(userId: UserId, room: ConnectionId, text: string): Promise<void> {
  const db = await open();
  if (text === "") await db.delete("drafts", [userId, room]);
  else await db.put("drafts", { userId, room, text });
}
