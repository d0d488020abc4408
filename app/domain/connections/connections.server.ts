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
  type RevealedImage,
} from "~/contract/connection";
import type { ConnectionId, PhotoId, StoryId, UserId } from "~/contract/ids";
import { revealDayMs, type RevealTerms } from "~/contract/reveal";
import type { RevealChange } from "~/contract/room";
import * as queries from "~db/queries/connections";
import { placePhoto } from "~db/queries/photos";
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

/** Returns what decides about a request to a story's author. */
export function findAskState({ db, now }: Pick<Services, "db" | "now">, viewerId: UserId, storyId: StoryId) {
  return queries.findAskState(db, viewerId, { storyId, since: overdueAt(now()) });
}

/** Requests that were sent by then have expired. */
const overdueAt = (now: Date) => new Date(now.getTime() - askTtlMs);

interface AskToConnect extends NewAsk {
  /** Of the request; a new one where it is left out. */
  id?: ConnectionId;
  /** The facts that decide about it, where they were read already. */
  state?: queries.AskState;
}

/** Sends a request to connect to a story's author. Two people who send each other one are connected at once. */
export async function askToConnect(
  services: Connecting & Pick<Services, "newId">,
  viewerId: UserId,
  ask: AskToConnect,
): Promise<AskResult> {
  const { id = services.newId<ConnectionId>(), state = await findAskState(services, viewerId, ask.story_id) } = ask;
  const { authorId } = state;
  if (authorId === null) return { kind: "not_found" };
  if (authorId === viewerId) return { kind: "own_story" };
  const joined = await joinLive(services, viewerId, state);
  return joined ?? insertAsk(services, viewerId, authorId, { ...ask, id, state });
}

async function insertAsk(
  services: Connecting,
  viewerId: UserId,
  authorId: UserId,
  { id, state, story_id, note }: Required<AskToConnect>,
): Promise<AskResult> {
  const { db, now } = services;
  const at = now();
  const last = state.lastSent;
  const until = last && new Date(last.createdAt.getTime() + coolingOffMs);
  if (last && until && until > at) {
    // A decline stays silent: asking again answers as while the request waits.
    const waiting = last.status === "declined" ? await readConnection(services, viewerId, last.id) : null;
    return waiting ? { kind: "already_connected", connection: waiting } : { kind: "cooling_off", until };
  }
  if (state.open >= maxOpenAsks) return { kind: "too_many_asks" };
  const people = { askerId: viewerId, authorId };
  const ask = { id, storyId: story_id, ...people, note, status: "asked", createdAt: at, updatedAt: at } as const;
  const { rows, revealed, isChanged } = await queries.changeAndRead(db, viewerId, id, [
    queries.expireAsk(db, [viewerId, authorId], { since: overdueAt(at), now: at }),
    queries.insertAsk(db, ask),
  ]);
  if (!isChanged) return joinCrossed(services, viewerId, story_id);
  void services.inboxes.refresh([authorId]);
  const [row] = rows;
  return row ? { kind: "asked", connection: toJson(services, viewerId, row, revealed) } : { kind: "not_found" };
}

/** Two requests that cross at the same moment: the unique pair lets one in, and the other finds it. */
async function joinCrossed(services: Connecting, viewerId: UserId, storyId: StoryId): Promise<AskResult> {
  const state = await findAskState(services, viewerId, storyId);
  return (await joinLive(services, viewerId, state)) ?? { kind: "not_found" };
}

/** Returns the request or connection that the two have; accepts a request that the other sent. */
async function joinLive(services: Connecting, viewerId: UserId, state: queries.AskState): Promise<AskResult | null> {
  const { db, now } = services;
  const live = liveIn(state, viewerId, now()) ?? declinedIn(state, now());
  if (!live) return null;
  const isCrossed = live.status !== "accepted" && live.askerId !== viewerId;
  const acceptance = queries.moveConnection(db, live.id, { from: live.status, to: "accepted", now: now() });
  const { rows, revealed } = await queries.changeAndRead(db, viewerId, live.id, isCrossed ? [acceptance] : []);
  if (isCrossed) void services.inboxes.refresh([live.askerId, live.authorId]);
  const [row] = rows;
  if (!row) return { kind: "not_found" };
  const connection = toJson(services, viewerId, row, revealed);
  return isCrossed ? { kind: "asked", connection } : { kind: "already_connected", connection };
}

/** Returns the request or connection of the two; none that has expired by now, though its row does not say so yet. */
function liveIn({ live }: queries.AskState, viewerId: UserId, now: Date): queries.AskRow | null {
  return live && shownStatus(live, viewerId, now) !== "expired" ? live : null;
}

/** Returns a request that was declined in silence and still looks open to its sender: a second one beside it would tell them. */
function declinedIn({ lastReceived: last }: queries.AskState, now: Date): queries.AskRow | null {
  return last?.status === "declined" && shownStatus(last, last.askerId, now) === "asked" ? last : null;
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

interface ActOnConnection {
  id: ConnectionId;
  act: ConnectionAct;
  imageIds: PhotoId[] | null;
  /** Of a reveal; left out: until it is taken back. */
  terms?: RevealTerms;
}

/** Performs an action on a connection. One that was performed already is done, too. */
export async function actOnConnection(
  services: Connecting,
  viewerId: UserId,
  { id, act, imageIds, terms = "until_taken_back" }: ActOnConnection,
): Promise<ActionResult> {
  const { db } = services;
  const [found, own] = await Promise.all([
    queries.findConnectionWithReveals(db, viewerId, id),
    act === "reveal" ? findRevealable(services, viewerId, { connectionId: id, imageIds }) : [],
  ]);
  const [row] = found.rows;
  if (!row) return { kind: "not_found" };
  const plan = planOf(services, viewerId, { row, act, imageIds, own, terms });
  if (typeof plan === "string") return { kind: "not_now", reason: plan };
  const after = plan.changes.length > 0 ? await queries.changeAndRead(db, viewerId, id, plan.changes) : found;
  const [changed] = after.rows;
  // Of two that race one wins: the other finds its own wish done, or not.
  if (plan.status && changed && changed.status !== plan.status) return { kind: "not_now", reason: "no_longer_open" };
  await plan.tellRoom?.();
  await services.inboxes.refresh([viewerId, otherIn(row, viewerId)]);
  return changed
    ? { kind: "done", connection: toJson(services, viewerId, changed, after.revealed) }
    : { kind: "not_found" };
}

/** Returns those of the viewer's photos that can be revealed: of a conversation's, those that a message has. */
async function findRevealable(
  { db, rooms }: Connecting,
  viewerId: UserId,
  chosen: { connectionId: ConnectionId; imageIds: PhotoId[] | null },
): Promise<PhotoId[]> {
  const originals = await queries.findOwnOriginals(db, viewerId, chosen);
  const revealable = originals.map(async ({ id, connectionId, messageSeq }) => {
    if (connectionId === null || messageSeq !== null) return [id];
    // Sent a moment ago: D1 must know by whom it may be seen before it is shown.
    const place = await rooms.placeOfPhoto(connectionId, id);
    if (place) await placePhoto(db, id, place);
    return place ? [id] : [];
  });
  return (await Promise.all(revealable)).flat();
}

interface Act {
  row: queries.ConnectionRow;
  act: ConnectionAct;
  imageIds: PhotoId[] | null;
  /** Of the chosen photos those of the viewer's whose original was kept. */
  own: PhotoId[];
  terms: RevealTerms;
}

/** The effects of an action: changes in D1, in one batch, and then the events that the room is sent. */
interface Plan {
  changes: Parameters<typeof queries.changeAndRead>[3];
  /** The status that the connection has when it is done. */
  status?: ConnectionStatus;
  tellRoom?: () => Promise<void>;
}

/** Returns what an action does, or why it is not possible. */
function planOf(services: Connecting, viewerId: UserId, { row, act, imageIds, own, terms }: Act): Plan | NotNowReason {
  const { db, rooms } = services;
  const id = row.id;
  switch (act) {
    case "accept":
      return row.authorId === viewerId ? moveTo(services, row, "accepted") : "only_author_accepts";
    case "decline":
      return row.authorId === viewerId ? moveTo(services, row, "declined") : "only_author_declines";
    case "withdraw":
      return withdrawal(services, row, viewerId);
    case "block":
      return block(services, row, viewerId);
    case "unblock":
      return unblock(services, row, viewerId);
    case "reveal":
      if (row.status !== "accepted" || row.blockedAt !== null) return "not_connected";
      if (imageIds !== null && own.length < imageIds.length) return "original_not_kept";
      return reveal(services, viewerId, { row, own, terms });
    case "unreveal":
      return {
        changes: [queries.deleteReveals(db, id, { by: viewerId, imageIds })],
        tellRoom: () => rooms.recordReveals(id, { type: "unreveal", ...partiesOf(row, viewerId), imageIds }),
      };
    default:
      return act satisfies never;
  }
}

/** Shows originals to the other. A day ends by the same time in D1 and in the room. */
function reveal(
  { db, rooms, now }: Connecting,
  viewerId: UserId,
  { row, own, terms }: Pick<Act, "row" | "own" | "terms">,
): Plan {
  const at = now();
  const endsAt = terms === "for_24_hours" ? new Date(at.getTime() + revealDayMs) : null;
  const change = { ...partiesOf(row, viewerId), imageIds: own, terms, endsAt: endsAt?.getTime() ?? null };
  return {
    changes: [queries.insertReveals(db, row.id, { imageIds: own, terms, endsAt, now: at })],
    tellRoom: () => rooms.recordReveals(row.id, { type: "reveal", ...change }),
  };
}

function moveTo({ db, now }: Connecting, row: queries.ConnectionRow, to: "accepted" | "declined"): Plan | NotNowReason {
  if (row.status === to) return { changes: [] };
  if (shownStatus(row, row.authorId, now()) !== "asked") return "no_longer_open";
  return { changes: [queries.moveConnection(db, row.id, { from: "asked", to, now: now() })], status: to };
}

function withdrawal({ db, now }: Connecting, row: queries.ConnectionRow, viewerId: UserId): Plan | NotNowReason {
  if (row.askerId !== viewerId) return "only_asker_withdraws";
  if (row.status === "withdrawn") return { changes: [] };
  if (row.status === "accepted") return "already_accepted";
  return { changes: [queries.moveConnection(db, row.id, { from: row.status, to: "withdrawn", now: now() })] };
}

/** Ends what the other may see and say. To them it looks as if the originals were taken back, and nothing else changed. */
function block({ db, now, rooms }: Connecting, row: queries.ConnectionRow, viewerId: UserId): Plan {
  const id = row.id;
  const people = { by: viewerId, other: otherIn(row, viewerId) };
  const insertion = queries.insertBlock(db, { blockerId: viewerId, blockedId: people.other, createdAt: now() });
  if (row.status !== "accepted") return { changes: [insertion] };
  return {
    changes: [insertion, queries.deleteReveals(db, id, { by: viewerId, imageIds: null })],
    async tellRoom() {
      await rooms.recordBlock(id, { type: "block", ...people });
      await rooms.recordReveals(id, { type: "unreveal", ...people, imageIds: null });
    },
  };
}

function unblock({ db, rooms }: Connecting, row: queries.ConnectionRow, viewerId: UserId): Plan {
  const other = otherIn(row, viewerId);
  const changes = [queries.deleteBlock(db, viewerId, other)];
  if (row.status !== "accepted") return { changes }; // a request has no room
  return { changes, tellRoom: () => rooms.recordBlock(row.id, { type: "unblock", by: viewerId, other }) };
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
  const isNotOver = ({ endsAt }: queries.RevealRow) => endsAt === null || endsAt > now();
  const open = revealed.filter((shown) => shown.connectionId === row.id && isNotOver(shown));
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
    revealed: open.filter(({ image }) => image.ownerId === viewerId).map((shown) => revealToJson(shown, "original")),
    // A block closes the originals to both.
    revealed_to_me: open
      .filter(({ image }) => image.ownerId !== viewerId && row.blockedAt === null && row.otherBlocks === 0 && !isHidden)
      .filter(({ image: { connectionId, messageSeq, isHidden: isTheirsAlone } }) =>
        connectionId === null ? true : messageSeq !== null && !isTheirsAlone,
      )
      .map((shown) => revealToJson(shown, shown.terms === "view_once" ? "public_photo" : "original")),
    created_at: row.createdAt.toISOString(),
    updated_at: shownChange(row, status).toISOString(),
  } as Connection; // ids come from rows that were written with them
}

function revealToJson({ image, terms, endsAt }: queries.RevealRow, access: "public_photo" | "original"): RevealedImage {
  return { ...imageToJson(image, access), terms, ends_at: endsAt?.toISOString() ?? null };
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
