/** Tests that each rule makes its entry in somebody's inbox, on a real D1 and the real object. */
import { uuidv7 } from "uuidv7";
import { expect, test } from "vitest";
import type { ConnectionId, UserId } from "../../app/contract/ids";
import { maxStoredBytes } from "../../app/contract/limits";
import type { ModerationAct } from "../../app/contract/report";
import { signIn, signUp } from "../../app/domain/accounts/accounts.server";
import { rememberAccount } from "../../app/domain/accounts/devices.server";
import type { ClientInfo, OpenedSession } from "../../app/domain/accounts/sessions.server";
import { actOnConnection } from "../../app/domain/connections/connections.server";
import { countUnread, countUnreadOnPage, readInbox } from "../../app/domain/inbox/inbox.server";
import { countOpenReports, moderate } from "../../app/domain/safety/moderation.server";
import { report } from "../../app/domain/safety/reports.server";
import { deleteStory } from "../../app/domain/stories/stories.server";
import { insertAsk } from "../../db/queries/connections";
import { insertPhoto } from "../../db/queries/photos";
import { newId } from "../world/ids";
import { newClient, newPerson, newStory, newViewer, password } from "../world/people";
import { photoRowOf } from "../world/photos";
import { db, servicesAt } from "../world/services";

/** Ahead of the inbox's own clock, which is the real one. */
let aheadMs = 0;
const { services, log, settle } = servicesAt(() => Date.now() + aheadMs);

async function kindsOf(person: UserId): Promise<string[]> {
  await settle();
  const { entries } = await readInbox(services, person, { cursor: null, limit: 50 });
  return entries.map(({ kind, story }) => (story ? `${kind} ${story.title}` : kind));
}

const newsOf = async ({ account, sessionId }: OpenedSession) =>
  (await countUnread(services, { userId: account.id, sessionId })).news;

async function newStaff() {
  const staff = await newViewer(services);
  await db.$client.prepare("UPDATE users SET role = 'staff' WHERE id = ?").bind(staff.account.id).run();
  return staff;
}

test("a story that is held and released is told to its author, and nothing of it is left once it is deleted", async () => {
  const [staff, author, reader] = [await newStaff(), await newPerson(), await newPerson()];
  const story = await newStory(author);
  const answer = await report(services, reader, { subject: { kind: "story", id: story }, reason: "other", note: "" });
  if (answer.kind !== "reported") throw new Error(answer.kind);
  const act = (what: ModerationAct) => moderate(services, staff, { id: answer.id, act: what, reason: what });
  await act("hold");
  expect(await kindsOf(author)).toEqual(["story_held A day"]);
  await act("release");
  expect((await kindsOf(author)).toSorted()).toEqual(["story_held A day", "story_released A day"]);
  expect(await kindsOf(reader)).toEqual([]);
  await act("hold");
  expect(await kindsOf(author)).toHaveLength(3);
  expect(await deleteStory(services, author, story)).toBe(true);
  await settle();
  const session = { userId: author, sessionId: newId<OpenedSession["sessionId"]>() };
  expect((await countUnread(services, session)).news).toBe(0);
});

test("a story that is deleted takes its revealed originals back, which the other person is told", async () => {
  const [author, reader] = [await newPerson(), await newPerson()];
  const photo = photoRowOf(author, { storyId: await newStory(author) });
  await insertPhoto(db, photo, { quota: maxStoredBytes });
  const id = newId<ConnectionId>();
  const now = new Date();
  await insertAsk(db, {
    id,
    askerId: reader,
    authorId: author,
    storyId: photo.storyId,
    note: "",
    status: "asked",
    createdAt: now,
    updatedAt: now,
  });
  await actOnConnection(services, author, { id, act: "accept", imageIds: null });
  await actOnConnection(services, author, { id, act: "reveal", imageIds: null });
  expect((await kindsOf(reader)).toSorted()).toEqual(["originals_revealed", "request_accepted"]);
  await deleteStory(services, author, photo.storyId!);
  expect(await kindsOf(reader)).toContain("originals_taken_back");
});

test("a sign-in on a device that never had the account is news to its other sessions, and on a known one to none", async () => {
  const first = await signedIn(signUp(services, { email: `${uuidv7()}@example.org`, password }, newClient()));
  expect(await kindsOf(first.account.id)).toEqual([]);
  aheadMs = 2 * 60_000;
  const device = await rememberAccount(services, null, first.account.id);
  const enter = (client: ClientInfo) => signedIn(signIn(services, { email: first.account.email, password }, client));
  await enter({ ...newClient(), device });
  expect(await kindsOf(first.account.id)).toEqual([]);
  const second = await enter(newClient());
  expect(await kindsOf(first.account.id)).toEqual(["new_sign_in"]);
  expect([await newsOf(first), await newsOf(second)]).toEqual([1, 0]);
});

async function signedIn(result: ReturnType<typeof signIn> | ReturnType<typeof signUp>): Promise<OpenedSession> {
  const answer = await result;
  if (answer.kind !== "signed_in") throw new Error(answer.kind);
  return answer.session;
}

test("staff see how many reports are open", async () => {
  const [staff, reader] = [await newStaff(), await newPerson()];
  const before = await countOpenReports(services);
  const story = { kind: "story", id: await newStory(await newPerson()) } as const;
  const answer = await report(services, reader, { subject: story, reason: "other", note: "" });
  if (answer.kind !== "reported") throw new Error(answer.kind);
  expect(await countOpenReports(services)).toBe(before + 1);
  await moderate(services, staff, { id: answer.id, act: "dismiss", reason: "Nothing in it." });
  expect(await countOpenReports(services)).toBe(before);
});

test("a page is shown without counts, and the failure is logged, while the inbox does not answer", async () => {
  const inboxes = { ...services.inboxes, badge: () => Promise.reject(new Error("It does not answer.")) };
  const reader = { userId: await newPerson(), sessionId: newId<OpenedSession["sessionId"]>() };
  expect(await countUnreadOnPage({ ...services, inboxes }, reader)).toEqual({ counts: {}, total: 0, asks: 0, news: 0 });
  expect(log.at(-1)).toMatchObject({ event: "failed", where: "count what waits" });
});
