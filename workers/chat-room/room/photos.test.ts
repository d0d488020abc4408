import { expect, test } from "vitest";
import { messageId, type ClientFrame } from "../../../app/contract/chat";
import { photoSendTtlMs } from "../../../app/contract/chat-photo";
import type { PhotoId } from "../../../app/contract/ids";
import { chatPhoto, withOriginal } from "../testing/chat-photo";
import { MemoryRoom } from "../testing/memory-room";
import { ana, ben, connection } from "../testing/two-members";

function openRoom() {
  const room = new MemoryRoom(connection, [ana, ben]);
  return { room, anas: room.connect(ana), desk: room.connect(ana), bens: room.connect(ben) };
}

const withPhotos = (photos: PhotoId[], client_id = "c1", content = ""): ClientFrame => ({
  type: "chat_message",
  content,
  client_id,
  photos,
});

test("photos go out with their message, in their order, and only their sender's devices learn of the originals", () => {
  const { room, anas, desk, bens } = openRoom();
  const [first, second] = [room.upload(ana, withOriginal("c")), room.upload(ana, chatPhoto("d", { alt: "A dog" }))];
  room.send(anas, withPhotos([second, first], "c1", "Look"));
  expect(anas.of("delivery_confirmation")).toMatchObject([{ client_id: "c1", status: "sent" }]);
  expect(bens.messages()).toMatchObject([{ content: "Look", photos: [{ id: second, alt: "A dog" }, { id: first }] }]);
  expect(JSON.stringify(bens.frames)).not.toContain("original");
  expect(desk.messages()[0]?.photos?.[1]).toEqual(withOriginal("c"));
});

test("a device that was away is sent them, too", () => {
  const { room, anas } = openRoom();
  room.send(anas, withPhotos([room.upload(ana, withOriginal("c"))]));
  expect(room.connect(ben, 0).messages()).toMatchObject([{ photos: [chatPhoto("c")] }]);
  expect(room.connect(ana, 0).messages()).toMatchObject([{ photos: [withOriginal("c")] }]);
});

test("a resend is acknowledged again, and delivered once", () => {
  const { room, anas, bens } = openRoom();
  const frame = withPhotos([room.upload(ana, chatPhoto("c"))]);
  room.send(anas, frame);
  room.send(anas, frame);
  expect(anas.of("delivery_confirmation")).toHaveLength(2);
  expect(bens.messages()).toHaveLength(1);
});

test.each([
  ["nobody uploaded", () => [chatPhoto("e").id]],
  ["the other member uploaded", (room: MemoryRoom) => [room.upload(ben, chatPhoto("c"))]],
  [
    "another message has",
    (room: MemoryRoom) => {
      const taken = room.upload(ana, chatPhoto("c"));
      room.send(room.sockets()[0]!, withPhotos([taken], "earlier"));
      return [taken];
    },
  ],
  [
    "waited for too long",
    (room: MemoryRoom) => {
      const old = room.upload(ana, chatPhoto("c"));
      room.pass(photoSendTtlMs);
      return [old, room.upload(ana, chatPhoto("d"))];
    },
  ],
])("a message with a photo that %s is refused", (_what, idsIn) => {
  const { room, anas, bens } = openRoom();
  const ids = idsIn(room);
  const before = bens.messages().length;
  room.send(anas, withPhotos(ids, "c2"));
  expect(anas.of("error")).toMatchObject([{ code: "unknown_photo", client_id: "c2" }]);
  expect(bens.messages()).toHaveLength(before);
});

test("a message deleted for both loses its photos, and revealed originals are taken back", () => {
  const { room, anas, bens } = openRoom();
  const photo = room.upload(ana, withOriginal("c"));
  room.send(anas, withPhotos([photo]));
  room.reveal(ana, [photo]);
  room.send(anas, { type: "delete", id: messageId(connection, 1), for: "both", client_id: "d1" });
  expect(room.at(1)).toMatchObject({ content: "", photos: [] });
  expect(bens.of("unreveal")).toMatchObject([{ image_id: photo }]);
  expect(room.connect(ben, 0).messages()[0]).not.toHaveProperty("photos");
  expect(room.photoOf(photo)).toMatchObject({ photo: null, seq: 1 });
});

test("a message that one member deleted for themselves keeps its photos for the other", () => {
  const { room, anas, bens } = openRoom();
  room.send(anas, withPhotos([room.upload(ana, chatPhoto("c"))]));
  room.send(bens, { type: "delete", id: messageId(connection, 1), for: "me", client_id: "d1" });
  expect(room.connect(ana, 0).messages()).toMatchObject([{ photos: [chatPhoto("c")] }]);
  room.send(anas, { type: "delete", id: messageId(connection, 1), for: "me", client_id: "d2" });
  expect(room.at(1)?.photos).toEqual([]);
});

test("photos of who is blocked are acknowledged and reach nobody, nor does a reveal of one, not even after the block", () => {
  const { room, anas, desk } = openRoom();
  room.block(ben);
  const photo = room.upload(ana, withOriginal("c"));
  room.send(anas, withPhotos([photo]));
  expect(anas.of("delivery_confirmation")).toMatchObject([{ client_id: "c1", status: "sent" }]);
  expect(desk.messages()).toMatchObject([{ photos: [{ id: photo }] }]);
  room.reveal(ana, [photo]);
  expect(anas.of("reveal")).toHaveLength(1);
  room.unblock(ben);
  const back = room.connect(ben, 0, { eventsAfter: 0 });
  expect(back.messages()).toEqual([]);
  expect(back.of("reveal")).toEqual([]);
  room.unreveal(ana, null);
  expect(back.of("unreveal")).toEqual([]);
});

test("words may be left out beside photos alone, and a photo is named once", () => {
  const { room, anas } = openRoom();
  room.send(anas, { type: "chat_message", content: "", client_id: "c1" });
  expect(anas.of("error")).toMatchObject([{ code: "bad_content" }]);
  const photo = room.upload(ana, chatPhoto("c"));
  room.send(anas, withPhotos([photo, photo], "c2"));
  expect(anas.of("error")[1]).toMatchObject({ code: "bad_frame", client_id: "c2" });
});
