import fc from "fast-check";
import { expect, test } from "vitest";
import type { PhotoId, UserId } from "../../../app/contract/ids";
import { maxViewMs, revealDayMs, revealTerms } from "../../../app/contract/reveal";
import { MemoryRoom } from "../testing/memory-room";
import { ana, ben, connection } from "../testing/two-members";

const [photo, second, bens] = ["c", "d", "e"].map((end) => `0198c0de-0000-7000-8000-00000000000${end}` as PhotoId) as [
  PhotoId,
  PhotoId,
  PhotoId,
];

const openRoom = () => new MemoryRoom(connection, [ana, ben]);

test("what is revealed and taken back reaches every open socket of both, in order and after its message", () => {
  const room = openRoom();
  const sockets = [room.connect(ana), room.connect(ben), room.connect(ben)];
  room.send(sockets[0]!, { type: "chat_message", content: "Look", client_id: "c1" });
  room.reveal(ana, [photo, second]);
  room.unreveal(ana, [photo]);
  for (const socket of sockets) {
    const events = socket.frames.flatMap((frame) => ("image_id" in frame ? [frame] : []));
    expect(events.map(({ type, image_id, event_seq, after_seq }) => [type, image_id, event_seq, after_seq])).toEqual([
      ["reveal", photo, 1, 1],
      ["reveal", second, 2, 1],
      ["unreveal", photo, 3, 1],
    ]);
  }
});

test("what is revealed or taken back already makes no event, and null takes back all that is open", () => {
  const room = openRoom();
  expect(room.unreveal(ana, [photo])).toEqual([]);
  room.reveal(ana, [photo, second]);
  room.reveal(ben, [bens]);
  expect(room.reveal(ana, [photo])).toEqual([]);
  room.see(ben, photo);
  expect(room.reveal(ana, [photo])).toEqual([]);
  room.unreveal(ana, null);
  expect(room.unreveal(ana, null)).toEqual([]);
  expect(revealsIn(room).map(({ type, imageId }) => `${type} ${imageId.at(-1)}`)).toEqual([
    "reveal c",
    "reveal d",
    "reveal e",
    "reveal_seen c",
    "unreveal c",
    "unreveal d",
  ]);
});

test("an original counts as seen once for each time that it was revealed, and never by its author", () => {
  const room = openRoom();
  expect(room.see(ben, photo)).toEqual([]);
  room.reveal(ana, [photo]);
  expect(room.see(ana, photo)).toEqual([]);
  expect(room.see(ben, photo)).toHaveLength(2);
  expect(room.see(ben, photo)).toEqual([]);
  room.unreveal(ana, [photo]);
  expect(room.see(ben, photo)).toEqual([]);
  room.reveal(ana, [photo]);
  expect(room.see(ben, photo)).toHaveLength(2);
});

const endings = (room: MemoryRoom) =>
  revealsIn(room).flatMap(({ type, userId, endedBy }) => (type === "unreveal" ? [[userId, endedBy]] : []));

test("a reveal says its terms, and one for 24 hours ends by itself at its time, on every open socket", () => {
  const room = openRoom();
  const socket = room.connect(ben);
  room.reveal(ana, [photo], "for_24_hours");
  const ends_at = new Date(room.now + revealDayMs).toISOString();
  expect(socket.of("reveal").at(-1)).toMatchObject({ terms: "for_24_hours", ends_at });
  room.hibernate();
  room.pass(revealDayMs - 1);
  expect(socket.of("unreveal")).toEqual([]);
  room.pass(1);
  expect(socket.of("unreveal")).toMatchObject([{ image_id: photo, user_id: ana, ended_by: "time" }]);
  room.reveal(ana, [photo]);
  room.pass(2 * revealDayMs);
  expect(endings(room)).toEqual([[ana, "time"]]);
});

test("one that was taken back in time, and revealed until taken back, does not end", () => {
  const room = openRoom();
  room.reveal(ana, [photo], "for_24_hours");
  room.unreveal(ana, [photo]);
  room.reveal(ana, [photo]);
  room.pass(2 * revealDayMs);
  expect(endings(room)).toEqual([[ana, null]]);
});

test("one that is viewed once ends when it is closed, or after five minutes, once, and by nobody else", () => {
  const room = openRoom();
  room.reveal(ana, [photo, second], "view_once");
  room.pass(2 * revealDayMs);
  expect(room.closeView(ana, photo)).toEqual([]);
  expect(endings(room)).toEqual([]);
  room.openView(photo);
  room.see(ben, photo);
  room.closeView(ben, photo);
  expect(room.closeView(ben, photo)).toEqual([]);
  expect(endings(room)).toEqual([[ana, "view"]]);
  room.openView(second);
  room.hibernate();
  room.pass(maxViewMs);
  expect(endings(room)).toEqual([
    [ana, "view"],
    [ana, "view"],
  ]);
  room.reveal(ana, [photo]);
  room.openView(photo);
  room.pass(revealDayMs);
  expect(endings(room)).toHaveLength(2);
});

test("in any history a socket that comes back after an event has each of them once, in order", () => {
  const step = fc.record({
    what: fc.constantFrom("reveal", "unreveal", "see", "say", "leave", "come", "open", "close", "wait"),
    by: fc.constantFrom<UserId>(ana, ben),
    at: fc.nat(2),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const room = openRoom();
      const had: number[] = [];
      let socket = room.connect(ben, null, { eventsAfter: 0 });
      const take = () => had.push(...socket.frames.flatMap((frame) => ("event_seq" in frame ? [frame.event_seq] : [])));
      let isOpen = true;
      for (const { what, by, at } of steps) {
        const own = by === ana ? [photo, second, photo][at]! : bens;
        if (what === "reveal") room.reveal(by, [own], revealTerms[at]);
        if (what === "open") room.openView([photo, second, bens][at]!);
        if (what === "close") room.closeView(by, [photo, second, bens][at]!);
        if (what === "wait") room.pass(at === 0 ? maxViewMs : revealDayMs);
        if (what === "unreveal") room.unreveal(by, at === 0 ? null : [own]);
        if (what === "see") room.see(by, [photo, second, bens][at]!);
        if (what === "say") room.send(room.connect(by), { type: "chat_message", content: "x" });
        if (what === "leave" && isOpen) {
          take();
          room.disconnect(socket);
          isOpen = false;
        }
        if (what === "come" && !isOpen) {
          socket = room.connect(ben, null, { eventsAfter: had.at(-1) ?? 0 });
          isOpen = true;
        }
      }
      if (isOpen) take();
      expect(had).toEqual(room.events.slice(0, had.length).map(({ eventSeq }) => eventSeq));
      if (isOpen) expect(had).toHaveLength(room.events.length);
      for (const imageId of [photo, second, bens]) expectAlternating(room, imageId);
    }),
  );
});

/** Of one photo a reveal and a taking back alternate. */
function expectAlternating(room: MemoryRoom, imageId: PhotoId): void {
  const types = revealsIn(room).filter((event) => event.imageId === imageId && event.type !== "reveal_seen");
  expect(types.map(({ type }) => type)).toEqual(types.map((_event, index) => (index % 2 ? "unreveal" : "reveal")));
}

function revealsIn(room: MemoryRoom) {
  return room.events.filter((event) => event.type !== "disappearing");
}
