/** The list of conversations: what was said last, as each of the two sees it, and what they marked. */
import { beforeEach, expect, test } from "vitest";
import type { ChatPhoto } from "../../app/contract/chat-photo";
import type { ConnectionId, UserId } from "../../app/contract/ids";
import type { ConversationPage } from "../../app/contract/conversation";
import { listConversations, markConversation, readListed } from "../../app/domain/chat/conversation-list.server";
import { actOnConnection } from "../../app/domain/connections/connections.server";
import type { Services } from "../../app/domain/ports";
import { insertAsk } from "../../db/queries/connections";
import { writeRoomProjection, type RoomProjection } from "../../db/queries/messages";
import { chatPhoto } from "../../workers/chat-room/testing/chat-photo";
import { newId } from "../world/ids";
import { newPerson } from "../world/people";
import { db, servicesAt } from "../world/services";
import { start } from "../world/start";

const minuteMs = 60_000;
let now = start;
const { services } = servicesAt(() => now);

let ana: UserId;

beforeEach(async () => {
  now = start;
  ana = await newPerson();
});

type Said = {
  by: UserId;
  content?: string;
  at?: number;
  isHidden?: boolean;
  photos?: ChatPhoto[];
  expiresAt?: number | null;
};

/** A conversation of Ana's, and the way to say something in it. */
async function talkWith(other: UserId) {
  const id = newId<ConnectionId>();
  const at = new Date(start - 60 * minuteMs);
  await insertAsk(db, { id, askerId: other, authorId: ana, status: "accepted", createdAt: at, updatedAt: at });
  let seq = 0;
  const say = async (
    { by, content = "hello", at: createdAt = now, isHidden = false, photos = [], expiresAt = null }: Said,
    more = {},
  ) => {
    seq += 1;
    await project(id, {
      messages: [{ seq, senderId: by, content, createdAt, isHidden, replyTo: null, photos, expiresAt }],
      members: [ana, other].map((userId) => ({ userId, deliveredSeq: 0, readSeq: 0, lastSeq: seq, unread: 0 })),
      ...more,
    });
    return seq;
  };
  return { id, other, say };
}

function project(connectionId: ConnectionId, part: Partial<RoomProjection>): Promise<void> {
  const nothing = { messages: [], events: [], views: [], contents: [], removals: [], members: [], lastAt: null };
  return writeRoomProjection(db.$client, { connectionId, ...nothing, ...part });
}

const listFor = (viewer: UserId, parts: Partial<Services> = {}, page = { cursor: null as string | null, limit: 50 }) =>
  listConversations({ ...services, ...parts }, viewer, {
    listed: readListed({ ...services, ...parts }, viewer),
    ...page,
  });

const idsOf = ({ conversations }: ConversationPage) => conversations.map(({ id }) => id);

const viewOf = (seq: number, viewerId: UserId) => ({
  ...{ seq, viewerId, changeSeq: 1, type: "delete" as const, content: null, editedAt: null, deletedAt: null },
  ...{ isRemoved: false, reactions: {} },
});

test("the newest conversation is first, with what was said last, by whom, and how far it has come", async () => {
  const [ben, cleo] = [await talkWith(await newPerson()), await talkWith(await newPerson())];
  await ben.say({ by: ben.other, content: "from Ben", at: start + 1 });
  await cleo.say({ by: ana, content: "to Cleo", at: start + 2 });
  const place = { userId: cleo.other, deliveredSeq: 1, readSeq: 0, lastSeq: 1, unread: 1 };
  await project(cleo.id, { members: [place] });
  const page = await listFor(ana);
  expect(page.conversations.map(({ id, last }) => [id, last?.text, last?.is_mine, last?.status])).toEqual([
    [cleo.id, "to Cleo", true, "delivered"],
    [ben.id, "from Ben", false, null],
  ]);
  await ben.say({ by: ben.other, content: "again", at: start + 3 });
  expect(idsOf(await listFor(ana))).toEqual([ben.id, cleo.id]);
});

test("what a person may not see is not in their list: hidden, deleted for themselves, or their own after a block", async () => {
  const ben = await talkWith(await newPerson());
  await ben.say({ by: ana, content: "seen by both" });
  await ben.say({ by: ben.other, content: "hidden from Ana", isHidden: true });
  const textFor = async (viewer: UserId) => (await listFor(viewer)).conversations[0]?.last;
  expect(await textFor(ana)).toMatchObject({ text: "seen by both" });
  expect(await textFor(ben.other)).toMatchObject({ text: "hidden from Ana", status: "sent" });
  const removed = await ben.say({ by: ana, content: "removed by Ana" });
  await project(ben.id, { views: [{ ...viewOf(removed, ana), isRemoved: true }] });
  expect(await textFor(ana)).toMatchObject({ text: "seen by both" });
  expect(await textFor(ben.other)).toMatchObject({ text: "removed by Ana" });
  const gone = await ben.say({ by: ana, content: "" });
  const deleted = [ana, ben.other].map((viewer) => ({ ...viewOf(gone, viewer), content: "", deletedAt: now }));
  await project(ben.id, { views: deleted });
  expect(await textFor(ben.other)).toMatchObject({ kind: "deleted", text: "", status: null });
  await actOnConnection(services, ana, { id: ben.id, act: "block", imageIds: null });
  expect(await textFor(ana)).toBeNull();
  expect(await textFor(ben.other)).toMatchObject({ kind: "deleted" });
});

test("a message of photos says how many they are, until it is deleted", async () => {
  const ben = await talkWith(await newPerson());
  const photos = [chatPhoto("1"), chatPhoto("2")];
  const seq = await ben.say({ by: ben.other, content: "", photos });
  const last = async () => (await listFor(ana)).conversations[0]?.last;
  expect(await last()).toMatchObject({ kind: "message", text: "", photo_count: 2 });
  const deleted = { ...viewOf(seq, ana), content: "", deletedAt: now };
  await project(ben.id, { views: [deleted], contents: [{ seq, content: "", changeSeq: 1, droppedPhotos: [] }] });
  expect(await last()).toMatchObject({ kind: "deleted", photo_count: 0 });
});

test("a message that has disappeared is not the last any more, whether or not D1 has deleted it", async () => {
  const ben = await talkWith(await newPerson());
  await ben.say({ by: ben.other, content: "this stays", at: start });
  await ben.say({ by: ben.other, content: "this goes", at: start + 1, expiresAt: start + minuteMs });
  const text = async () => (await listFor(ana)).conversations[0]?.last?.text;
  expect(await text()).toBe("this goes");
  now = start + minuteMs;
  expect(await text()).toBe("this stays");
});

test("an original whose time is over is no news, and one that was taken back is", async () => {
  const ben = await talkWith(await newPerson());
  await ben.say({ by: ana, at: start });
  const event = { userId: ben.other, imageId: newId(), afterSeq: 1, terms: null, endsAt: null };
  const over = { ...event, eventSeq: 1, type: "unreveal" as const, createdAt: start + 1, endedBy: "time" as const };
  await project(ben.id, { events: [over] as RoomProjection["events"] });
  expect((await listFor(ana)).conversations[0]?.last).toMatchObject({ kind: "message" });
  await project(ben.id, { events: [{ ...over, eventSeq: 2, endedBy: null }] as RoomProjection["events"] });
  expect((await listFor(ana)).conversations[0]?.last).toMatchObject({ kind: "taken_back" });
});

test("a revealed photo is what came last, until a message follows", async () => {
  const ben = await talkWith(await newPerson());
  await ben.say({ by: ana });
  const event = { eventSeq: 1, type: "reveal" as const, userId: ben.other, imageId: newId(), afterSeq: 1 };
  const seen = { ...event, eventSeq: 2, type: "reveal_seen" as const, userId: ana };
  await project(ben.id, {
    events: [
      { ...event, createdAt: now + 1 },
      { ...seen, createdAt: now + 2 },
    ] as RoomProjection["events"],
  });
  expect((await listFor(ana)).conversations[0]?.last).toMatchObject({ kind: "revealed", is_mine: false });
  await ben.say({ by: ana, content: "thank you", at: now + 3 });
  expect((await listFor(ana)).conversations[0]?.last).toMatchObject({ kind: "message", text: "thank you" });
});

test("pinned ones stay on top, archived ones come back with a new message, and muted ones stay in the archive", async () => {
  const [ben, cleo, dora] = [
    await talkWith(await newPerson()),
    await talkWith(await newPerson()),
    await talkWith(await newPerson()),
  ];
  for (const [index, talk] of [ben, cleo, dora].entries()) await talk.say({ by: talk.other, at: start + index });
  now = start + minuteMs;
  const mark = (id: ConnectionId, change: { pinned?: boolean; archived?: boolean }) =>
    markConversation(services, ana, { id, change });
  expect(await mark(ben.id, { pinned: true })).toBe("done");
  await mark(cleo.id, { archived: true });
  await mark(dora.id, { archived: true });
  await services.inboxes.push.mute(ana, dora.id);
  const flags = async () =>
    Object.fromEntries((await listFor(ana)).conversations.map(({ id, archived }) => [id, archived]));
  expect(idsOf(await listFor(ana))[0]).toBe(ben.id);
  expect(await flags()).toEqual({ [ben.id]: false, [cleo.id]: true, [dora.id]: true });
  for (const talk of [cleo, dora]) await talk.say({ by: talk.other, at: now + minuteMs });
  expect(await flags()).toEqual({ [ben.id]: false, [cleo.id]: false, [dora.id]: true });
  expect((await listFor(ben.other)).conversations[0]).toMatchObject({ pinned: false, archived: false });
  await mark(ben.id, { pinned: false });
  expect(idsOf(await listFor(ana))[0]).not.toBe(ben.id);
  const stranger = await newPerson();
  expect(await markConversation(services, stranger, { id: ben.id, change: { pinned: true } })).toBe("not_found");
});

test("pages follow each other, with the pinned ones on the first alone", async () => {
  const talks: Awaited<ReturnType<typeof talkWith>>[] = [];
  for (let made = 0; made < 5; made++) talks.push(await talkWith(await newPerson()));
  for (const [index, talk] of talks.entries()) await talk.say({ by: ana, at: start + index });
  await markConversation(services, ana, { id: talks[1]!.id, change: { pinned: true } });
  const first = await listFor(ana, {}, { cursor: null, limit: 2 });
  const second = await listFor(ana, {}, { cursor: first.next_cursor, limit: 2 });
  const all = [...idsOf(first), ...idsOf(second)].map((id) => talks.findIndex((talk) => talk.id === id));
  expect([all, second.next_cursor]).toEqual([[1, 4, 3, 2, 0], null]);
});

test("a room that has just spoken is asked for what D1 does not have yet, and one that does not answer stays as it is", async () => {
  const ben = await talkWith(await newPerson());
  await ben.say({ by: ana, content: "known to D1" });
  const inboxes: Services["inboxes"] = {
    ...services.inboxes,
    conversations: async () => ({ marks: [], rooms: [{ connectionId: ben.id, lastSeq: 2, unread: 1 }] }),
  };
  const newest = {
    seq: 2,
    senderId: ben.other,
    content: "just said",
    createdAt: now + 5,
    replyTo: null,
    photos: [],
    expiresAt: null,
  };
  const rooms: Services["rooms"] = {
    ...services.rooms,
    freshHistory: async () => ({
      messages: [newest],
      views: [],
      lastChange: 0,
      marks: {},
      checkpoint: 1,
      unread: null,
    }),
  };
  expect((await listFor(ana, { inboxes, rooms })).conversations[0]).toMatchObject({
    unread: 1,
    last: { text: "just said", is_mine: false },
  });
  const silent = { ...rooms, freshHistory: () => Promise.reject(new Error("It does not answer.")) };
  expect((await listFor(ana, { inboxes, rooms: silent })).conversations[0]?.last?.text).toBe("known to D1");
});
