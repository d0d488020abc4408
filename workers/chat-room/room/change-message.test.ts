import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  deleteWindowMs,
  editWindowMs,
  messageId,
  type ClientFrame,
  type MessageChange,
} from "../../../app/contract/chat";
import type { UserId } from "../../../app/contract/ids";
import { MemoryRoom, type MemorySocket } from "../testing/memory-room";
import { ana, ben, connection, otherConnection } from "../testing/two-members";

let made = 0;
const newId = () => `change ${(made += 1)}`;
const say = (content: string): ClientFrame => ({ type: "chat_message", content, client_id: newId() });
const edit = (seq: number, content: string, client_id = newId()): ClientFrame => ({
  type: "edit",
  id: messageId(connection, seq),
  content,
  client_id,
});
const remove = (seq: number, whom: "me" | "both", client_id = newId()): ClientFrame => ({
  type: "delete",
  id: messageId(connection, seq),
  for: whom,
  client_id,
});
const codes = (socket: MemorySocket) => socket.of("error").map(({ code }) => code);

/** A room in which Ana said one thing. */
function open() {
  const room = new MemoryRoom(connection, [ana, ben]);
  const [a, b] = [room.connect(ana), room.connect(ben)];
  room.send(a, say("first words"));
  return { room, a, b };
}

describe("an edit", () => {
  test("reaches every device of both, marked, and the log has the new words alone", () => {
    const { room, a, b } = open();
    const desk = room.connect(ana);
    room.send(a, edit(1, "better words", "c1"));
    for (const socket of [a, b, desk]) {
      expect(socket.of("edit")).toMatchObject([
        { content: "better words", change_seq: 1, id: messageId(connection, 1) },
      ]);
    }
    expect([a, desk, b].map((socket) => socket.of("edit")[0]?.client_id)).toEqual(["c1", "c1", undefined]);
    expect(room.log[0]?.content).toBe("better words");
    expect(room.changes.versions.get(1)?.map(({ content }) => content)).toEqual(["first words"]);
  });

  test("that is sent again is answered again and changes nothing, though another device has edited in between", () => {
    const { room, a, b } = open();
    const desk = room.connect(ana);
    room.send(a, edit(1, "from the phone", "c1"));
    room.send(desk, edit(1, "from the desk", "c2"));
    room.send(a, edit(1, "from the phone", "c1"));
    expect(room.log[0]?.content).toBe("from the desk");
    expect(a.of("edit").at(-1)).toMatchObject({ client_id: "c1", content: "from the desk", change_seq: 2 });
    expect(b.of("edit")).toHaveLength(2);
  });

  test("to the very words is answered, and marks nothing", () => {
    const { room, a, b } = open();
    room.send(a, edit(1, "first words", "c1"));
    expect(a.of("edit")).toEqual([
      {
        type: "edit",
        id: messageId(connection, 1),
        connection_id: connection,
        content: "first words",
        change_seq: 0,
        client_id: "c1",
      },
    ]);
    expect(b.of("edit")).toEqual([]);
  });

  test("of another's, an unknown, another room's, a deleted or an old message is refused with a code of its own", () => {
    const { room, a, b } = open();
    room.send(b, edit(1, "not mine"));
    expect(codes(b)).toEqual(["not_yours"]);
    room.send(a, edit(2, "nothing there"));
    room.send(a, { ...edit(1, "elsewhere"), id: messageId(otherConnection, 1) } as ClientFrame);
    room.pass(editWindowMs + 1);
    room.send(a, edit(1, "too late"));
    room.send(a, remove(1, "both"));
    room.send(a, edit(1, "gone"));
    expect(codes(a)).toEqual(["unknown_message", "unknown_message", "too_late", "unknown_message"]);
    expect(a.of("error").every(({ client_id }) => client_id !== undefined)).toBe(true);
  });

  test("too long, or of nothing, is bad content with the id of its frame", () => {
    const { room, a } = open();
    room.send(a, edit(1, " ", "c1"));
    expect(a.of("error")).toMatchObject([{ code: "bad_content", client_id: "c1" }]);
  });
});

describe("a deletion", () => {
  test("for both leaves a tombstone on every device, and its words, also those before an edit, are nowhere", () => {
    const { room, a, b } = open();
    room.send(a, edit(1, "better words"));
    room.send(a, remove(1, "both"));
    for (const socket of [a, b]) expect(socket.of("delete")).toMatchObject([{ content: "", change_seq: 2 }]);
    const late = room.connect(ben, 0, { changesAfter: 0 });
    expect(late.messages()).toMatchObject([{ content: "", seq: 1 }]);
    expect(late.messages()[0]?.deleted_at).toBeDefined();
    expect(JSON.stringify([room.log, [...room.changes.versions], late.frames])).not.toContain("words");
  });

  test("for oneself takes it from one's own devices alone, and for both members from the log", () => {
    const { room, a, b } = open();
    room.send(b, remove(1, "me"));
    expect([a.of("delete"), b.of("delete")]).toMatchObject([[], [{ removed: true, content: "" }]]);
    expect(room.connect(ben, 0).messages()).toEqual([]);
    expect(room.connect(ana, 0).messages()).toHaveLength(1);
    room.send(a, remove(1, "me"));
    expect(room.log[0]?.content).toBe("");
  });

  test("for both is the sender's alone, for a day, and for oneself at any time", () => {
    const { room, a, b } = open();
    room.send(b, remove(1, "both"));
    expect(codes(b)).toEqual(["not_yours"]);
    room.pass(deleteWindowMs + 1);
    room.send(a, remove(1, "both"));
    expect(codes(a)).toEqual(["too_late"]);
    room.send(a, remove(1, "me"));
    expect(a.of("delete")).toHaveLength(1);
  });

  test("on two devices at once is answered on both and happens once", () => {
    const { room, a } = open();
    const desk = room.connect(ana);
    room.send(a, remove(1, "both", "c1"));
    room.send(desk, remove(1, "both", "c2"));
    expect(room.changes.changes).toHaveLength(1);
    expect(desk.of("delete").map(({ client_id }) => client_id)).toEqual(["c1", "c2"]);
  });
});

describe("a reaction", () => {
  const react = (seq: number, emoji: string | null, client_id = newId()): ClientFrame => ({
    type: "reaction",
    id: messageId(connection, seq),
    emoji,
    client_id,
  });
  const newest = (socket: MemorySocket) => socket.of("reaction").at(-1)?.reactions;

  test("is one for each person and message: another takes its place, null takes it back, and both see it", () => {
    const { room, a, b } = open();
    room.send(b, react(1, "👍"));
    room.send(a, react(1, "😂"));
    room.send(b, react(1, "❤️"));
    expect(newest(a)).toEqual([
      { user_id: ana, emoji: "😂" },
      { user_id: ben, emoji: "❤️" },
    ]);
    room.send(b, react(1, null));
    expect([newest(a), newest(b)]).toEqual([[{ user_id: ana, emoji: "😂" }], [{ user_id: ana, emoji: "😂" }]]);
    expect(room.connect(ben, 0).messages()[0]?.reactions).toEqual([{ user_id: ana, emoji: "😂" }]);
  });

  test("survives an edit, goes with the message, and cannot be made to what is gone", () => {
    const { room, a, b } = open();
    room.send(b, react(1, "👍"));
    room.send(a, edit(1, "better"));
    expect(b.of("edit").at(-1)?.reactions).toEqual([{ user_id: ben, emoji: "👍" }]);
    room.send(a, remove(1, "both"));
    expect(b.of("delete").at(-1)?.reactions).toBeUndefined();
    room.send(b, react(1, "👍"));
    expect(codes(b)).toEqual(["unknown_message"]);
  });

  test("of a blocked member, and of one who sends it again, is not delivered", () => {
    const { room, a } = open();
    room.block(ben);
    room.send(a, react(1, "👍", "c1"));
    room.unblock(ben);
    const bens = room.connect(ben, 0, { changesAfter: 0 });
    room.send(a, react(1, "👍", "c1"));
    expect([bens.of("reaction"), bens.messages()[0]?.reactions]).toEqual([[], undefined]);
    expect(newest(a)).toEqual([{ user_id: ana, emoji: "👍" }]);
  });

  test("is one emoji: words and two of them are refused", () => {
    const { room, a } = open();
    for (const emoji of ["no", "👍👍", ""]) room.send(a, react(1, emoji));
    expect(codes(a)).toEqual(["bad_frame", "bad_frame", "bad_frame"]);
  });
});

describe("while one is blocked", () => {
  test("what the blocked member edits and deletes is theirs alone, also after the block", () => {
    const { room, a } = open();
    room.send(a, say("second"));
    room.block(ben);
    room.send(a, edit(1, "hidden words"));
    room.send(a, remove(2, "both"));
    room.unblock(ben);
    const bens = room.connect(ben, 0, { changesAfter: 0 });
    expect([bens.of("edit"), bens.of("delete")]).toEqual([[], []]);
    expect(bens.messages().map(({ content }) => content)).toEqual(["first words", "second"]);
    const anas = room.connect(ana, 0, { changesAfter: 0 });
    expect(anas.messages().map(({ content }) => content)).toEqual(["hidden words", ""]);
  });

  test("a hidden message stays hidden when it is edited after the block", () => {
    const { room, a } = open();
    room.block(ben);
    room.send(a, say("hidden"));
    room.unblock(ben);
    const bens = room.connect(ben, 0, { changesAfter: 0 });
    room.send(a, edit(2, "seen?"));
    expect([bens.of("edit"), bens.messages().length]).toEqual([[], 1]);
  });
});

const step = fc.record({
  do: fc.constantFrom(
    "say",
    "edit",
    "edit",
    "delete",
    "delete for me",
    "react",
    "drop",
    "come",
    "sleep",
    "pass",
    "block",
    "unblock",
  ),
  by: fc.constantFrom(ana, ben),
  n: fc.nat(12),
});

/** A device as the browser keeps one: the newest of each message counts. */
class Known {
  readonly seen = new Map<number, { change: number; content: string; reactions: string; isGone: boolean }>();
  lastSeq = 0;
  lastChange = 0;

  take(socket: MemorySocket): void {
    for (const frame of socket.frames.splice(0)) {
      if (frame.type === "chat_message") this.lastSeq = Math.max(this.lastSeq, frame.seq);
      if ("content" in frame) this.#keep(frame);
    }
  }

  #keep(frame: MessageChange | ReturnType<MemorySocket["messages"]>[number]): void {
    const { change_seq: change = 0, content, deleted_at: deleted, reactions } = frame;
    const seq = Number(frame.id.split(".")[1]);
    this.lastChange = Math.max(this.lastChange, change);
    const before = this.seen.get(seq);
    if (before && before.change > change) return;
    const isGone = deleted !== undefined || "removed" in frame;
    this.seen.set(seq, { change, content, reactions: JSON.stringify(reactions), isGone });
  }
}

test("in any history a device that comes and goes ends with what a new one is sent, and gone words are nowhere", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const room = new MemoryRoom(connection, [ana, ben]);
      const known = new Map<UserId, Known>([ana, ben].map((member) => [member, new Known()]));
      const sockets = new Map<UserId, MemorySocket>();
      const come = (member: UserId) => {
        const { lastSeq, lastChange } = known.get(member)!;
        if (!room.state.blockers.includes(member) && !sockets.has(member)) {
          sockets.set(member, room.connect(member, lastSeq, { changesAfter: lastChange }));
        }
      };
      const settle = () => sockets.forEach((socket, member) => known.get(member)!.take(socket));
      for (const [index, { do: what, by, n }] of steps.entries()) {
        if (what === "come") come(by);
        if (what === "sleep") room.hibernate();
        if (what === "pass") room.pass(n * 120_000);
        if (what === "unblock") room.unblock(by);
        if (what === "block") {
          room.block(by);
          sockets.delete(by);
        }
        if (room.state.blockers.includes(by)) continue;
        // Another device of the same member acts: this one is told of all.
        const socket = room.connect(by);
        if (what === "say") room.send(socket, say(`words ${index}`));
        if (what === "edit") room.send(socket, edit(n, `edited ${index}`));
        if (what === "react") {
          const emoji = n % 3 ? "👍" : null;
          room.send(socket, { type: "reaction", id: messageId(connection, n), emoji, client_id: newId() });
        }
        if (what === "delete") room.send(socket, remove(n, "both"));
        if (what === "delete for me") room.send(socket, remove(n, "me"));
        room.disconnect(socket);
        settle();
        const dropped = what === "drop" && sockets.get(by);
        if (dropped) room.disconnect(dropped);
        if (dropped) sockets.delete(by);
      }
      for (const member of [ana, ben]) {
        room.unblock(member);
        come(member);
        const fresh = new Known();
        const whole = room.connect(member, 0, { changesAfter: 0 });
        settle();
        fresh.take(whole);
        const shown = (device: Known) =>
          [...device.seen]
            .filter(([, { isGone }]) => !isGone)
            .map(([seq, { content, reactions }]) => [seq, content, reactions] as const)
            .toSorted(([a], [b]) => Number(a) - Number(b));
        expect(shown(known.get(member)!)).toEqual(shown(fresh));
      }
      for (const message of room.log) {
        const readers = [ana, ben].filter((member) => !message.isHidden || member === message.senderId);
        const views = readers.map((member) => room.changes.viewOf(member, message.seq));
        const isGone = views.every((view) => view !== null && (view.deletedAt !== null || view.isRemoved));
        expect([message.content === "", room.changes.versions.has(message.seq) && isGone]).toEqual([isGone, false]);
      }
    }),
    { numRuns: 400 },
  );
});
