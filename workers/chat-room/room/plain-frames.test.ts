import fc from "fast-check";
import { expect, test } from "vitest";
import { ClientFrame, maxMessageLength } from "../../../app/contract/chat";
import { runs } from "../../../tests/how-many";
import { plainFrame } from "./plain-frames";

const frames = runs({ usual: 3_000, full: 100_000 });

const text = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: "grapheme", maxLength: 90 }) },
  fc.string({ unit: "binary", maxLength: 90 }),
  fc.constantFrom("", " ", "\u3164", "a\0b", "\ud83d", "a".repeat(64), "a".repeat(65), "a".repeat(80), "a".repeat(81)),
  fc.constantFrom(...[0, 1].flatMap((more) => ["a", "é", "😀"].map((sign) => sign.repeat(maxMessageLength + more)))),
);
const anything = fc.oneof({ weight: 5, arbitrary: text }, fc.anything());

const frame = fc
  .record(
    {
      type: fc.constantFrom(
        "chat_message",
        "delivery_confirmation",
        "read_receipt",
        "typing_indicator",
        "ping",
        "edit",
        "x",
      ),
      content: anything,
      client_id: anything,
      reply_to: anything,
      photos: fc.oneof(
        fc.uuid({ version: 4 }).map((id) => [id]),
        fc.anything(),
      ),
      id: anything,
      is_typing: fc.oneof(fc.boolean(), fc.anything()),
      other: fc.anything(),
    },
    { requiredKeys: ["type"] },
  )
  .map((fields) => JSON.parse(JSON.stringify(fields, bigintsAsText)) as object);

function bigintsAsText(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}

test(`takes none of ${frames} generated frames that the schema refuses, and changes none`, () => {
  fc.assert(
    fc.property(frame, (value) => {
      const checked = plainFrame(value);
      if (checked !== null) expect(ClientFrame.parse(value)).toEqual(checked);
    }),
    { numRuns: frames },
  );
});

test(`judges each plain frame of ${frames} itself that the schema takes`, () => {
  const isPlain = ({ type, ...rest }: ClientFrame) =>
    ["delivery_confirmation", "read_receipt", "typing_indicator"].includes(type) ||
    (type === "chat_message" && !("photos" in rest) && "content" in rest && rest.content.length <= maxMessageLength);
  fc.assert(
    fc.property(frame, (value) => {
      const parsed = ClientFrame.safeParse(value);
      if (parsed.success && isPlain(parsed.data)) expect(plainFrame(value)).toEqual(parsed.data);
    }),
    { numRuns: frames },
  );
});

test("leaves a message of 4,000 emoji, which have two units each, to the schema, which takes it", () => {
  const message = { type: "chat_message", content: "😀".repeat(maxMessageLength) };
  expect([plainFrame(message), ClientFrame.safeParse(message).success]).toEqual([null, true]);
});
