import { afterEach, expect, test, vi } from "vitest";
import type { ConversationChanged } from "~/contract/inbox";
import type { ConnectionId } from "~/contract/ids";
import { NewestEntries, serverBehindMs } from "./newest-entries";

const tabs: NewestEntries[] = [];
afterEach(() => {
  for (const tab of tabs.splice(0)) tab.close();
});

function openTab(now = () => 1_000_000): NewestEntries {
  const tab = new NewestEntries(now);
  tabs.push(tab);
  return tab;
}

const saidIn = (id: string, unread = 0): ConversationChanged => ({
  type: "conversation",
  connection_id: id as ConnectionId,
  unread,
  last: null,
});

test("a list that is opened after a conversation was left gets the newest entry of each, and then all that follow", () => {
  const entries = openTab();
  entries.announce(saidIn("a", 1));
  entries.announce(saidIn("b"));
  entries.announce(saidIn("a", 2));
  const heard: ConversationChanged[] = [];
  const stop = entries.follow((changed) => heard.push(changed));
  entries.announce(saidIn("b", 3));
  stop();
  entries.announce(saidIn("b", 4));
  expect(heard).toEqual([saidIn("a", 2), saidIn("b"), saidIn("b", 3)]);
});

test("what the server has known for long is not told again", () => {
  let now = 1_000_000;
  const entries = openTab(() => now);
  entries.announce(saidIn("a"));
  now += serverBehindMs;
  const heard: ConversationChanged[] = [];
  entries.follow((changed) => heard.push(changed));
  expect(heard).toEqual([]);
});

test("the lists of all tabs are told, and a list of another tab that is opened a moment later", async () => {
  const [conversation, list] = [openTab(), openTab()];
  const heard: ConversationChanged[] = [];
  const again: ConversationChanged[] = [];
  const stop = list.follow((changed) => heard.push(changed));
  conversation.announce(saidIn("a", 1));
  await vi.waitFor(() => expect(heard).toEqual([saidIn("a", 1)]));
  stop();
  list.follow((changed) => again.push(changed));
  expect(again).toEqual([saidIn("a", 1)]);
});
