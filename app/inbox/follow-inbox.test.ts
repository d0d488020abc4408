import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { closeCodes, type UnreadCounts } from "~/contract/chat";
import { followInbox } from "./follow-inbox";
import { happened, lineBack } from "./announcements";

const account = "0198c0de-0000-7000-8000-00000000000b";
const badge = (total: number) => ({ type: "badge", counts: {}, total, asks: 0, news: 0 });

const channels = new Set<ChannelAtOnce>();

/** A BroadcastChannel that delivers before `postMessage` returns. */
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

/** Locks, as a browser's tabs share them: whoever asks next gets one once it is given up. */
function locksOfABrowser() {
  const queues = new Map<string, Promise<void>>();
  return {
    request: (name: string, { signal }: { signal: AbortSignal }, held: () => Promise<void>) => {
      const turn = (queues.get(name) ?? Promise.resolve()).then(() => (signal.aborted ? undefined : held()));
      queues.set(name, turn);
      return turn;
    },
  };
}

beforeEach(() => {
  vi.stubGlobal("BroadcastChannel", ChannelAtOnce);
  vi.stubGlobal("navigator", { locks: locksOfABrowser() });
});
afterEach(() => {
  vi.unstubAllGlobals();
  channels.clear();
});

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

/** Tabs of one browser, and the sockets that they opened. */
function openBrowser() {
  const sockets: { tab: number; socket: EventTarget }[] = [];
  const openTab = (tab: number, of = account) => {
    const counts: UnreadCounts[] = [];
    const close = followInbox(of, (each) => counts.push(each), {
      fetchToken: () => Promise.resolve({ kind: "token", token: "t" }),
      open: () => {
        const socket = Object.assign(new EventTarget(), { close: () => {} });
        sockets.push({ tab, socket });
        return socket as unknown as WebSocket; // the part of one that the line uses
      },
      onOccasion: () => () => {},
      random: () => 1,
    });
    return { totals: () => counts.map(({ total }) => total), close };
  };
  const deliver = (frame: unknown) =>
    sockets.at(-1)!.socket.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(frame) }));
  /** Closes the line as a token does that is over: it comes back at once. */
  const closeLine = async () => {
    sockets.at(-1)!.socket.dispatchEvent(Object.assign(new Event("close"), { code: closeCodes.tokenExpired }));
    await settle();
  };
  return { openTab, sockets, deliver, closeLine };
}

test("of tabs that open at the same moment one has the line, and all hear what comes", async () => {
  const { openTab, sockets, deliver } = openBrowser();
  const tabs = [openTab(0), openTab(1), openTab(2)];
  await settle();
  expect(sockets.map(({ tab }) => tab)).toEqual([0]);
  deliver(badge(3));
  expect(tabs.map(({ totals }) => totals())).toEqual([[3], [3], [3]]);
  for (const { close } of tabs) close();
});

test("a tab that opens later hears at once what the line said last", async () => {
  const { openTab, deliver } = openBrowser();
  const first = openTab(0);
  await settle();
  deliver(badge(2));
  const second = openTab(1);
  expect(second.totals()).toEqual([2]);
  for (const { close } of [first, second]) close();
});

test("when the tab with the line closes, another one takes it", async () => {
  const { openTab, sockets, deliver } = openBrowser();
  const [first, second, third] = [openTab(0), openTab(1), openTab(2)];
  await settle();
  second.close(); // while it waits
  first.close();
  await settle();
  expect(sockets.map(({ tab }) => tab)).toEqual([0, 2]);
  deliver(badge(1));
  expect([first, second, third].map(({ totals }) => totals())).toEqual([[], [], [1]]);
  third.close();
});

test("what happens now is told in every tab, once each", async () => {
  const { openTab, deliver } = openBrowser();
  const tabs = [openTab(0), openTab(1)];
  await settle();
  const heard = vi.fn();
  const stop = happened.follow(heard);
  const frame = { type: "happened", id: "new_sign_in.a", kind: "new_sign_in", connection_id: null };
  deliver(frame);
  expect(heard.mock.calls).toEqual([[frame], [frame]]); // the tabs of this test share a module
  stop();
  for (const { close } of tabs) close();
});

test("every tab hears that the line is back: after a gap, and when another tab takes it", async () => {
  const { openTab, deliver, closeLine } = openBrowser();
  const [first, second] = [openTab(0), openTab(1)];
  await settle();
  const back = vi.fn();
  const stop = lineBack.follow(back);
  deliver(badge(1));
  expect(back).not.toHaveBeenCalled();
  await closeLine();
  deliver(badge(1));
  expect(back).toHaveBeenCalledTimes(2); // the tabs of this test share a module
  deliver(badge(2));
  first.close();
  await settle();
  deliver(badge(2));
  expect(back).toHaveBeenCalledTimes(3);
  stop();
  second.close();
});

test("two accounts of one browser hear nothing of each other", async () => {
  const { openTab, deliver } = openBrowser();
  const other = openTab(0, "another account");
  await settle();
  const own = openTab(1);
  await settle();
  deliver(badge(5));
  expect([other.totals(), own.totals()]).toEqual([[], [5]]);
  for (const { close } of [own, other]) close();
});

test("where there are no locks, every tab has a line of its own", async () => {
  vi.stubGlobal("navigator", {});
  const { openTab, sockets } = openBrowser();
  const tabs = [openTab(0), openTab(1)];
  await settle();
  expect(sockets.map(({ tab }) => tab)).toEqual([0, 1]);
  for (const { close } of tabs) close();
});
