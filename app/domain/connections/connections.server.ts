import {
  askTtlMs,
  coolingOffMs,
  scheduledDeletionDisplayName,
  maxOpenAsks,
  type Connection,
  type ConnectionAct,
  type ConnectionPage,
  type ConnectionStatus,
  type NewAsk,
} from "~/contract/connection";
import type { ConnectionId, PhotoId, UserId } from "~/contract/ids";
import type { RevealChange } from "~/contract/room";
import * as queries from "~db/queries/connections";
import { imageToJson } from "~/domain/photos/photos.server";
import type { Services } from "~/domain/ports";

/** The services that these rules use. */
type Connecting = Pick<Services, "db" | "now" | "rooms" | "inboxes">;

/** A hidden, absent or blocked author's story is `not_found` alike. */
export type AskResult =
  | { kind: "asked"; connection: Connection }
  | { kind: "not_found" | "own_story" | "too_many_asks" }
  | { kind: "already_connected"; connection: Connection }
  | { kind: "cooling_off"; until: Date };

/** Sends a request to connect to a story's author. Two people who send each other one are connected at once. */
export async function askToConnect(
  services: Connecting & Pick<Services, "newId">,
  viewerId: UserId,
  ask: NewAsk,
  id = services.newId<ConnectionId>(),
): Promise<AskResult> {
  const { db, now } = services;
  const authorId = await queries.findStoryAuthor(db, viewerId, ask.story_id);
  if (authorId === null) return { kind: "not_found" };
  if (authorId === viewerId) return { kind: "own_story" };
  await queries.expireAsk(db, [viewerId, authorId], { since: new Date(now().getTime() - askTtlMs), now: now() });
  return (await joinLive(services, viewerId, authorId)) ?? insertAsk(services, viewerId, authorId, { ...ask, id });
}

async function insertAsk(
  services: Connecting,
  viewerId: UserId,
  authorId: UserId,
  ask: NewAsk & { id: ConnectionId },
): Promise<AskResult> {
  const { db, now } = services;
  const at = now();
  const last = await queries.findLastAsk(db, viewerId, authorId);
  const until = last && new Date(last.createdAt.getTime() + coolingOffMs);
  if (last && until && until > at) {
    // A decline stays silent: asking again answers as while the request waits.
    const waiting = last.status === "declined" ? await readConnection(services, viewerId, last.id) : null;
    return waiting ? { kind: "already_connected", connection: waiting } : { kind: "cooling_off", until };
  }
  const open = await queries.countOpenAsks(db, viewerId, new Date(at.getTime() - askTtlMs));
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
  // Two requests that cross at the same moment: the unique pair lets one in, and the other finds it.
  if (!isNew) return (await joinLive(services, viewerId, authorId)) ?? { kind: "not_found" };
  void services.inboxes.refresh([authorId]);
  const connection = await readConnection(services, viewerId, id);
  return connection ? { kind: "asked", connection } : { kind: "not_found" };
}

/** Returns the request or connection that the two have; accepts a request that the other sent. */
async function joinLive(services: Connecting, viewerId: UserId, authorId: UserId): Promise<AskResult | null> {
  const { db, now } = services;
  const live =
    (await queries.findLivePair(db, [viewerId, authorId])) ?? (await findDeclined(services, authorId, viewerId));
  if (!live) return null;
  const isCrossed = live.status !== "accepted" && live.askerId === authorId;
  if (isCrossed) await queries.moveConnection(db, live.id, { from: live.status, to: "accepted", now: now() });
  if (isCrossed) void services.inboxes.refresh([viewerId, authorId]);
  const connection = await readConnection(services, viewerId, live.id);
  if (!connection) return { kind: "not_found" };
  return isCrossed ? { kind: "asked", connection } : { kind: "already_connected", connection };
}

/** Returns a request that was declined in silence and still looks open to its sender: a second one beside it would tell them. */
async function findDeclined({ db, now }: Connecting, askerId: UserId, declinerId: UserId) {
  const last = await queries.findLastAsk(db, askerId, declinerId);
  const waits = last?.status === "declined" && shownStatus(last, askerId, now()) === "asked";
  return waits ? last : null;
}

/** Returns the connection or request between two people, for a story's page, which then does not offer to connect. */
export async function findConnectionBetween(
  services: Connecting,
  viewerId: UserId,
  other: queries.OtherPerson,
): Promise<Connection | null> {
  const { rows, revealed } = await queries.findLatestBetween(services.db, viewerId, other);
  const [last] = rows;
  if (!last || last.status === "withdrawn") return null;
  if (shownStatus(last, viewerId, services.now()) === "expired") return null;
  return toJson(services, viewerId, last, revealed);
}

/** Returns a connection of the viewer; null when it is not theirs. */
export async function readConnection(
  services: Connecting,
  viewerId: UserId,
  id: ConnectionId,
): Promise<Connection | null> {
  const { rows, revealed } = await queries.findConnectionWithReveals(services.db, viewerId, id);
  const [row] = rows;
  return row ? toJson(services, viewerId, row, revealed) : null;
}

/** Returns a page of the viewer's connections and requests, newest first. `before` is the id after which to go on. */
export async function listConnections(
  services: Connecting,
  viewerId: UserId,
  page: { before: string | null; limit: number },
): Promise<ConnectionPage> {
  const { rows, revealed } = await queries.listConnections(services.db, viewerId, {
    before: page.before,
    limit: page.limit + 1,
  });
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  return {
    connections: shown.map((row) => toJson(services, viewerId, row, revealed)),
    next_cursor: rows.length > page.limit && last ? last.id : null,
  };
}

/** Why an action is not possible now. */
export type NotNowReason =
  | "only_author_accepts"
  | "only_author_declines"
  | "only_asker_withdraws"
  | "no_longer_open"
  | "already_accepted"
  | "not_connected"
  | "original_not_kept";

export type ActionResult =
  { kind: "done"; connection: Connection } | { kind: "not_found" } | { kind: "not_now"; reason: NotNowReason };

/** Performs an action on a connection. One that was performed already is done, too. */
export async function actOnConnection(
  services: Connecting,
  viewerId: UserId,
  { id, act, imageIds }: { id: ConnectionId; act: ConnectionAct; imageIds: PhotoId[] | null },
): Promise<ActionResult> {
  const row = await queries.findConnection(services.db, viewerId, id);
  if (!row) return { kind: "not_found" };
  const reason = await perform(services, viewerId, { row, act, imageIds });
  if (reason !== null) return { kind: "not_now", reason };
  await services.inboxes.refresh([viewerId, otherIn(row, viewerId)]);
  const connection = await readConnection(services, viewerId, id);
  return connection ? { kind: "done", connection } : { kind: "not_found" };
}

interface Act {
  row: queries.ConnectionRow;
  act: ConnectionAct;
  imageIds: PhotoId[] | null;
}

/** Returns why it is not possible, or null when it is done. */
async function perform(
  services: Connecting,
  viewerId: UserId,
  { row, act, imageIds }: Act,
): Promise<NotNowReason | null> {
  const { db, now, rooms } = services;
  const id = row.id;
  const otherId = otherIn(row, viewerId);
  switch (act) {
    case "accept":
      if (row.authorId !== viewerId) return "only_author_accepts";
      return move(services, row, "accepted");
    case "decline":
      if (row.authorId !== viewerId) return "only_author_declines";
      return move(services, row, "declined");
    case "withdraw":
      return withdraw(services, row, viewerId);
    case "block":
      await queries.insertBlock(db, { blockerId: viewerId, blockedId: otherId, createdAt: now() });
      if (row.status === "accepted") await closeTo(services, id, { by: viewerId, other: otherId });
      return null;
    case "unblock":
      await queries.deleteBlock(db, viewerId, otherId);
      // A request has no room.
      if (row.status === "accepted") await rooms.recordBlock(id, { type: "unblock", by: viewerId, other: otherId });
      return null;
    case "reveal":
      return reveal(services, row, viewerId, imageIds);
    case "unreveal":
      await queries.deleteReveals(db, id, { by: viewerId, imageIds });
      await rooms.recordReveals(id, { type: "unreveal", ...partiesOf(row, viewerId), imageIds });
      return null;
    default:
      return act satisfies never;
  }
}

async function move(
  services: Connecting,
  row: queries.ConnectionRow,
  to: "accepted" | "declined",
): Promise<NotNowReason | null> {
  if (row.status === to) return null;
  if (shownStatus(row, row.authorId, services.now()) !== "asked") return "no_longer_open";
  const moved = await queries.moveConnection(services.db, row.id, { from: "asked", to, now: services.now() });
  if (moved) return null;
  const isSame = (await queries.findConnection(services.db, row.authorId, row.id))?.status === to;
  return isSame ? null : "no_longer_open";
}

async function withdraw(
  services: Connecting,
  row: queries.ConnectionRow,
  viewerId: UserId,
): Promise<NotNowReason | null> {
  if (row.askerId !== viewerId) return "only_asker_withdraws";
  if (row.status === "withdrawn") return null;
  if (row.status === "accepted") return "already_accepted";
  await queries.moveConnection(services.db, row.id, { from: row.status, to: "withdrawn", now: services.now() });
  return null;
}

async function reveal(
  services: Connecting,
  row: queries.ConnectionRow,
  viewerId: UserId,
  imageIds: PhotoId[] | null,
): Promise<NotNowReason | null> {
  if (row.status !== "accepted" || row.blockedAt !== null) return "not_connected";
  const own = await queries.findOwnOriginals(services.db, viewerId, imageIds);
  if (imageIds !== null && own.length < imageIds.length) return "original_not_kept";
  await queries.insertReveals(services.db, row.id, own, services.now());
  await services.rooms.recordReveals(row.id, { type: "reveal", ...partiesOf(row, viewerId), imageIds: own });
  return null;
}

/** Ends what the other may see and say. To them it looks as if the originals were taken back, and nothing else changed. */
async function closeTo(services: Connecting, id: ConnectionId, people: { by: UserId; other: UserId }): Promise<void> {
  const { db, rooms } = services;
  await queries.deleteReveals(db, id, { by: people.by, imageIds: null });
  await rooms.recordBlock(id, { type: "block", ...people });
  await rooms.recordReveals(id, { type: "unreveal", ...people, imageIds: null });
}

/** The two of a room, as it is told of what one of them does. */
function partiesOf(row: queries.ConnectionRow, by: UserId): Pick<RevealChange, "by" | "other" | "other_blocks"> {
  return { by, other: otherIn(row, by), ...(row.otherBlocks === 1 && { other_blocks: "yes" }) };
}

/** @param revealed of this connection, and it may be of others */
function toJson(
  { now }: Pick<Connecting, "now">,
  viewerId: UserId,
  row: queries.ConnectionRow,
  revealed: queries.RevealRow[],
): Connection {
  const leaving = scheduledDeletionSide(row, viewerId);
  const isHidden = leaving === "other";
  const images = revealed.filter((reveal) => reveal.connectionId === row.id).map(({ image }) => image);
  const isAsker = row.askerId === viewerId;
  const status = shownStatus(row, viewerId, now());
  return {
    id: row.id,
    status,
    role: isAsker ? "asker" : "author",
    other: {
      id: otherIn(row, viewerId),
      display_name: isHidden ? scheduledDeletionDisplayName : isAsker ? row.authorName : row.askerName,
    },
    story: row.storyId === null || (isHidden && isAsker) ? null : { id: row.storyId, title: row.storyTitle },
    note: isHidden && !isAsker ? "" : row.note,
    unread: leaving === null ? (row.unread ?? 0) : 0,
    blocked: row.blockedAt !== null,
    leaving,
    revealed: images.filter((image) => image.ownerId === viewerId).map((image) => imageToJson(image, "original")),
    // A block closes the originals to both.
    revealed_to_me: images
      .filter((image) => image.ownerId !== viewerId && row.blockedAt === null && row.otherBlocks === 0 && !isHidden)
      .map((image) => imageToJson(image, "original")),
    created_at: row.createdAt.toISOString(),
    updated_at: shownChange(row, status).toISOString(),
  } as Connection; // ids come from rows that were written with them
}

function scheduledDeletionSide(row: queries.ConnectionRow, viewerId: UserId): Connection["leaving"] {
  const { askerLeavingAt, authorLeavingAt } = row;
  const [mine, others] =
    row.askerId === viewerId ? [askerLeavingAt, authorLeavingAt] : [authorLeavingAt, askerLeavingAt];
  if (others !== null) return "other";
  return mine === null ? null : "me";
}

/** Returns the status that the viewer is shown. A decline is silent: the sender sees the request wait, and expire like any other. */
export function shownStatus(
  row: { status: ConnectionStatus; askerId: UserId; createdAt: Date },
  viewerId: string,
  now: Date,
): ConnectionStatus {
  const status = row.status === "declined" && row.askerId === viewerId ? "asked" : row.status;
  const isOver = status === "asked" && now.getTime() - row.createdAt.getTime() >= askTtlMs;
  return isOver ? "expired" : status;
}

/** Returns when the shown status began: the row's own time would give a silent decline away. */
function shownChange(row: { createdAt: Date; updatedAt: Date }, status: ConnectionStatus): Date {
  if (status === "asked") return row.createdAt;
  return status === "expired" ? new Date(row.createdAt.getTime() + askTtlMs) : row.updatedAt;
}

function otherIn(row: { askerId: UserId; authorId: UserId }, viewerId: UserId): UserId {
  return row.askerId === viewerId ? row.authorId : row.askerId;
}
