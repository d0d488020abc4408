import { expect, test } from "vitest";
import type { AppLoadContext } from "@remix-run/cloudflare";
import type { ConnectionId } from "~/contract/ids";
import { outageText } from "~/text/outages";
import { classifyFault } from "./faults.server";
import { api } from "~/contract/api";
import { resource } from "~/http/endpoint.server";
import { connectRooms, type RoomNamespace } from "./rooms.server";

/** A binding whose script is not deployed: the runtime rejects every call to a room. */
const nobodyThere = {
  getByName: () => ({ closeFor: () => Promise.reject(new Error("Worker not found.")) }),
} as unknown as RoomNamespace; // the one method that the test calls

test("a room that does not answer is said with 503, and with what an operator can do", async () => {
  const rooms = connectRooms(nobodyThere, "a request");
  const action = resource({
    row: api.account.keep,
    answer: async () => {
      await rooms.closeFor("0198c0de-0000-7000-8000-000000000001" as ConnectionId, null);
      return new Response();
    },
  });
  const events: unknown[] = [];
  const services = { log: (event: unknown) => events.push(event), classifyFault };
  const context = { services } as unknown as AppLoadContext; // all that is read
  const answer = await action({ request: new Request("https://x/", { method: "POST" }), context, params: {} });
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({
    code: "unavailable",
    detail: outageText.rooms,
  });
  expect(events).toEqual([{ event: "failed", where: "/", error: "RoomUnreachable < Error: Worker not found." }]);
});
