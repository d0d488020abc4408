import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { answerToFault } from "~/http/errors.server";
import { RoomUnreachable } from "~/domain/ports";
import { classifyFault } from "./faults.server";
import { openLog } from "./log.server";

afterEach(() => {
  vi.restoreAllMocks();
});

/** Words as people write them: a marker that nothing of ours contains, with anything around it. */
const marker = "Grüße an Ana";
const words = fc.tuple(fc.string(), fc.string()).map(([before, after]) => `${before}${marker}${after}`);

/** Errors that carry people's words, as queries, parsers and nested causes do. */
const faults = words.chain((message) =>
  fc.constantFrom<unknown>(
    new Error(message),
    new TypeError(message, { cause: new Error(message) }),
    new Error("Failed query: insert into stories", { cause: new Error(message) }),
    new RoomUnreachable({ message }),
    message,
    { message },
  ),
);

test("no words of people get into a log line, whatever fails with them and wherever they stand in the address", () => {
  const lines: string[] = [];
  vi.spyOn(console, "log").mockImplementation((line: string) => void lines.push(line));
  const services = { log: openLog("a request"), classifyFault };
  fc.assert(
    fc.property(faults, words, (fault, said) => {
      const address = `https://heartfelt.example/stories/${encodeURIComponent(said)}?note=${encodeURIComponent(said)}`;
      answerToFault(fault, new Request(address), { services, requestId: "a request" });
      const line = lines.at(-1) ?? "";
      expect(decodeURIComponent(line.replaceAll("%", "%25"))).not.toContain(marker);
      expect(line).not.toContain(encodeURIComponent(marker));
      expect(JSON.parse(line)).toMatchObject({ request_id: "a request", event: "failed", where: "/stories/:id" });
    }),
  );
});

test("a line is one JSON object that carries its request's id", () => {
  const written = vi.spyOn(console, "log").mockImplementation(() => undefined);
  openLog("a request")({ event: "account_kept" });
  expect(written.mock.calls).toEqual([['{"request_id":"a request","event":"account_kept"}']]);
});
