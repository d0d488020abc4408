import { afterEach, expect, test, vi } from "vitest";
import type { ConnectionId, UserId } from "~/contract/ids";
import { deleteUnsent, listAllUnsent, listUnsent, putUnsent, refuseUnsent } from "./outbox";
import { byPlace, nextPlace } from "./unsent-order";

// There is no IndexedDB here, as in a browser that refuses it: the outbox is in memory.
const room = "0198c0de-0000-7000-8000-000000000001" as ConnectionId;
const userId = "0198c0de-0000-7000-8000-00000000000a" as UserId;

afterEach(async () => {
  vi.useRealTimers();
  for (const { clientId } of await listUnsent(userId, room)) await deleteUnsent(clientId);
});

test("without IndexedDB messages wait in memory, and say so", async () => {
  const first = await putUnsent({ room, userId, content: "first" });
  const second = await putUnsent({ room, userId, content: "second" });
  expect(first.isInMemory).toBe(true);
  await refuseUnsent(second.clientId, "Too long.");
  expect((await listUnsent(userId, room)).map(({ refusal }) => refusal)).toEqual([null, "Too long."]);
  expect((await listAllUnsent()).map(({ content }) => content)).toEqual(["first"]);
  await deleteUnsent(first.clientId);
  expect(await listUnsent(userId, room)).toHaveLength(1);
});

test("messages are listed as they were typed when the clock is set back in between", async () => {
  const now = Date.UTC(2026, 10, 23, 12);
  for (const [content, at] of [["first said", now + 3_600_000] as const, ["second said", now] as const]) {
    vi.useFakeTimers({ now: at, toFake: ["Date"] });
    await putUnsent({ room, userId, content });
  }
  expect((await listUnsent(userId, room)).map(({ content }) => content)).toEqual(["first said", "second said"]);
});

test("a place comes after all that wait, and messages of an older version, which have none, come first", () => {
  const unsent = (clientId: string, place: number) =>
    ({ clientId, place, room, userId, content: "", typedAt: 0, refusal: null }) as const;
  expect(nextPlace([unsent("a", 4), unsent("b", 0)], 2)).toBe(5);
  expect(nextPlace([], 2)).toBe(3);
  const sorted = [unsent("a", 1), unsent("z", 0), unsent("y", 0)].toSorted(byPlace);
  expect(sorted.map(({ clientId }) => clientId)).toEqual(["y", "z", "a"]);
});
