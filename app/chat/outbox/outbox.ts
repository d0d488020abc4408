import type { DBSchema } from "idb";
import { uuidv7 } from "uuidv7";
import type { ConnectionId, UserId } from "~/contract/ids";
import { deviceDatabase } from "~/device/device-database";

/** A message that is not acknowledged yet. Its `clientId` orders it, and lets the room recognise a resend. */
export interface UnsentMessage {
  clientId: string;
  room: ConnectionId;
  userId: UserId;
  content: string;
  /** Milliseconds since 1970, by this device's clock. */
  typedAt: number;
  /** Why the message was refused for good, as a sentence; null while it waits to be sent. */
  refusal: string | null;
}

interface OutboxSchema extends DBSchema {
  unsent: { key: string; value: UnsentMessage; indexes: { room: [UserId, ConnectionId] } };
  drafts: { key: [UserId, ConnectionId]; value: { userId: UserId; room: ConnectionId; text: string } };
}

const open = deviceDatabase<OutboxSchema>("heartfelt-chat", (db) => {
  db.createObjectStore("unsent", { keyPath: "clientId" }).createIndex("room", ["userId", "room"]);
  db.createObjectStore("drafts", { keyPath: ["userId", "room"] });
});

/** Returns a message as it waits to be sent. */
export function newUnsent(message: Pick<UnsentMessage, "room" | "userId" | "content">): UnsentMessage {
  return { ...message, clientId: uuidv7(), typedAt: Date.now(), refusal: null };
}

/** Stores a message until the room acknowledges it: it survives a reload and a day without a network. */
export async function putUnsent(unsent: UnsentMessage): Promise<void> {
  await (await open()).put("unsent", unsent);
}

/** Returns the unsent messages of a room, in the order of typing. */
export async function listUnsent(userId: UserId, room: ConnectionId): Promise<UnsentMessage[]> {
  const waiting = await (await open()).getAllFromIndex("unsent", "room", [userId, room]);
  return waiting.sort((a, b) => (a.clientId < b.clientId ? -1 : 1));
}

/** Returns every unsent message on this device, of all accounts, except refused ones. */
export async function listAllUnsent(): Promise<UnsentMessage[]> {
  const unsent = await (await open()).getAll("unsent");
  return unsent.filter(({ refusal }) => refusal === null);
}

/** Marks a message as refused: it stays, with the reason, until its author edits, retries or discards it. */
export async function refuseUnsent(clientId: string, refusal: string | null): Promise<void> {
  const db = await open();
  const unsent = await db.get("unsent", clientId);
  if (unsent) await db.put("unsent", { ...unsent, refusal });
}

export async function deleteUnsent(clientId: string): Promise<void> {
  await (await open()).delete("unsent", clientId);
}

export async function readDraft(userId: UserId, room: ConnectionId): Promise<string> {
  return (await (await open()).get("drafts", [userId, room]))?.text ?? "";
}

export async function saveDraft(userId: UserId, room: ConnectionId, text: string): Promise<void> {
  const db = await open();
  if (text === "") await db.delete("drafts", [userId, room]);
  else await db.put("drafts", { userId, room, text });
}
