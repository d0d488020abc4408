import type { UnreadCounts } from "~/contract/chat";
import type { InboxEntry, InboxEntryId, InboxPage, ListedInboxEntry } from "~/contract/inbox";
import type { SessionId, UserId } from "~/contract/ids";
import { inboxSocketTtlMs } from "~/contract/inbox";
import { browserName } from "~/domain/devices/browser-name";
import type { Services } from "~/domain/ports";
import { listConnectionNames } from "~db/queries/connections";
import { listStoryTitles } from "~db/queries/stories";

type Reading = Pick<Services, "inboxes" | "now">;

/** The person who reads their inbox, and the session they are in. */
interface Reader {
  userId: UserId;
  sessionId: SessionId;
}

/** Returns how much waits for the viewer: no statement for D1. */
export function countUnread({ inboxes, now }: Reading, { userId, sessionId }: Reader): Promise<UnreadCounts> {
  return inboxes.badge(userId, { session: sessionId, now: now().getTime() });
}

/** Returns how much waits for the viewer, for their pages: nothing while the inbox does not answer, as they must. */
export async function countUnreadOnPage(
  services: Reading & Pick<Services, "log" | "classifyFault">,
  reader: Reader,
): Promise<UnreadCounts> {
  try {
    return await countUnread(services, reader);
  } catch (error) {
    services.log({ event: "failed", where: "count what waits", error: services.classifyFault(error).name });
    return { counts: {}, total: 0, asks: 0, news: 0 };
  }
}

/** Returns a page of the viewer's inbox, newest first. What is about a person or story that they no longer see is left out. */
export async function readInbox(
  services: Pick<Services, "db" | "inboxes" | "now">,
  userId: UserId,
  { cursor, limit }: { cursor: string | null; limit: number },
): Promise<InboxPage> {
  const page = await services.inboxes.page(userId, {
    below: placeOf(cursor),
    limit,
    now: services.now().getTime(),
  });
  const connectionIds = page.entries.flatMap(({ connectionId }) => connectionId ?? []);
  const storyIds = page.entries.flatMap(({ storyId }) => storyId ?? []);
  const [names, titles] = await Promise.all([
    listConnectionNames(services.db, userId, connectionIds),
    listStoryTitles(services.db, userId, storyIds),
  ]);
  const entries = page.entries.map((entry): InboxEntry => ({
    id: entry.id,
    kind: entry.kind,
    at: new Date(entry.at).toISOString(),
    is_seen: entry.isSeen,
    connection_id: entry.connectionId,
    other: names.find(({ id }) => id === entry.connectionId)?.other ?? null,
    story: titles.find(({ id }) => id === entry.storyId) ?? null,
    unread: entry.unread,
    browser: entry.kind === "new_sign_in" ? browserName(entry.userAgent) : null,
  }));
  return {
    entries: entries.filter((entry, index) => isKnown(entry, page.entries[index])),
    next_cursor: page.next && `${page.next.at}~${page.next.id}`,
  };
}

function isKnown(entry: InboxEntry, { connectionId, storyId }: Partial<ListedInboxEntry> = {}): boolean {
  return (connectionId === null || entry.other !== null) && (storyId === null || entry.story !== null);
}

function placeOf(cursor: string | null): { at: number; id: string } | null {
  const [at, id] = cursor?.split("~") ?? [];
  return at === undefined || id === undefined ? null : { at: Number(at), id };
}

/** Marks entries as seen. */
export function markSeen({ inboxes }: Reading, userId: UserId, ids: InboxEntryId[]): Promise<void> {
  return inboxes.markSeen(userId, ids);
}

/** Whose inbox is opened, by a token that was verified; times in milliseconds. */
interface Opening extends Reader {
  tokenId: string;
  tokenExpiresAt: number;
}

/** Opens the socket of an inbox. Returns null for a token that was used before. */
export async function openInbox(
  { inboxes, now }: Reading,
  { userId, sessionId, tokenId, tokenExpiresAt }: Opening,
): Promise<Response | null> {
  const upgrade = await inboxes.enter({
    user: userId,
    session: sessionId,
    expires: now().getTime() + inboxSocketTtlMs,
    token: tokenId,
    token_expires: tokenExpiresAt,
  });
  return upgrade.webSocket ? upgrade : null;
}
