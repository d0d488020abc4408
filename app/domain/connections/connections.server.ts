import {
  askLasts,
  coolingOff,
  leavingDisplayName,
  maxOpenAsks,
  type Connection,
  type ConnectionAct,
  type ConnectionPage,
  type ConnectionStatus,
  type NewAsk,
} from "~/contract/connection";
import type { ConnectionId, PhotoId, UserId } from "~/contract/ids";
import * as queries from "~db/queries/connections";
import { presentImage } from "~/domain/photos/photos.server";
import type { Services } from "~/domain/ports";

/** What these rules need. */
type Connecting = Pick<Services, "db" | "now" | "rooms">;

/** What became of an ask. Hidden, absent, blocked and one's own story answer alike but for the last. */
export type Asked =
  | { kind: "asked"; connection: Connection }
  | { kind: "not_found" | "own_story" | "too_many_asks" }
  | { kind: "already_connected"; connection: Connection }
  | { kind: "cooling_off"; until: Date };

/** A reader asks a story's author to connect. Who is asked by someone whom they have asked is connected at once. */
export async function askToConnect(
  services: Connecting & Pick<Services, "newId">,
  viewerId: UserId,
  ask: NewAsk,
  id = services.newId() as ConnectionId,
): Promise<Asked> {
  const { db, now } = services;
  const authorId = await queries.findStoryAuthor(db, viewerId, ask.story_id);
  if (authorId === null) return { kind: "not_found" };
  if (authorId === viewerId) return { kind: "own_story" };
  await queries.expireAsk(db, [viewerId, authorId], { since: new Date(now().getTime() - askLasts), now: now() });
  return (await joinLive(services, viewerId, authorId)) ?? insertAsk(services, viewerId, authorId, { ...ask, id });
}

async function insertAsk(
  services: Connecting,
  viewerId: UserId,
  authorId: string,
  ask: NewAsk & { id: ConnectionId },
): Promise<Asked> {
  const { db, now } = services;
  const at = now();
  const last = await queries.findLastAsk(db, viewerId, authorId);
  const until = last && new Date(last.createdAt.getTime() + coolingOff);
  if (last && until && until > at) {
    // A decline stays silent: who asks again hears what they would hear while the ask waits.
    const waiting =
      last.status === "declined" ? await readConnection(services, viewerId, last.id as ConnectionId) : null;
    return waiting ? { kind: "already_connected", connection: waiting } : { kind: "cooling_off", until };
  }
  const open = await queries.countOpenAsks(db, viewerId, new Date(at.getTime() - askLasts));
  if (open >= maxOpenAsks) return { kind: "too_many_asks" };
  const { id } = ask;
  const isNew = await queries.insertAsk(db, {
    id,
    storyId: ask.story_id,
    askerId: viewerId,
    authorId,
    note: ask.note,
    status: "asked",
    createdAt: at,
    updatedAt: at,
  });
  // Two asks that cross at the same moment: the unique pair lets one in, and the other finds it.
  if (!isNew) return (await joinLive(services, viewerId, authorId)) ?? { kind: "not_found" };
  const connection = await readConnection(services, viewerId, id);
  return connection ? { kind: "asked", connection } : { kind: "not_found" };
}

/** The ask or connection that the two have: an ask of the other is accepted by asking back. */
async function joinLive(services: Connecting, viewerId: UserId, authorId: string): Promise<Asked | null> {
  const { db, now } = services;
  const live =
    (await queries.findLivePair(db, [viewerId, authorId])) ?? (await findDeclined(services, authorId, viewerId));
  if (!live) return null;
  const isCrossed = live.status !== "accepted" && live.askerId === authorId;
  if (isCrossed) await queries.moveConnection(db, live.id, { from: live.status, to: "accepted", now: now() });
  const connection = await readConnection(services, viewerId, live.id as ConnectionId);
  if (!connection) return { kind: "not_found" };
  return isCrossed ? { kind: "asked", connection } : { kind: "already_connected", connection };
}

/** An ask that was declined in silence and still waits for who made it: a second ask beside it would tell them. */
async function findDeclined({ db, now }: Connecting, askerId: string, declinerId: UserId) {
  const last = await queries.findLastAsk(db, askerId, declinerId);
  const waits = last?.status === "declined" && shownStatus(last, askerId, now()) === "asked";
  return waits ? last : null;
}

/** How two people stand: for the page of a story, so that it does not offer what cannot be. */
export async function findStanding(
  services: Connecting,
  viewerId: UserId,
  authorId: UserId,
): Promise<Connection | null> {
  const { db, now } = services;
  const live = await queries.findLivePair(db, [viewerId, authorId]);
  const last = live ?? (await queries.findLastAsk(db, viewerId, authorId));
  if (!last || last.status === "withdrawn") return null;
  if (shownStatus(last, viewerId, now()) === "expired") return null;
  return readConnection(services, viewerId, last.id as ConnectionId);
}

/** A connection of the viewer; null when it is not theirs or its other side blocked them. */
export async function readConnection(services: Connecting, viewerId: UserId, id: ConnectionId) {
  const row = await queries.findConnection(services.db, viewerId, id);
  if (!row) return null;
  const [connection] = await present(services, viewerId, [row]);
  return connection ?? null;
}

/** The viewer's connections and asks, newest first. `before` is the id after which to go on. */
export async function listConnections(
  services: Connecting,
  viewerId: UserId,
  page: { before: string | null; limit: number },
): Promise<ConnectionPage> {
  const rows = await queries.listConnections(services.db, viewerId, { before: page.before, limit: page.limit + 1 });
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  return {
    connections: await present(services, viewerId, shown),
    next_cursor: rows.length > page.limit && last ? last.id : null,
  };
}

export type Acted = { kind: "done"; connection: Connection } | { kind: "not_found" } | { kind: "not_now"; why: string };

/** Does one of the acts of a connection. Doing a thing again that is done already is done. */
export async function actOnConnection(
  services: Connecting,
  viewerId: UserId,
  { id, act, imageIds }: { id: ConnectionId; act: ConnectionAct; imageIds: PhotoId[] | null },
): Promise<Acted> {
  const row = await queries.findConnection(services.db, viewerId, id);
  if (!row) return { kind: "not_found" };
  const refusal = await perform(services, viewerId, { row, act, imageIds });
  if (refusal !== null) return { kind: "not_now", why: refusal };
  const connection = await readConnection(services, viewerId, id);
  return connection ? { kind: "done", connection } : { kind: "not_found" };
}

interface Act {
  row: queries.ConnectionRow;
  act: ConnectionAct;
  imageIds: PhotoId[] | null;
}

/** Gives the sentence why not, or null when it is done. */
async function perform(services: Connecting, viewerId: UserId, { row, act, imageIds }: Act): Promise<string | null> {
  const { db, now, rooms } = services;
  const id = row.id as ConnectionId;
  const otherId = otherIn(row, viewerId) as UserId;
  switch (act) {
    case "accept":
      if (row.authorId !== viewerId) return "Only the story's author can accept an ask.";
      return move(services, row, "accepted");
    case "decline":
      if (row.authorId !== viewerId) return "Only the story's author can decline an ask.";
      return move(services, row, "declined");
    case "withdraw":
      return withdraw(services, row, viewerId);
    case "block":
      await queries.insertBlock(db, { blockerId: viewerId, blockedId: otherId, createdAt: now() });
      await rooms.closeFor(id, null);
      return null;
    case "unblock":
      await queries.deleteBlock(db, viewerId, otherId);
      return null;
    case "reveal":
      return reveal(services, row, viewerId, imageIds);
    case "unreveal":
      await queries.deleteReveals(db, id, { by: viewerId, imageIds });
      return null;
    default:
      return act satisfies never;
  }
}

async function move(
  services: Connecting,
  row: queries.ConnectionRow,
  to: "accepted" | "declined",
): Promise<string | null> {
  if (row.status === to) return null;
  if (shownStatus(row, row.authorId, services.now()) !== "asked") return "The ask is no longer open.";
  const moved = await queries.moveConnection(services.db, row.id, { from: "asked", to, now: services.now() });
  if (moved) return null;
  const isSame = (await queries.findConnection(services.db, row.authorId, row.id))?.status === to;
  return isSame ? null : "The ask is no longer open.";
}

async function withdraw(services: Connecting, row: queries.ConnectionRow, viewerId: UserId): Promise<string | null> {
  if (row.askerId !== viewerId) return "Only the one who asked can withdraw the ask.";
  if (row.status === "withdrawn") return null;
  if (row.status === "accepted") return "The ask was accepted: to end a connection, block it.";
  await queries.moveConnection(services.db, row.id, { from: row.status, to: "withdrawn", now: services.now() });
  return null;
}

async function reveal(
  services: Connecting,
  row: queries.ConnectionRow,
  viewerId: UserId,
  imageIds: PhotoId[] | null,
): Promise<string | null> {
  if (row.status !== "accepted") return "Originals can be revealed once both have agreed to connect.";
  const own = await queries.findOwnOriginals(services.db, viewerId, imageIds);
  if (imageIds !== null && own.length < imageIds.length) {
    return "Only originals that you kept on Heartfelt can be revealed: check image_ids.";
  }
  await queries.insertReveals(services.db, row.id, own, services.now());
  return null;
}

async function present(services: Connecting, viewerId: UserId, rows: queries.ConnectionRow[]): Promise<Connection[]> {
  const revealed = await queries.listReveals(
    services.db,
    rows.filter((row) => row.status === "accepted").map((row) => row.id),
  );
  return rows.map((row) => {
    const leaving = leavingOf(row, viewerId);
    const isHidden = leaving === "other";
    const images = revealed.filter((reveal) => reveal.connectionId === row.id).map(({ image }) => image);
    const isAsker = row.askerId === viewerId;
    const status = shownStatus(row, viewerId, services.now());
    return {
      id: row.id as ConnectionId,
      status,
      role: isAsker ? "asker" : "author",
      other: {
        id: otherIn(row, viewerId) as UserId,
        display_name: isHidden ? leavingDisplayName : isAsker ? row.authorName : row.askerName,
      },
      story: row.storyId === null || (isHidden && isAsker) ? null : { id: row.storyId, title: row.storyTitle },
      note: isHidden && !isAsker ? "" : row.note,
      unread: leaving === null ? (row.unread ?? 0) : 0,
      blocked: row.blockedAt !== null,
      leaving,
      revealed: images.filter((image) => image.ownerId === viewerId).map((image) => presentImage(image, "original")),
      // Who blocked the other sees no more of them: the originals are closed to both while the block stands.
      revealed_to_me: images
        .filter((image) => image.ownerId !== viewerId && row.blockedAt === null && !isHidden)
        .map((image) => presentImage(image, "original")),
      created_at: row.createdAt.toISOString(),
      updated_at: shownChange(row, status).toISOString(),
    } as Connection; // ids come from rows that were written with them
  });
}

function leavingOf(row: queries.ConnectionRow, viewerId: UserId): Connection["leaving"] {
  const { askerLeavingAt, authorLeavingAt } = row;
  const [mine, others] =
    row.askerId === viewerId ? [askerLeavingAt, authorLeavingAt] : [authorLeavingAt, askerLeavingAt];
  if (others !== null) return "other";
  return mine === null ? null : "me";
}

/** A decline is silent: who asked sees it wait, and expire like any other ask. */
export function shownStatus(
  row: { status: ConnectionStatus; askerId: string; createdAt: Date },
  viewerId: string,
  now: Date,
): ConnectionStatus {
  const status = row.status === "declined" && row.askerId === viewerId ? "asked" : row.status;
  const isOver = status === "asked" && now.getTime() - row.createdAt.getTime() >= askLasts;
  return isOver ? "expired" : status;
}

/** When it became what the viewer sees: the row's own time would tell who asked of a decline. */
function shownChange(row: { createdAt: Date; updatedAt: Date }, status: ConnectionStatus): Date {
  if (status === "asked") return row.createdAt;
  return status === "expired" ? new Date(row.createdAt.getTime() + askLasts) : row.updatedAt;
}

function otherIn(row: { askerId: string; authorId: string }, viewerId: string): string {
  return row.askerId === viewerId ? row.authorId : row.askerId;
}
