import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  badFramesPerMinute,
  closeCodes,
  disappearAfterSeconds,
  messageId,
  messagesPerMinute,
  offlineGraceMs,
  typingTtlMs,
  type ClientFrame,
  type DisappearAfter,
} from "../../../app/contract/chat";
import type { ConnectionId, UserId } from "../../../app/contract/ids";
import { runs } from "../../../tests/how-many";
import { MemoryRoom, type MemorySocket } from "../testing/memory-room";
import { nextExpiry } from "./presence";
import { receive } from "./receive";
import type { LoggedMessage } from "./state";

const histories = runs({ usual: 100, full: 2_000 });

const connection = "0198c0de-0000-7000-8000-000000000001" as ConnectionId;
const ana = "0198c0de-0000-7000-8000-00000000000a" as UserId;
const ben = "0198c0de-0000-7000-8000-00000000000b" as UserId;

function open() {
  const room = new MemoryRoom(connection, [ana, ben]);
  return { room, a: room.connect(ana), b: room.connect(ben) };
}

const say = (content: string, client_id?: string) => ({ type: "chat_message", content, client_id }) as const;

describe("a message", () => {
  test("is logged first, then acknowledged, then delivered", () => {
    const { room, a } = open();
    const before = room.state;
    const frame = { kind: "frame", frame: say("hello", "c1") } as const;
    const { effects } = receive(before, room, { sender: a, frame, now: 0 });
    expect(room.log.map(({ content }) => content)).toEqual(["hello"]);
    expect(effects.map((effect) => effect.kind)).toEqual(["send", "send_others"]);
  });

  test("reaches every other socket, including the sender's other devices", () => {
    const { room, a, b } = open();
    const a2 = room.connect(ana);
    room.send(a, say("hello"));
    expect(b.messages().map(({ content }) => content)).toEqual(["hello"]);
    expect(a2.messages().map(({ content }) => content)).toEqual(["hello"]);
    expect(a.messages()).toEqual([]);
  });

  test("resent with the same client_id gets the first acknowledgement again and is not delivered twice", () => {
    const { room, a, b } = open();
    room.send(a, say("once", "c1"));
    room.send(a, say("once", "c1"));
    expect(a.of("delivery_confirmation").map(({ id }) => id)).toEqual([
      messageId(connection, 1),
      messageId(connection, 1),
    ]);
    expect(b.messages()).toHaveLength(1);
  });

  test("from the other member with the same client_id is a different message", () => {
    const { room, a, b } = open();
    room.send(a, say("mine", "c1"));
    room.send(b, say("yours", "c1"));
    expect(room.log).toHaveLength(2);
  });

  test("beyond 60 a minute is rejected with a time to wait, and accepted after it", () => {
    const { room, a } = open();
    for (let n = 0; n < messagesPerMinute; n++) room.send(a, say(`${n}`));
    room.send(a, say("too many", "late"));
    expect(a.of("error").at(-1)).toMatchObject({ code: "rate_limited", client_id: "late", retry_after: 60 });
    room.pass(60_000);
    room.send(a, say("too many", "late"));
    expect(room.log).toHaveLength(messagesPerMinute + 1);
  });

  test.each([
    ["typing frames", () => ({ type: "typing_indicator", is_typing: true }), 60],
    ["pings that the runtime does not answer itself", () => ({ type: "ping" }), 20],
    ["receipts for nothing", (n: number) => ({ type: "read_receipt", id: `${n}` }), 120],
    ["receipts for one message", () => ({ type: "delivery_confirmation", id: messageId(connection, 1) }), 120],
    ["resends of one message", () => say("again", "c1"), 180],
  ] as [string, (n: number) => ClientFrame, number][])(
    "of 5,000 %s some are served, then the socket is told twenty times, and closed",
    (_what, frame, served) => {
      const { room, a, b } = open();
      room.send(b, say("hello"));
      let sent = 0;
      while (sent < 5_000 && a.closed === null) room.send(a, frame((sent += 1)));
      expect([sent, a.closed]).toEqual([served + 21, closeCodes.tooManyFrames]);
      const told = a.of("error").filter(({ code }) => code === "rate_limited");
      expect(told.at(-1)?.retry_after).toBeGreaterThan(0);
      expect(told.length).toBeGreaterThanOrEqual(20);
    },
  );

  test("a socket over its budget is served again once it has waited, and hibernation does not fill the budget", () => {
    const { room, a } = open();
    const ping = () => room.send(a, { type: "ping" });
    for (let n = 0; n < 20; n++) ping();
    room.hibernate();
    ping();
    expect(a.of("error").at(-1)).toMatchObject({ code: "rate_limited", retry_after: 5 });
    room.pass(5_000);
    ping();
    expect(a.of("pong")).toHaveLength(21);
  });

  test("a member who opens one socket after another has the budget of ten", () => {
    const { room } = open();
    let pongs = 0;
    for (let n = 0; n < 100; n++) {
      const socket = room.connect(ana);
      for (let sent = 0; sent < 20; sent++) room.send(socket, { type: "ping" });
      pongs += socket.of("pong").length;
      room.disconnect(socket);
    }
    expect(pongs).toBe(200);
  });

  test("ten minutes of quick talk, with typing, receipts for each message on ten devices and reconnects, meets no limit", () => {
    const { room, a, b } = open();
    const devices = [a, ...Array.from({ length: 9 }, () => room.connect(ana))];
    for (let minute = 0; minute < 10; minute++) {
      for (let n = 0; n < messagesPerMinute; n++) {
        if (n % 3 === 0) room.send(b, { type: "typing_indicator", is_typing: true });
        room.send(b, say("hello", `${minute} ${n}`));
        const id = messageId(connection, room.log.length);
        for (const device of devices) room.send(device, { type: "delivery_confirmation", id });
        for (const device of devices) room.send(device, { type: "read_receipt", id });
        room.pass(1_000);
      }
      room.disconnect(devices.pop()!);
      devices.push(room.connect(ana, Math.max(0, room.log.length - 1_000)));
    }
    expect([...devices, b].flatMap((device) => device.of("error"))).toEqual([]);
  });

  test("still counts against the rate limit after the room hibernated", () => {
    const { room, a } = open();
    for (let n = 0; n < messagesPerMinute; n++) room.send(a, say(`${n}`));
    room.hibernate();
    room.send(a, say("too many"));
    expect(a.of("error").at(-1)).toMatchObject({ code: "rate_limited" });
  });

  test("never has an earlier time than the one before it, even when the clock steps back", () => {
    const { room, a } = open();
    room.send(a, say("first"));
    room.pass(-10_000);
    room.send(a, say("second"));
    expect(room.log[1]!.createdAt).toBeGreaterThanOrEqual(room.log[0]!.createdAt);
  });
});

describe("a receipt", () => {
  test("for the other member's message reaches the sender once", () => {
    const { room, a, b } = open();
    room.send(a, say("hello", "c1"));
    const id = messageId(connection, 1);
    room.send(b, { type: "delivery_confirmation", id });
    room.send(b, { type: "delivery_confirmation", id });
    expect(a.of("delivery_confirmation").filter(({ status }) => status === "delivered")).toEqual([
      { type: "delivery_confirmation", id, client_id: "c1", status: "delivered" },
    ]);
  });

  test("for one's own message, another room's message or no message changes nothing", () => {
    const { room, a } = open();
    room.send(a, say("hello"));
    const elsewhere = messageId("0198c0de-0000-7000-8000-000000000002", 1);
    for (const id of [messageId(connection, 1), elsewhere, messageId(connection, 2), "nonsense"]) {
      const effects = [
        ...room.send(a, { type: "delivery_confirmation", id }),
        ...room.send(a, { type: "read_receipt", id }),
      ];
      expect(effects.every(({ kind }) => kind === "send_error")).toBe(true);
    }
  });

  test("for reading is a watermark that never decreases", () => {
    const { room, a, b } = open();
    room.send(a, say("one"));
    room.send(a, say("two"));
    room.send(b, { type: "read_receipt", id: messageId(connection, 2) });
    room.send(b, { type: "read_receipt", id: messageId(connection, 1) });
    expect(room.watermarks[ben]).toEqual({ delivered: 2, read: 2 });
    expect(a.of("read_receipt")).toHaveLength(1);
  });
});

describe("a socket that reconnects", () => {
  test("is sent the messages that it missed, in order, and then new ones", () => {
    const { room, a, b } = open();
    room.send(a, say("one"));
    room.disconnect(b);
    room.send(a, say("two"));
    room.send(a, say("three"));
    const again = room.connect(ben, 1);
    room.send(a, say("four"));
    expect(again.messages().map(({ seq }) => seq)).toEqual([2, 3, 4]);
  });

  test("is told the read watermark and who is online", () => {
    const { room, a, b } = open();
    room.send(a, say("one"));
    room.send(b, { type: "read_receipt", id: messageId(connection, 1) });
    room.disconnect(a);
    const again = room.connect(ana, 1);
    expect(again.of("read_receipt")).toEqual([{ type: "read_receipt", id: messageId(connection, 1), user_id: ben }]);
    expect(again.of("presence")).toEqual([{ type: "presence", user_id: ben, is_online: true }]);
  });

  test("that missed more than the replay limit is told to read the history", () => {
    const { room, a } = open();
    for (let n = 0; n < 1_100; n++) {
      room.send(a, say(`${n}`));
      room.pass(2_000);
    }
    const again = room.connect(ben, 0);
    expect(again.of("error").at(-1)).toMatchObject({ code: "too_far_behind" });
    expect(again.messages()).toHaveLength(1_000);
  });
});

describe("presence", () => {
  test("does not flicker when a member reconnects within the grace period", () => {
    const { room, a, b } = open();
    room.disconnect(b);
    room.pass(offlineGraceMs - 1);
    room.connect(ben);
    room.pass(offlineGraceMs * 2);
    expect(a.of("presence").filter(({ is_online }) => !is_online)).toHaveLength(1); // as it was when ana joined
  });

  test("turns offline when the grace period ends without a socket", () => {
    const { room, a, b } = open();
    room.disconnect(b);
    room.pass(offlineGraceMs);
    expect(a.of("presence").at(-1)).toEqual({ type: "presence", user_id: ben, is_online: false });
  });

  test("stays online while another device is connected", () => {
    const { room, a, b } = open();
    room.connect(ben);
    room.disconnect(b);
    room.pass(offlineGraceMs * 2);
    expect(a.of("presence").at(-1)).toMatchObject({ is_online: true });
  });
});

describe("typing", () => {
  test("expires by itself", () => {
    const { room, a, b } = open();
    room.send(a, { type: "typing_indicator", is_typing: true });
    room.pass(typingTtlMs);
    expect(b.of("typing_indicator").map(({ is_typing }) => is_typing)).toEqual([true, false]);
    expect(nextExpiry(room.state)).toBeNull();
  });

  test("ends when the message is sent", () => {
    const { room, a, b } = open();
    room.send(a, { type: "typing_indicator", is_typing: true });
    room.send(a, say("done"));
    expect(b.of("typing_indicator").at(-1)).toMatchObject({ is_typing: false });
  });
});

test("a socket is closed with 4400 after more than 20 invalid frames in a minute", () => {
  const { room, a } = open();
  for (let n = 0; n < badFramesPerMinute; n++) room.sendText(a, "{");
  expect(a.closed).toBeNull();
  room.sendText(a, "{");
  expect(a.closed).toBe(4400);
});

type Step =
  | { do: "say"; who: 0 | 1; clientId: number }
  | { do: "resend"; who: 0 | 1; clientId: number }
  | { do: "receipt"; who: 0 | 1; type: "delivery_confirmation" | "read_receipt"; seq: number }
  | { do: "connect"; who: 0 | 1 }
  | { do: "drop"; which: number }
  | { do: "disappear"; who: 0 | 1; after: DisappearAfter; clientId: number }
  | { do: "hibernate" }
  | { do: "pass"; durationMs: number };

const who = fc.constantFrom<0 | 1>(0, 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("say" as const), who, clientId: fc.nat(10_000) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("resend" as const), who, clientId: fc.nat(30) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("receipt" as const),
      who,
      type: fc.constantFrom("delivery_confirmation" as const, "read_receipt" as const),
      seq: fc.integer({ min: -1, max: 400 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("connect" as const), who }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("drop" as const), which: fc.nat(20) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("disappear" as const),
      who,
      after: fc.constantFrom(...disappearAfterSeconds),
      clientId: fc.nat(10),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("pass" as const), durationMs: fc.constantFrom(40_000_000, 200_000_000) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("hibernate" as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("pass" as const), durationMs: fc.nat(30_000) }) },
);

/** The invariants of any history, whatever the order of events. Few `expect` calls: there are millions of messages. */
function expectInvariants(room: MemoryRoom, sockets: MemorySocket[], acknowledged: Map<string, string>) {
  expect(room.log.map(({ seq }) => seq)).toEqual(room.log.map((_message, index) => index + 1));
  const keys = room.log.map(({ senderId, clientId }) => `${senderId} ${clientId}`);
  expect(new Set(keys).size).toBe(room.log.length);
  const keyOf = new Map(keys.map((key, index) => [messageId(connection, index + 1) as string, key]));
  expect([...acknowledged.values()].map((id) => keyOf.get(id))).toEqual([...acknowledged.keys()]);
  for (const socket of sockets) {
    const messages = socket.messages();
    expect(messages.every(({ seq }, index) => index === 0 || seq > messages[index - 1]!.seq)).toBe(true);
    const isAsLogged = ({ seq, content }: (typeof messages)[number]) => room.at(seq)?.content === content;
    expect(messages.every((message) => room.gone.has(message.seq) || isAsLogged(message))).toBe(true);
  }
  const isOver = ({ expiresAt }: LoggedMessage) => expiresAt !== null && expiresAt <= room.now;
  expect(room.log.every((message) => room.gone.has(message.seq) === isOver(message))).toBe(true);
  expect(room.log.every(({ seq, content }) => (content === "") === room.gone.has(seq))).toBe(true);
  for (const member of [ana, ben]) {
    const { delivered, read } = room.watermarks[member] ?? { delivered: 0, read: 0 };
    expect(read).toBeLessThanOrEqual(delivered);
    for (const seq of [delivered, read]) if (seq > 0) expect(room.log[seq - 1]!.senderId).not.toBe(member);
  }
}

test(`${histories} random histories of 500 steps lose, duplicate and reorder no acknowledged message`, () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 500, maxLength: 500 }), (steps) => {
      const room = new MemoryRoom(connection, [ana, ben]);
      const people = [ana, ben] as const;
      const all: MemorySocket[] = [];
      const acknowledged = new Map<string, string>();
      const openOf = (user: UserId) => room.sockets().find((socket) => socket.userId === user);
      const speak = (user: UserId, clientId: string) => {
        const socket = openOf(user);
        if (!socket) return;
        const before = socket.of("delivery_confirmation").length;
        room.send(socket, { type: "chat_message", content: `${user} ${clientId}`, client_id: clientId });
        const confirmed = socket.of("delivery_confirmation").at(before);
        if (confirmed) acknowledged.set(`${user} ${clientId}`, confirmed.id);
      };
      const setting = { after: 0 as DisappearAfter };
      const settings = new Set<string>();
      const set = (user: UserId, after: DisappearAfter, clientId: string) => {
        const socket = openOf(user);
        if (!socket) return;
        const refused = socket.of("error").length;
        room.send(socket, { type: "disappearing", after, client_id: clientId });
        if (socket.of("error").length > refused || settings.has(`${user} ${clientId}`) || after === setting.after)
          return;
        settings.add(`${user} ${clientId}`);
        setting.after = after;
      };
      for (const next of steps) {
        const logged = room.log.length;
        if (next.do === "say" || next.do === "resend") speak(people[next.who], `c${next.clientId}`);
        else if (next.do === "disappear") set(people[next.who], next.after, `d${next.clientId}`);
        else if (next.do === "connect") all.push(room.connect(people[next.who], room.log.length));
        else if (next.do === "drop") {
          const open = room.sockets();
          if (open.length > 0) room.disconnect(open[next.which % open.length]!);
        } else if (next.do === "hibernate") room.hibernate();
        else if (next.do === "pass") room.pass(next.durationMs);
        else {
          const socket = openOf(people[next.who]);
          if (socket) room.send(socket, { type: next.type, id: messageId(connection, next.seq) });
        }
        const added = room.log[logged];
        if (added && added.expiresAt !== (setting.after === 0 ? null : added.createdAt + setting.after * 1_000)) {
          throw new Error("A message does not keep the rule that stood when it was sent.");
        }
      }
      expectInvariants(room, all, acknowledged);
      const fromTheStart = room.connect(ana, 0);
      const living = room.log.filter(({ seq }) => !room.gone.has(seq));
      expect(fromTheStart.messages().map(({ seq }) => seq)).toEqual(living.map(({ seq }) => seq));
    }),
    { numRuns: histories },
  );
});
