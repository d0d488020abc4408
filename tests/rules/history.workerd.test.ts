/** A conversation's history, joined from D1 and its room. */
import { expect, test } from "vitest";
import type { ConnectionId, UserId } from "../../app/contract/ids";
import { readHistoryAt, readOpening, readPage } from "../../app/domain/chat/conversations.server";
import type { Services } from "../../app/domain/ports";
import { insertAsk } from "../../db/queries/connections";
import { writeRoomProjection } from "../../db/queries/messages";
import { newId } from "../world/ids";
import { newPerson } from "../world/people";
import { db, servicesAt } from "../world/services";
import { start } from "../world/start";

const { services } = servicesAt(() => start);

/** A connection between two people, with messages of the asker, one a second, of which D1 has those that are projected. */
async function makeRoom() {
  const [askerId, authorId] = [await newPerson(), await newPerson()];
  const room = newId<ConnectionId>();
  const at = { createdAt: new Date(start), updatedAt: new Date(start) };
  await insertAsk(db, { id: room, askerId, authorId, status: "accepted", ...at });
  const project = (...seqs: number[]) =>
    writeRoomProjection(db.$client, {
      ...{ connectionId: room, removals: [], events: [], views: [], contents: [], members: [], lastAt: null },
      messages: seqs.map((seq) => ({ ...messageOf(seq, askerId), isHidden: false })),
    });
  return { askerId, authorId, room, project };
}

test("a page around a time begins at its first message, also where messages are gone, and at the newest after the last", async () => {
  const { authorId, room, project } = await makeRoom();
  const rooms: Services["rooms"] = {
    ...services.rooms,
    freshHistory: async () => ({ messages: [], views: [], lastChange: 0, marks: {}, checkpoint: 40, unread: null }),
  };
  await project(...Array.from({ length: 40 }, (_, index) => index + 1).filter((seq) => seq < 12 || seq > 19));
  const seqsAt = async (secondsLater: number) => {
    const at = new Date(start + secondsLater * 1_000);
    const page = await readHistoryAt({ ...services, rooms }, authorId, { room, at, limit: 4 });
    return page.kind === "page" ? page.messages.map(({ seq }) => seq) : page.kind;
  };
  expect(await Promise.all([0, 5, 15, 40, 99].map(seqsAt))).toEqual([
    [1, 2],
    [3, 4, 5, 6],
    [10, 11, 20, 21],
    [37, 38, 39, 40],
    [37, 38, 39, 40],
  ]);
  const stranger = await newPerson();
  const page = await readHistoryAt({ ...services, rooms }, stranger, { room, at: new Date(start), limit: 4 });
  expect(page).toEqual({ kind: "not_found" });
});

test("a conversation opens with the messages around the first unread one, where the newest page does not reach it", async () => {
  const { authorId, room, project } = await makeRoom();
  await project(...Array.from({ length: 40 }, (_, index) => index + 1));
  const opening = async (afterSeq: number) => {
    const unread = { afterSeq, count: 40 - afterSeq };
    await writeRoomProjection(db.$client, {
      ...{ connectionId: room, messages: [], removals: [], events: [], views: [], contents: [], lastAt: null },
      members: [{ userId: authorId, deliveredSeq: afterSeq, readSeq: afterSeq, lastSeq: 40, unread: unread.count }],
    });
    const rooms: Services["rooms"] = {
      ...services.rooms,
      freshHistory: async () => ({ messages: [], views: [], lastChange: 0, marks: {}, checkpoint: 40, unread }),
    };
    const opened = await readOpening({ ...services, rooms }, authorId, { room, limit: 6 });
    return [opened?.newest.messages[0]?.seq, opened?.unreadPage?.messages.map(({ seq }) => seq) ?? null];
  };
  expect(await opening(10)).toEqual([35, [8, 9, 10, 11, 12, 13]]);
  expect(await opening(34)).toEqual([35, null]);
  expect(await opening(40)).toEqual([35, null]);
});

test("a message that is projected while a page is read is on it, once", async () => {
  const { askerId, authorId, room, project } = await makeRoom();
  await project(1, 2);
  const rooms: Services["rooms"] = {
    ...services.rooms,
    async freshHistory() {
      await project(3, 4);
      return { messages: [messageOf(5, askerId)], views: [], lastChange: 0, marks: {}, checkpoint: 4, unread: null };
    },
  };
  const { messages } = await readPage({ ...services, rooms }, { room, viewer: authorId, before: null, limit: 4 });
  expect(messages.map(({ seq }) => seq)).toEqual([2, 3, 4, 5]);
});

const messageOf = (seq: number, senderId: UserId) => ({
  seq,
  senderId,
  content: `message ${seq}`,
  createdAt: start + seq * 1_000,
  replyTo: null,
  photos: [],
  expiresAt: null,
});
