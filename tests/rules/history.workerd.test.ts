/** A conversation's history, joined from D1 and its room. */
import { expect, test } from "vitest";
import type { ConnectionId, UserId } from "../../app/contract/ids";
import { readPage } from "../../app/domain/chat/conversations.server";
import type { Services } from "../../app/domain/ports";
import { insertAsk } from "../../db/queries/connections";
import { writeRoomProjection } from "../../db/queries/messages";
import { newId } from "../world/ids";
import { newPerson } from "../world/people";
import { db, servicesAt } from "../world/services";
import { start } from "../world/start";

const { services } = servicesAt(() => start);

test("a message that is projected while a page is read is on it, once", async () => {
  const [askerId, authorId] = [await newPerson(), await newPerson()];
  const room = newId<ConnectionId>();
  const at = { createdAt: new Date(start), updatedAt: new Date(start) };
  await insertAsk(db, { id: room, askerId, authorId, status: "accepted", ...at });
  const project = (...seqs: number[]) =>
    writeRoomProjection(db.$client, {
      ...{ connectionId: room, events: [], views: [], contents: [], members: [] },
      messages: seqs.map((seq) => ({
        seq,
        senderId: askerId,
        content: `message ${seq}`,
        createdAt: start,
        isHidden: false,
        replyTo: null,
      })),
    });
  await project(1, 2);
  const rooms: Services["rooms"] = {
    ...services.rooms,
    async freshHistory() {
      await project(3, 4);
      return { messages: [messageOf(5, askerId)], views: [], lastChange: 0, marks: {}, checkpoint: 4 };
    },
  };
  const { messages } = await readPage({ ...services, rooms }, { room, viewer: authorId, before: null, limit: 4 });
  expect(messages.map(({ seq }) => seq)).toEqual([2, 3, 4, 5]);
});

const messageOf = (seq: number, senderId: UserId) => ({
  seq,
  senderId,
  content: `message ${seq}`,
  createdAt: start,
  replyTo: null,
});
