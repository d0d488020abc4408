import fc from "fast-check";
import { expect, test } from "vitest";
import { maxFrameBytes, maxMessageLength } from "../../../app/contract/chat";
import { runs } from "../../../tests/how-many";
import { parseFrame } from "./parse-frame";

const frames = runs({ usual: 3_000, full: 100_000 });

const say = (content: string) => JSON.stringify({ type: "chat_message", content, client_id: "c1" });

test("accepts a message of 4,000 emoji", () => {
  expect(parseFrame(say("😀".repeat(maxMessageLength))).kind).toBe("frame");
});

test("rejects a message of 4,001 emoji and returns its client_id", () => {
  expect(parseFrame(say("😀".repeat(maxMessageLength + 1)))).toMatchObject({
    kind: "bad",
    error: { code: "bad_content" },
  });
  expect(parseFrame(say("a".repeat(maxMessageLength + 1)))).toMatchObject({
    kind: "bad",
    error: { code: "bad_content" },
    clientId: "c1",
  });
});

test("keeps text as typed: right-to-left, combining marks, joined emoji, quotes and markup", () => {
  for (const text of ["שלום עולם", "e\u0301", "👩‍👩‍👧‍👦", `<b>"it's"</b>`, "  two  spaces ", "line\nline"]) {
    expect(parseFrame(say(text))).toMatchObject({ kind: "frame", frame: { content: text } });
  }
});

test("rejects lone surrogates, NUL and blank text", () => {
  for (const text of ["\ud83d", "a\udc00b", "a\0b", "", "   ", "\n"]) {
    expect(parseFrame(say(text))).toMatchObject({ kind: "bad", error: { code: "bad_content" } });
  }
});

test("rejects an unknown type", () => {
  expect(parseFrame('{"type":"shout"}')).toMatchObject({ kind: "bad", error: { code: "unknown_type" } });
  expect(parseFrame("{}")).toMatchObject({ kind: "bad", error: { code: "unknown_type" } });
});

test("rejects anything that is not a JSON object", () => {
  for (const text of ["", "null", "[]", "1e999", '"ping"', "{", "[".repeat(5_000)]) {
    expect(parseFrame(text)).toMatchObject({ kind: "bad", error: { code: "bad_frame" } });
  }
  expect(parseFrame(new ArrayBuffer(8))).toMatchObject({ kind: "bad", error: { code: "bad_frame" } });
});

test("reports a frame of more than 16 kB as too big, whatever its content", () => {
  expect(parseFrame(" ".repeat(maxFrameBytes + 1)).kind).toBe("too_big");
  expect(parseFrame("é".repeat(maxFrameBytes / 2 + 1)).kind).toBe("too_big");
});

test(`parses ${frames} generated frames without throwing`, () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.json(),
    fc.object().map((value) => JSON.stringify(value)),
  );
  const nearly = fc
    .record(
      {
        type: fc.constantFrom("chat_message", "delivery_confirmation", "read_receipt", "typing_indicator", "ping", "x"),
        content: fc.anything(),
        id: fc.anything(),
        is_typing: fc.anything(),
        client_id: fc.anything(),
      },
      { requiredKeys: [] },
    )
    .map((frame) =>
      JSON.stringify(frame, (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value)),
    );
  fc.assert(
    fc.property(fc.oneof(text, nearly), (data) => ["frame", "bad", "too_big"].includes(parseFrame(data).kind)),
    { numRuns: frames },
  );
});
