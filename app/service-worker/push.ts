/** Decides what the service worker does with a push message, and with a press on its notification. Pure. */
import type { InboxKind } from "../contract/inbox";
import { notificationTitle } from "../text/notifications";

/** `show` replaces the notification of the same tag; `close` takes it back. */
export type PushAct = { kind: "show"; tag: string; title: string; path: string } | { kind: "close"; tag: string };

/** A message of a later version, or none that can be read: a push has to show something, so it says that there is something. */
const unknown: PushAct = { kind: "show", tag: "inbox", title: notificationTitle(noDetail()), path: "/inbox" };

/** Returns what is to be done for a message, as `PushMessage` of the contract has it. */
export function actOf(text: string | null): PushAct {
  const message = parse(text);
  if (message === null || typeof message.tag !== "string") return unknown;
  const { type, tag } = message;
  if (type === "read") return { kind: "close", tag };
  if (type !== "news") return unknown;
  const title = notificationTitle({
    kind: typeof message.kind === "string" ? (message.kind as InboxKind) : null, // one that is unknown has no sentence
    name: typeof message.name === "string" ? message.name : null,
    unread: typeof message.unread === "number" ? message.unread : null,
  });
  return { kind: "show", tag, title, path: isPath(message.path) ? message.path : "/inbox" };
}

/** A page of ours as the browser lists it, the one used last first. */
export interface OpenPage {
  url: string;
  visibilityState: DocumentVisibilityState;
}

/** Returns whether a page is on screen: it shows by itself what happens. */
export function isShownByPage(pages: readonly OpenPage[]): boolean {
  return pages.some(({ visibilityState }) => visibilityState === "visible");
}

/** Safari takes the permission from whoever shows nothing for a push, whatever is on screen. */
export function mustShow(userAgent: string): boolean {
  return userAgent.includes("AppleWebKit") && !/Chrom(e|ium)\//.test(userAgent);
}

/** In these somebody writes: no press on a notification takes them away. */
const composing = /^\/stories\/(new|[^/]+\/edit)$/;

/** Returns the page to bring to the front for a path: the one that shows it, or one that may be led there; null to open one. */
export function pageFor<Page extends OpenPage>(pages: readonly Page[], path: string): Page | null {
  const pathOf = ({ url }: Page) => new URL(url).pathname;
  return pages.find((page) => pathOf(page) === path) ?? pages.find((page) => !composing.test(pathOf(page))) ?? null;
}

/** Returns the path that a notification was shown with. */
export function pathIn(data: unknown): string {
  const path = typeof data === "object" && data !== null && "path" in data ? data.path : null;
  return isPath(path) ? path : "/inbox";
}

/** Returns whether a value is a path of ours, and no address elsewhere. */
function isPath(value: unknown): value is string {
  return typeof value === "string" && /^\/(?![/\\])/.test(value);
}

function noDetail() {
  return { kind: null, name: null, unread: null };
}

function parse(text: string | null): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text ?? "null");
    return typeof value === "object" && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}
