import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { messageId, type ClientFrame, type ServerFrame } from "~/contract/chat";
import type { ConnectionId, PhotoId, UserId } from "~/contract/ids";
import { chatText } from "~/text/chat";
import type { UnsentPhoto } from "../photos/unsent-photo";
import type { UploadOutcome, UploadWork } from "../photos/upload-photos";
import type { UnsentMessage } from "./outbox";
import { SendQueue, type SendQueueView } from "./send-queue";

const room = "0198c0de-0000-7000-8000-000000000001" as ConnectionId;
const me = "0198c0de-0000-7000-8000-00000000000a" as UserId;

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function unsent(clientId: string, content = clientId): UnsentMessage {
  return { clientId, room, userId: me, content, place: 0, typedAt: 0, refusal: null };
}

const acknowledged = (clientId: string, seq: number): ServerFrame => ({
  type: "delivery_confirmation",
  id: messageId(room, seq),
  client_id: clientId,
  status: "sent",
});

/** An upload that runs, and the way to end it. */
interface Upload {
  photos: readonly UnsentPhoto[];
  work: UploadWork;
  resolve: (outcome: UploadOutcome) => void;
}

/** A queue with a socket that can break, and a record of what happened. */
function openQueue() {
  const socket = { isOpen: true, sent: [] as string[] };
  const stored: string[] = [];
  const acknowledgements: string[] = [];
  const refusedChanges: string[] = [];
  const frames: ClientFrame[] = [];
  const uploads: Upload[] = [];
  let view: SendQueueView = { unsent: [], isRateLimited: false, photosHeldUpUntil: null };
  const queue = new SendQueue({
    send: (frame: ClientFrame) => {
      if (socket.isOpen) frames.push(frame);
      if (socket.isOpen && frame.type === "chat_message") socket.sent.push(frame.client_id ?? "");
      return socket.isOpen;
    },
    store: {
      remove: async (clientId) => void stored.push(`remove ${clientId}`),
      refuse: async (clientId, refusal) => void stored.push(`${refusal === null ? "take up" : "refuse"} ${clientId}`),
      revise: async (clientId, content) => void stored.push(`revise ${clientId} ${content}`),
      put: async ({ change }) => {
        stored.push(`put ${change?.type}`);
        return { ...unsent(`change ${stored.length}`, ""), ...(change && { change }), place: 99 };
      },
      savePhotos: async (clientId, photos) => void stored.push(`photos ${clientId} ${photos.map(nameOf).join(" ")}`),
    },
    upload: (_room, photos, work) => new Promise((resolve) => uploads.push({ photos, work, resolve })),
    onChange: (next) => (view = next),
    onChangeRefused: (sentence) => refusedChanges.push(sentence),
    onAcknowledged: ({ clientId }, { id }) => acknowledgements.push(`${clientId} ${id.split(".")[1]}`),
  });
  return { queue, socket, stored, acknowledgements, refusedChanges, frames, uploads, view: () => view };
}

const nameOf = ({ key, uploaded }: UnsentPhoto) => uploaded?.image_id.at(-1) ?? key;

function unsentPhoto(key: string): UnsentPhoto {
  const copy = new Blob(["copy"]);
  return { key, alt: "", copy, width: 3, height: 2, regions: [], style: "soft", original: null, uploaded: null };
}

/** The photo as it is once it is uploaded; its id ends in `end`. */
function uploadedAs(photo: UnsentPhoto, end: string): UnsentPhoto {
  const image_id = `0198c0de-0000-7000-8000-00000000000${end}` as PhotoId;
  return { ...photo, uploaded: { image_id, blurred_url: `/images/${image_id}.jpg` } };
}

test("photos are uploaded before their message is sent, and what comes after it waits", async () => {
  const { queue, socket, frames, stored, uploads, view } = openQueue();
  const photos = [unsentPhoto("k1"), unsentPhoto("k2")];
  queue.add([
    { ...unsent("a"), photos },
    { ...unsent("b"), place: 1 },
  ]);
  expect(socket.sent).toEqual([]);
  const [{ work, resolve }] = uploads as [Upload];
  work.onProgress(0.5);
  expect(view().unsent[0]?.uploadShare).toBe(0.5);
  const all = [uploadedAs(photos[0]!, "c"), uploadedAs(photos[1]!, "d")];
  work.onUploaded(all);
  expect(stored).toEqual(["photos a c d"]);
  resolve({ kind: "uploaded" });
  await vi.advanceTimersByTimeAsync(0);
  expect(frames).toMatchObject([{ client_id: "a", photos: all.map(({ uploaded }) => uploaded!.image_id) }]);
  queue.handleFrame(acknowledged("a", 1));
  expect(socket.sent).toEqual(["a", "b"]);
});

test("an upload that came to nothing is tried again after a while, or once the socket is open again", async () => {
  const { queue, uploads, stored } = openQueue();
  queue.add([{ ...unsent("a"), photos: [unsentPhoto("k1")] }]);
  uploads[0]!.resolve({ kind: "later", waitMs: 4_000 });
  await vi.advanceTimersByTimeAsync(3_999);
  expect(uploads).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(uploads).toHaveLength(2);
  uploads[1]!.resolve({ kind: "later", waitMs: 4_000 });
  await vi.advanceTimersByTimeAsync(0);
  queue.restart();
  expect(uploads).toHaveLength(3);
  expect(stored).toEqual([]);
});

test("photos that the server refuses stop their message alone, with the sentence", async () => {
  const { queue, socket, uploads, view } = openQueue();
  queue.add([
    { ...unsent("a"), photos: [unsentPhoto("k1")] },
    { ...unsent("b"), place: 1 },
  ]);
  uploads[0]!.resolve({ kind: "refused", sentence: "Too large." });
  await vi.advanceTimersByTimeAsync(0);
  expect(view().unsent[0]?.refusal).toBe("Too large.");
  expect(socket.sent).toEqual(["b"]);
});

test("photos beyond the hour's limit say when they go on, and go on then", async () => {
  const { queue, uploads, view } = openQueue();
  queue.add([{ ...unsent("a"), photos: [unsentPhoto("k1")] }]);
  const until = Date.now() + 600_000;
  uploads[0]!.resolve({ kind: "later", waitMs: 600_000 });
  await vi.advanceTimersByTimeAsync(599_000);
  expect([view().photosHeldUpUntil, uploads.length]).toEqual([until, 1]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect([view().photosHeldUpUntil, uploads.length]).toEqual([null, 2]);
  uploads[1]!.resolve({ kind: "later", waitMs: 600_000 });
  await vi.advanceTimersByTimeAsync(0);
  queue.discard("a");
  expect([view().photosHeldUpUntil, view().unsent]).toEqual([null, []]);
});

test("a message that is discarded while its photos are uploaded is not sent, and the next one goes", async () => {
  const { queue, socket, uploads } = openQueue();
  queue.add([
    { ...unsent("a"), photos: [unsentPhoto("k1")] },
    { ...unsent("b"), place: 1 },
  ]);
  queue.discard("a");
  expect(uploads[0]!.work.signal.aborted).toBe(true);
  uploads[0]!.resolve({ kind: "uploaded" });
  await vi.advanceTimersByTimeAsync(0);
  expect(socket.sent).toEqual(["b"]);
});

test("photos that the room does not know any more are uploaded anew, once, each as another one", async () => {
  const { queue, uploads, view } = openQueue();
  queue.add([{ ...unsent("a"), photos: [uploadedAs(unsentPhoto("k1"), "c")] }]);
  const unknown: ServerFrame = { type: "error", code: "unknown_photo", message: "", client_id: "a" };
  expect(queue.handleFrame(unknown)).toBe(true);
  const [again] = uploads[0]!.photos;
  expect(again).toMatchObject({ uploaded: null });
  expect(again!.key).not.toBe("k1");
  uploads[0]!.work.onUploaded([uploadedAs(again!, "d")]);
  uploads[0]!.resolve({ kind: "uploaded" });
  await vi.advanceTimersByTimeAsync(0);
  queue.handleFrame(unknown);
  expect(view().unsent[0]?.refusal).toBe(chatText.photosNotTaken);
});

test("messages are sent one at a time, in the order of typing, each after the acknowledgement of the last", () => {
  const { queue, socket, acknowledgements, stored } = openQueue();
  queue.add([unsent("b"), unsent("a")]);
  queue.add([unsent("c")]);
  expect(socket.sent).toEqual(["a"]);
  queue.handleFrame(acknowledged("a", 1));
  queue.handleFrame(acknowledged("b", 2));
  expect(socket.sent).toEqual(["a", "b", "c"]);
  expect(acknowledgements).toEqual(["a 1", "b 2"]);
  expect(stored).toEqual(["remove a", "remove b"]);
});

test("a message in flight when the socket breaks is resent first, with the same client id", () => {
  const { queue, socket } = openQueue();
  queue.add([unsent("a"), unsent("b")]);
  socket.isOpen = false;
  queue.restart();
  socket.isOpen = true;
  queue.restart();
  expect(socket.sent).toEqual(["a", "a"]);
  queue.handleFrame(acknowledged("a", 1));
  queue.handleFrame(acknowledged("a", 1));
  expect(socket.sent).toEqual(["a", "a", "b"]);
});

test("a message queued twice is sent once", () => {
  const { queue, view } = openQueue();
  queue.add([unsent("a")]);
  queue.add([unsent("a")]);
  expect(view().unsent).toHaveLength(1);
});

test("a refused message does not hold up the next ones, and can be retried or discarded", () => {
  const { queue, socket, stored, view } = openQueue();
  queue.add([unsent("a"), unsent("b")]);
  queue.handleFrame({ type: "error", code: "bad_content", message: "content holds a NUL", client_id: "a" });
  expect(view().unsent[0]?.refusal).toContain("couldn't be sent");
  expect(socket.sent).toEqual(["a", "b"]);
  queue.handleFrame(acknowledged("b", 1));
  queue.retry("a");
  expect(socket.sent).toEqual(["a", "b", "a"]);
  queue.discard("a");
  expect(view().unsent).toEqual([]);
  expect(stored).toEqual(["refuse a", "remove b", "take up a", "remove a"]);
});

test("a rate-limited message is resent after the time that the room named, not before", () => {
  const { queue, socket, view } = openQueue();
  queue.add([unsent("a")]);
  queue.handleFrame({ type: "error", code: "rate_limited", message: "Slow down.", client_id: "a", retry_after: 7 });
  queue.restart();
  vi.advanceTimersByTime(6_900);
  expect([socket.sent, view().isRateLimited]).toEqual([["a"], true]);
  vi.advanceTimersByTime(200);
  expect([socket.sent, view().isRateLimited]).toEqual([["a", "a"], false]);
});

test("a message that is too big for a frame is refused without sending it", () => {
  const { queue, socket, view } = openQueue();
  queue.add([unsent("a", "\u0001".repeat(4_000))]);
  expect(socket.sent).toEqual([]);
  expect(view().unsent[0]?.refusal).toContain("too long to send");
});

test("ignores frames that are not about an unsent message", () => {
  const { queue } = openQueue();
  expect(queue.handleFrame({ type: "delivery_confirmation", id: messageId(room, 1), status: "delivered" })).toBe(false);
  expect(queue.handleFrame({ type: "error", code: "too_far_behind", message: "" })).toBe(false);
});

const edited = (clientId: string, content: string, change_seq: number): ServerFrame => ({
  type: "edit",
  id: messageId(room, 1),
  connection_id: room,
  content,
  change_seq,
  client_id: clientId,
});

test("a change waits its turn, is sent with its own id, and leaves the queue once the room says what the message is now", () => {
  const { queue, frames, view } = openQueue();
  const change = { type: "edit", id: messageId(room, 1), content: "better" } as const;
  queue.add([unsent("a"), { ...unsent("b", ""), place: 1, change }]);
  expect(frames.map(({ type }) => type)).toEqual(["chat_message"]);
  queue.handleFrame(acknowledged("a", 1));
  expect(frames.at(-1)).toEqual({ ...change, client_id: "b" });
  expect(queue.handleFrame(edited("b", "better", 1))).toBe(false);
  expect(view().unsent).toEqual([]);
});

test("a change that the room refuses is dropped, with a sentence, and what waits behind it goes on", () => {
  const { queue, refusedChanges, socket } = openQueue();
  const change = { type: "delete", id: messageId(room, 1), for: "both" } as const;
  queue.add([
    { ...unsent("a", ""), change },
    { ...unsent("b"), place: 1 },
  ]);
  queue.handleFrame({ type: "error", code: "too_late", message: "", client_id: "a" });
  expect([refusedChanges.length, socket.sent]).toEqual([1, ["b"]]);
});

test("an edit of a message that waits changes the waiting one, and the room is told in case it has the first words", async () => {
  const { queue, frames, socket, stored, view } = openQueue();
  socket.isOpen = false;
  queue.add([unsent("a", "first")]);
  queue.revise("a", "better");
  socket.isOpen = true;
  queue.restart();
  expect(frames).toEqual([{ type: "chat_message", content: "better", client_id: "a" }]);
  queue.handleFrame(acknowledged("a", 1));
  await vi.advanceTimersByTimeAsync(0);
  expect(frames.at(-1)).toMatchObject({ type: "edit", id: messageId(room, 1), content: "better" });
  expect(stored).toEqual(["revise a better", "put edit", "remove a"]);
  queue.handleFrame(edited(view().unsent[0]!.clientId, "better", 0));
  expect(view().unsent).toEqual([]);
});

test("what waits to change a message that is gone is deleted, and what follows it is sent", () => {
  const { queue, socket, stored, view } = openQueue();
  const edit = { type: "edit", id: messageId(room, 1), content: "better" } as const;
  queue.add([{ ...unsent("e"), change: edit }, unsent("f")]);
  queue.dropChangesOf(new Set([messageId(room, 2)]));
  expect(view().unsent.map(({ clientId }) => clientId)).toEqual(["e", "f"]);
  queue.dropChangesOf(new Set([messageId(room, 1)]));
  expect(view().unsent.map(({ clientId }) => clientId)).toEqual(["f"]);
  expect(stored).toContain("remove e");
  expect(socket.sent.at(-1)).toBe("f");
});
