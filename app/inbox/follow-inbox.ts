/** One line to the inbox for all tabs of a browser: the tab that holds a lock has it, and tells the others. */
import type { UnreadCounts } from "~/contract/chat";
import type { InboxFrame } from "~/contract/inbox";
import { conversationChanged, happened, lineBack } from "./announcements";
import { InboxLine, type LineEnvironment } from "./inbox-line";
import { browserLine } from "./line-environment";

/** The messages between tabs: a new one asks, the one with the line passes on what comes. */
type TabMessage = { kind: "hello" } | { kind: "frame"; frame: InboxFrame } | { kind: "back" };

/** Calls back with how much waits whenever that changes. Returns the way to stop it. */
export function followInbox(
  account: string,
  onCounts: (counts: UnreadCounts) => void,
  environment: LineEnvironment = browserLine,
): () => void {
  const channel = new BroadcastChannel(`heartfelt-inbox-${account}`);
  let newest: InboxFrame | null = null;
  const receive = (frame: InboxFrame) => {
    announce(frame);
    if (frame.type !== "badge") return;
    newest = frame;
    onCounts(countsIn(frame));
  };
  const send = (message: TabMessage) => channel.postMessage(message);
  let hasLine = false;
  channel.addEventListener("message", ({ data }: MessageEvent<TabMessage>) => {
    if (data.kind === "frame") receive(data.frame);
    else if (data.kind === "back") lineBack.announce();
    else if (hasLine && newest) send({ kind: "frame", frame: newest });
  });
  const stopWaiting = holdLock(`heartfelt-inbox-${account}`, () => {
    hasLine = true;
    const onFrame = (frame: InboxFrame) => {
      receive(frame);
      send({ kind: "frame", frame });
    };
    const onBack = () => {
      lineBack.announce();
      send({ kind: "back" });
    };
    // Between the line of a tab that was closed and this one's something may have been said.
    const line = new InboxLine(environment, { isSuccessor: newest !== null, onFrame, onBack });
    return () => line.close();
  });
  send({ kind: "hello" });
  return () => {
    stopWaiting();
    channel.close();
  };
}

function countsIn({ type: _type, ...counts }: InboxFrame & { type: "badge" }): UnreadCounts {
  return counts;
}

/** Announces a happening, or a conversation that changed, in this tab. */
function announce(frame: InboxFrame): void {
  if (frame.type === "happened") happened.announce(frame);
  if (frame.type === "conversation") conversationChanged.announce(frame);
}

/**
 * Runs `begin` once this tab has the lock, which one tab of a browser has at a time. Where there are no locks, every tab has
 * it. Returns the way to give it up, which ends what was begun; a tab that is closed gives it up, too.
 */
function holdLock(name: string, begin: () => () => void): () => void {
  const abort = new AbortController();
  const { locks } = navigator as { locks?: LockManager }; // absent outside of secure contexts
  if (!locks) return begin();
  const held = () =>
    new Promise<void>((release) => {
      const end = begin();
      abort.signal.addEventListener("abort", () => {
        end();
        release();
      });
    });
  locks.request(name, { signal: abort.signal }, held).catch(() => undefined); // it was given up while it waited
  return () => abort.abort();
}
