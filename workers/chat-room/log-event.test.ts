import { afterEach, expect, test, vi } from "vitest";
import { logEvent } from "./log-event";

afterEach(() => void vi.restoreAllMocks());

const room = "0198c0de-0000-7000-8000-000000000001";

function loggedWith(requestId: string | null): unknown {
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  const headers = new Headers(requestId === null ? undefined : { "X-Request-Id": requestId });
  logEvent(
    { event: "room_entered", connection_id: room },
    new Request("https://room.internal/?token=secret", { headers }),
  );
  return JSON.parse(String(log.mock.lastCall?.[0]));
}

test("an event is one JSON line with the request's id, and nothing else of the request", () => {
  const id = "3f6e1d5c-6a0b-4a9e-9d52-0f7f5f0f7d11";
  expect(loggedWith(id)).toEqual({ request_id: id, event: "room_entered", connection_id: room });
});

test("a request id that is not a UUID is not logged", () => {
  expect(loggedWith("token=secret")).toEqual({ event: "room_entered", connection_id: room });
  expect(loggedWith(null)).toEqual({ event: "room_entered", connection_id: room });
});
