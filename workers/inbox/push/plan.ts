/** Decides what is sent, to whom and when. Pure. */
import { Buffer } from "node:buffer";
import type { InboxEntryId, InboxKind } from "../../../app/contract/inbox";
import type { ConnectionId, StoryId } from "../../../app/contract/ids";
import type { PushKind, PushMessage, PushSettings } from "../../../app/contract/push";
import { waitingEntry } from "../core/read";
import type { InboxState } from "../core/state";
import type { Push } from "./push-rows";
import { quietUntil } from "./quiet-hours";

/** Whoever reads a message as it comes, on any device, needs no notification of it: their page has this long to say so. */
export const pushDelayMs = 3_000;

/** Between two notifications of one conversation. */
export const pushGapMs = 10_000;

/** A person's choices. */
export interface Choice {
  settings: PushSettings;
  muted: readonly ConnectionId[];
}

/** `tell` sends it; `close` takes the notification back; `wait`: not before a time, in milliseconds since 1970. */
export type PushStep = { kind: "tell" | "close" | "forget" } | { kind: "wait"; until: number };

const kindOf: Record<InboxKind, PushKind> = {
  messages: "messages",
  request_received: "requests",
  request_accepted: "requests",
  originals_revealed: "originals",
  originals_taken_back: "originals",
  story_held: "stories",
  story_released: "stories",
  new_sign_in: "sign_ins",
};

/** Returns whether a person wants to be told of an entry. */
export function isWanted({ settings, muted }: Choice, id: InboxEntryId): boolean {
  const { kind, connectionId } = subjectOf(id);
  return settings.kinds[kindOf[kind]] && !(connectionId !== null && muted.includes(connectionId));
}

/** Returns the push after its entry has news. `now` in milliseconds since 1970. */
export function queued(id: InboxEntryId, known: Push | null, now: number): Push {
  const isRetry = known !== null && known.attempts > 0;
  // What waits already goes out as soon as it would have; a push service that refuses is asked no more often.
  const dueAt = known?.dueAt ?? Math.max(now + pushDelayMs, (known?.toldAt ?? 0) + pushGapMs);
  const { toldAt = null, revision = 0 } = known ?? {};
  return { id, dueAt, attempts: isRetry ? known.attempts : 0, targets: null, toldAt, revision: revision + 1 };
}

/** Returns the next step of a push that is due. `now` in milliseconds since 1970. */
export function stepOf(
  push: Push,
  { state, choice, now }: { state: InboxState; choice: Choice; now: number },
): PushStep {
  if (waitingEntry(state, push.id, now) === null) return { kind: push.toldAt === null ? "forget" : "close" };
  if (!isWanted(choice, push.id)) return { kind: "forget" };
  const until = choice.settings.quiet && quietUntil(choice.settings.quiet, now);
  return until === null ? { kind: "tell" } : { kind: "wait", until };
}

/** Returns what a notification says of an entry. `name`: of the other person, null where it is not known. */
export function messageOf(
  id: InboxEntryId,
  { detail, name, unread }: Pick<PushSettings, "detail"> & { name: string | null; unread: number | null },
): PushMessage {
  const path = pathOf(id);
  if (detail === "nothing") return { type: "news", tag: id, kind: null, name: null, unread: null, path };
  return { type: "news", tag: id, kind: subjectOf(id).kind, name, unread, path };
}

/** Returns the page that an entry leads to, as the inbox's own page links it. */
function pathOf(id: InboxEntryId): string {
  const { kind, connectionId, storyId } = subjectOf(id);
  if (kind === "request_received") return "/connections";
  if (connectionId !== null) return `/connections/${connectionId}`;
  return storyId !== null ? `/stories/${storyId}` : "/settings";
}

/** The subject of an entry. */
interface Subject {
  kind: InboxKind;
  connectionId: ConnectionId | null;
  storyId: StoryId | null;
}

/** Returns what an entry's id says. */
export function subjectOf(id: InboxEntryId): Subject {
  const [kind, about] = id.split(".") as [InboxKind, ConnectionId & StoryId]; // the inbox made the id of these
  if (kind === "new_sign_in") return { kind, connectionId: null, storyId: null };
  const isOfStory = kind === "story_held" || kind === "story_released";
  return { kind, connectionId: isOfStory ? null : about, storyId: isOfStory ? about : null };
}

/**
 * Returns the topic by which a push service replaces what it still has of an entry: 32 characters, as most may have, which
 * tell it nothing.
 */
export async function topicOf(id: InboxEntryId): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(id)));
  return Buffer.from(hash.subarray(0, 24)).toString("base64url");
}
