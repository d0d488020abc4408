import { expect, test, vi } from "vitest";
import type { ConnectionId, UserId } from "~/contract/ids";
import { openDraftChannel } from "./draft-channel";
import { waitPatienceMs } from "../../../tests/patience";

const room = "0198c0de-0000-7000-8000-000000000001" as ConnectionId;
const elsewhere = "0198c0de-0000-7000-8000-000000000002" as ConnectionId;
const userId = "0198c0de-0000-7000-8000-00000000000a" as UserId;

test("a draft that is changed or sent in one tab changes in the others, in its room only", async () => {
  const [here, there, other] = [vi.fn(), vi.fn(), vi.fn()];
  const tab = openDraftChannel({ userId, room }, here);
  const second = openDraftChannel({ userId, room }, there);
  const third = openDraftChannel({ userId, room: elsewhere }, other);
  tab.publish("hello");
  tab.publish("");
  third.publish("not this one");
  await vi.waitFor(() => expect(there).toHaveBeenCalledTimes(2), { timeout: waitPatienceMs });
  expect(there.mock.calls).toEqual([["hello"], [""]]);
  expect([here, other].map((callback) => callback.mock.calls)).toEqual([[], []]);
  for (const channel of [tab, second, third]) channel.close();
});
