/** Reports and what staff do about them, on a real D1 and R2. */
import { uuidv7 } from "uuidv7";
import { expect, test } from "vitest";
import type { ReportId, StoryId, UserId } from "../../app/contract/ids";
import type { ModerationAct } from "../../app/contract/report";
import { findViewerBySecret } from "../../app/domain/accounts/sessions.server";
import { listReports, moderate, readReport } from "../../app/domain/safety/moderation.server";
import { report } from "../../app/domain/safety/reports.server";
import { readStory } from "../../app/domain/stories/stories.server";
import { insertBlock } from "../../db/queries/connections";
import { newPerson, newStory, newViewer } from "../world/people";
import { db, servicesAt } from "../world/services";
import { start } from "../world/start";

const { services } = servicesAt(() => start);

const reportStory = (reporter: UserId, story: StoryId) =>
  report(services, reporter, { subject: { kind: "story", id: story }, reason: "other", note: "A note." });

async function reported(reporter: UserId, story: StoryId): Promise<ReportId> {
  const answer = await reportStory(reporter, story);
  if (answer.kind !== "reported") throw new Error(answer.kind);
  return answer.id;
}

async function newStaff() {
  const staff = await newViewer(services);
  await db.$client.prepare("UPDATE users SET role = 'staff' WHERE id = ?").bind(staff.account.id).run();
  return staff;
}

test("a report keeps what its reporter saw, and a second one of the same thing is the first", async () => {
  const [author, reader] = [await newPerson(), await newPerson()];
  const story = await newStory(author);
  const id = await reported(reader, story);
  expect(await reported(reader, story)).toBe(id);
  expect(await readReport(services, id)).toMatchObject({
    report: { kind: "story", note: "A note.", status: "open", story_id: story },
    evidence: { kind: "story", title: "A day", body: "It happened." },
    photo_url: null,
    acts: ["dismiss", "hold", "suspend"],
    log: [],
  });
});

test("nobody reports their own story, nor one that they may not see or that is not there", async () => {
  const [author, blocked] = [await newPerson(), await newPerson()];
  const story = await newStory(author);
  await insertBlock(db, { blockerId: author, blockedId: blocked, createdAt: new Date(start) });
  expect(await reportStory(author, story)).toEqual({ kind: "own" });
  expect(await reportStory(blocked, story)).toEqual({ kind: "not_found" });
  expect(await reportStory(blocked, uuidv7() as StoryId)).toEqual({ kind: "not_found" });
});

test("two reports of one thing by one person at the same moment make one", async () => {
  const [author, reader] = [await newPerson(), await newPerson()];
  const story = await newStory(author);
  const [one, two] = await Promise.all([reported(reader, story), reported(reader, story)]);
  expect(one).toBe(two);
});

test("a held story is hidden from others until it is released; each action is logged with its reason", async () => {
  const staff = await newStaff();
  const [author, reader] = [await newPerson(), await newPerson()];
  const story = await newStory(author);
  const id = await reported(reader, story);
  const act = async (what: ModerationAct) => (await moderate(services, staff, { id, act: what, reason: what })).kind;
  expect(await act("release")).toBe("not_now");
  expect(await act("hold")).toBe("done");
  expect(await readStory(services, reader, story)).toBeNull();
  expect(await readStory(services, author, story)).toMatchObject({ held_reason: "hold" });
  expect(await act("hold")).toBe("not_now");
  expect(await act("release")).toBe("done");
  expect(await readStory(services, reader, story)).not.toBeNull();
  const log = (await readReport(services, id))?.log.map(({ act: what, reason }) => [what, reason]);
  expect(log?.toSorted()).toEqual([
    ["hold", "hold"],
    ["release", "release"],
  ]);
});

test("a suspended person is signed out everywhere; staff cannot be suspended", async () => {
  const staff = await newStaff();
  const [author, otherStaff, reader] = [await newViewer(services), await newStaff(), await newPerson()];
  const suspend = async (person: UserId) => {
    const id = await reported(reader, await newStory(person));
    return (await moderate(services, staff, { id, act: "suspend", reason: "Threats." })).kind;
  };
  expect([await suspend(author.account.id), await suspend(otherStaff.account.id)]).toEqual(["done", "not_now"]);
  expect(await findViewerBySecret(services, author.secret)).toBeNull();
  expect(await findViewerBySecret(services, otherStaff.secret)).not.toBeNull();
});

test("reports are listed newest first, by status; a dismissed one is closed, and an unknown one is not found", async () => {
  const staff = await newStaff();
  const [author, reader] = [await newPerson(), await newPerson()];
  const ids = [await reported(reader, await newStory(author)), await reported(reader, await newStory(author))];
  const first = ids[0]!;
  await moderate(services, staff, { id: first, act: "dismiss", reason: "Nothing in it." });
  const list = async (status: "open" | "closed") =>
    (await listReports(services, { status, before: null, limit: 1 })).reports.map(({ id }) => id);
  expect([await list("open"), await list("closed")]).toEqual([[ids[1]], [first]]);
  const unknown = { id: uuidv7() as ReportId, act: "dismiss", reason: "x" } as const;
  expect(await moderate(services, staff, unknown)).toEqual({ kind: "not_found" });
});
