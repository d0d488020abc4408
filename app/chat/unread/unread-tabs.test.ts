import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ConnectionId } from "~/contract/ids";
import { UnreadStore } from "./unread-store";
import { publishUnread, subscribeToUnread } from "./unread-updates";

const room = "0198c0de-0000-7000-8000-000000000001" as ConnectionId;

const channels = new Set<ChannelAtOnce>();

/** A BroadcastChannel that delivers before `postMessage` returns, so that what a message brings about can be counted. */
class ChannelAtOnce extends EventTarget {
  constructor(readonly name: string) {
    super();
    channels.add(this);
  }
  postMessage(data: unknown): void {
    for (const channel of channels) {
      if (channel !== this && channel.name === this.name) channel.dispatchEvent(new MessageEvent("message", { data }));
    }
  }
  close(): void {
    channels.delete(this);
  }
}

const request = vi.fn();
beforeEach(() => {
  vi.stubGlobal("BroadcastChannel", ChannelAtOnce);
  vi.stubGlobal("fetch", request);
});
afterEach(() => void vi.unstubAllGlobals());

/** A tab with one unread message in its badge. */
function openTab() {
  const store = new UnreadStore({ counts: { [room]: 1 }, total: 1, asks: 0, news: 0 });
  const close = subscribeToUnread((update) => store.update(update, Date.now()));
  return { store, close };
}

test("a conversation that is read empties the badge of every open tab at once, without asking the server", () => {
  const tabs = [openTab(), openTab(), openTab()];
  tabs[2]!.close();
  publishUnread(room, 0);
  expect(tabs.map(({ store }) => store.counts().total)).toEqual([0, 0, 1]);
  expect(request).not.toHaveBeenCalled();
});
