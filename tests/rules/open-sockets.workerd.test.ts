/** Sockets that must not stay open are closed before the rule that ends them returns: no alarm, poll or timer comes first. */
import { env, runInDurableObject } from "cloudflare:test";
import { beforeEach, expect, test } from "vitest";
import type { SessionId } from "../../app/contract/ids";
import { changePassword } from "../../app/domain/accounts/passwords.server";
import { scheduleAccountDeletion } from "../../app/domain/accounts/scheduled-deletion.server";
import { endSessions, openSession, signOut, type Viewer } from "../../app/domain/accounts/sessions.server";
import { actOnConnection, askToConnect } from "../../app/domain/connections/connections.server";
import { findUser } from "../../db/queries/accounts";
import { RoomFixture } from "../../workers/chat-room/testing/test-room";
import type { SocketAttachment } from "../../workers/chat-room/sockets";
import { newClient, newStory, newViewer, password } from "../world/people";
import { db, servicesAt } from "../world/services";

const { services } = servicesAt(Date.now);

interface Conversation {
  fixture: RoomFixture;
  author: Viewer;
  reader: Viewer;
  /** A second session of the author. */
  elsewhere: SessionId;
}

let conversation: Conversation;

/** Two people who are connected, with a socket of each session. */
beforeEach(async () => {
  const [author, reader] = [await newViewer(services), await newViewer(services)];
  const story_id = await newStory(author.account.id);
  const asked = await askToConnect(services, reader.account.id, { story_id, note: "" });
  if (asked.kind !== "asked") throw new Error(asked.kind);
  const { id } = asked.connection;
  await actOnConnection(services, author.account.id, { id, act: "accept", imageIds: null });
  const user = await findUser(db, author.account.id);
  const { sessionId: elsewhere } = await openSession(services, user!, newClient());
  const fixture = new RoomFixture(id, author.account.id, reader.account.id);
  for (const session of [author.sessionId, elsewhere]) await fixture.openSocket(author.account.id, { session });
  await fixture.openSocket(reader.account.id, { session: reader.sessionId });
  conversation = { fixture, author, reader, elsewhere };
});

/** Returns the sessions whose sockets the room still has open, sorted. */
function openSessions({ fixture }: Conversation): Promise<SessionId[]> {
  return runInDurableObject(env.CHAT_ROOM.getByName(fixture.connection), (_room, state) => {
    const open = state.getWebSockets().filter(({ readyState }) => readyState === WebSocket.OPEN);
    const attachments = open.map((socket) => socket.deserializeAttachment() as SocketAttachment); // as the room wrote it
    return attachments.map(({ sessionId }) => sessionId).toSorted();
  });
}

test("all three sessions have an open socket before", async () => {
  const { author, reader, elsewhere } = conversation;
  expect(await openSessions(conversation)).toEqual([author.sessionId, elsewhere, reader.sessionId].toSorted());
});

test("signing out has closed the session's sockets when it returns, and no others", async () => {
  const { author, reader, elsewhere } = conversation;
  await signOut(services, author);
  expect(await openSessions(conversation)).toEqual([elsewhere, reader.sessionId].toSorted());
});

test("ending another session has closed its sockets when it returns", async () => {
  const { author, reader, elsewhere } = conversation;
  await endSessions(services, author.account.id, { only: elsewhere });
  expect(await openSessions(conversation)).toEqual([author.sessionId, reader.sessionId].toSorted());
});

test("a new password has closed the sockets of the other sessions when it returns", async () => {
  const { author, reader } = conversation;
  const passwords = { current_password: password, new_password: "another horse battery staple" };
  expect(await changePassword(services, author, passwords)).toEqual({ kind: "changed" });
  expect(await openSessions(conversation)).toEqual([author.sessionId, reader.sessionId].toSorted());
});

test("a block has closed the sockets of who blocks when it returns, and leaves those of the other open", async () => {
  const { fixture, author, reader, elsewhere } = conversation;
  await actOnConnection(services, reader.account.id, { id: fixture.connection, act: "block", imageIds: null });
  expect(await openSessions(conversation)).toEqual([author.sessionId, elsewhere].toSorted());
});

test("scheduling the account's deletion has closed the sockets of both when it returns", async () => {
  const { author } = conversation;
  expect(await scheduleAccountDeletion(services, author, { password })).toMatchObject({ kind: "scheduled" });
  expect(await openSessions(conversation)).toEqual([]);
});
