/** Reports and what staff do about them: who may, what is kept, what is hidden. */
import { expect, test } from "vitest";
import { ReportMade } from "../../app/contract/report";
import { connected, enter, storyOf } from "./connected";
import { expectProblem, newPerson, send, uploaded, url, type Person } from "./client";
import { runSql } from "./rows";
import { newStaff } from "./staff";
import { patientFetch } from "../../scripts/patient-fetch.mjs";

const report = (as: Person | undefined, kind: string, id: string, reason = "harassment", note = "") =>
  send("POST", "/api/reports", { as, body: { subject: { kind, id }, reason, note } });

async function reported(as: Person, kind: string, id: string): Promise<string> {
  const answer = await report(as, kind, id);
  expect([answer.status, answer.status === 201 ? "" : await answer.text()]).toEqual([201, ""]);
  return ReportMade.parse(await answer.json()).id;
}

const page = (as: Person | undefined, path: string) => send("GET", path, { as });

/** The page as its reader sees it, as one text. */
async function textOf(as: Person, path: string): Promise<string> {
  const answer = await page(as, path);
  expect(answer.status).toBe(200);
  return answer.text();
}

async function moderate(as: Person, id: string, act: string, reason: string): Promise<Response> {
  return patientFetch(`${url}/moderation/${id}`, {
    method: "POST",
    redirect: "manual",
    headers: { Authorization: `Bearer ${as.token}`, Origin: url },
    body: new URLSearchParams({ act, reason }),
  });
}

test("a report needs somebody signed in, a subject that they see and that is not theirs, and a reason", async () => {
  const [author, reader] = [await newPerson(), await newPerson()];
  const story = await storyOf(author);
  await expectProblem(await report(undefined, "story", story), 401, "not_signed_in");
  await expectProblem(await report(author, "story", story), 409, "conflict");
  await expectProblem(await report(reader, "story", story, "because"), 422, "invalid");
  await expectProblem(await report(reader, "story", story, "spam", "x".repeat(1_001)), 422, "invalid");
  const first = await reported(reader, "story", story);
  expect(await reported(reader, "story", story)).toBe(first);
});

test("what the reporter may not see is reported like what is absent", async () => {
  const pair = await connected();
  const stranger = await newPerson();
  const photo = (await uploaded(pair.author)).image_id;
  const hidden = await storyOf(pair.author);
  const line = await enter(pair.author, pair.id);
  line.say("Hello.", "one");
  await expect.poll(() => line.frames.some(({ type }) => type === "delivery_confirmation")).toBe(true);
  await line.close();
  await send("PATCH", `/api/stories/${hidden}`, { as: pair.author, body: { status: "unpublished" } });
  const absent = "01890a5d-ac96-774b-bcce-b302099a8057";
  const of = async (answer: Response) => ({ ...((await answer.json()) as object), request_id: null });
  const body = await of(await report(stranger, "story", absent));
  for (const [kind, id] of [
    ["story", hidden],
    ["photo", photo],
    ["photo", absent],
    ["ask", pair.id],
    ["message", `${pair.id}.1`],
    ["message", `${absent}.1`],
  ] as const) {
    const answer = await report(stranger, kind, id);
    expect([kind, answer.status, await of(answer)]).toEqual([kind, 404, body]);
  }
  await expectProblem(await report(pair.reader, "message", `${pair.id}.2`), 404, "not_found");
  await expectProblem(await report(pair.author, "message", `${pair.id}.1`), 409, "conflict");
  await reported(pair.reader, "message", `${pair.id}.1`);
});

test("pages of staff answer everybody else like a page that is not there", async () => {
  const [author, reader] = [await newPerson(), await newPerson()];
  const id = await reported(reader, "story", await storyOf(author));
  for (const as of [undefined, reader, author]) {
    for (const path of ["/moderation", "/moderation?limit=0", `/moderation/${id}`, `/api/moderation/${id}/photo`]) {
      const answer = await page(as, path);
      expect([path, answer.status]).toEqual([path, 404]);
    }
    expect((await moderate(as ?? ({ token: "none" } as Person), id, "hold", "Why not")).status).not.toBe(302);
  }
  expect((await moderate(reader, id, "hold", "Why not")).status).toBe(404);
});

test("evidence survives the edit and the deletion of its subject, and its words are no markup", async () => {
  const [author, reader, staff] = [await newPerson(), await newPerson(), await newStaff()];
  const photo = (await uploaded(author)).image_id;
  const created = await send("POST", "/api/stories", {
    as: author,
    body: { body: "Words <script>alert(1)</script> of before.", image_ids: [photo] },
  });
  const { id: story } = (await created.json()) as { id: string };
  const [ofStory, ofPhoto] = [await reported(reader, "story", story), await reported(reader, "photo", photo)];
  await send("PATCH", `/api/stories/${story}`, { as: author, body: { body: "Something harmless." } });
  expect((await send("DELETE", `/api/stories/${story}`, { as: author })).status).toBe(204);
  const html = await textOf(staff, `/moderation/${ofStory}`);
  expect(html).toContain("Words &lt;script&gt;alert(1)&lt;/script&gt; of before.");
  expect(html).not.toContain("<script>alert(1)");
  const kept = await page(staff, `/api/moderation/${ofPhoto}/photo`);
  expect([kept.status, kept.headers.get("Content-Type")]).toEqual([200, "image/jpeg"]);
  expect(kept.headers.get("Cache-Control")).toContain("no-store");
  expect((await kept.arrayBuffer()).byteLength).toBeGreaterThan(1_000);
});

test("a held story is seen by its author, with the reason, and by staff, until it is released", async () => {
  const [author, reader, staff] = [await newPerson(), await newPerson(), await newStaff()];
  const photo = await uploaded(author);
  const story = await storyOf(author, [photo.image_id]);
  const before = await (await send("GET", `/api/stories/${story}`, { as: author })).text();
  const id = await reported(reader, "story", story);
  // The report itself changes nothing that the author sees.
  expect(await (await send("GET", `/api/stories/${story}`, { as: author })).text()).toBe(before);
  expect((await moderate(staff, id, "hold", " ")).status).toBe(422);
  expect((await moderate(staff, id, "release", "Too early")).status).toBe(409);
  expect((await moderate(staff, id, "hold", "A name is in it.")).status).toBe(302);
  for (const as of [undefined, reader]) {
    await expectProblem(await send("GET", `/api/stories/${story}`, { as }), 404, "not_found");
    await expectProblem(await send("GET", photo.blurred_url, { as }), 404, "not_found");
    expect(await (await send("GET", "/api/stories?limit=50", { as })).text()).not.toContain(story);
  }
  await expectProblem(
    await send("POST", "/api/connections", { as: reader, body: { story_id: story } }),
    404,
    "not_found",
  );
  expect(await (await send("GET", `/api/stories/${story}`, { as: author })).json()).toMatchObject({
    held_reason: "A name is in it.",
  });
  const forStaff = await send("GET", `/api/stories/${story}`, { as: staff });
  expect([forStaff.status, await forStaff.text()]).toEqual([200, expect.not.stringContaining("held_reason")]);
  expect((await moderate(staff, id, "release", "It was changed.")).status).toBe(302);
  expect((await send("GET", `/api/stories/${story}`, { as: reader })).status).toBe(200);
  const log = await textOf(staff, `/moderation/${id}`);
  for (const words of ["A name is in it.", "It was changed.", staff.user.display_name]) expect(log).toContain(words);
});

test("who is suspended is signed out everywhere, their sockets close, their stories are hidden, until it is lifted", async () => {
  const { author, reader, id: room } = await connected();
  const staff = await newStaff();
  const story = await storyOf(author);
  const id = await reported(reader, "story", story);
  const line = await enter(author, room);
  expect((await moderate(staff, id, "suspend", "Threats.")).status).toBe(302);
  expect(await line.closedByRoom()).toBe(4401);
  await expectProblem(await send("GET", "/api/auth/me", { as: author }), 401, "not_signed_in");
  await expectProblem(await send("GET", `/api/stories/${story}`, { as: reader }), 404, "not_found");
  const credentials = { email: author.email, password: author.password };
  const refused = await expectProblem(await send("POST", "/api/auth/sign-in", { body: credentials }), 403, "forbidden");
  expect(refused.detail).toContain("suspended");
  await expectProblem(
    await send("POST", "/api/auth/sign-in", { body: { ...credentials, password: "another password" } }),
    401,
    "wrong_credentials",
  );
  expect((await moderate(staff, id, "lift", "They said sorry.")).status).toBe(302);
  expect((await send("POST", "/api/auth/sign-in", { body: credentials })).status).toBe(200);
  expect((await send("GET", `/api/stories/${story}`, { as: reader })).status).toBe(200);
});

test("the moderation log can be neither changed nor emptied", async () => {
  const [author, reader, staff] = [await newPerson(), await newPerson(), await newStaff()];
  const id = await reported(reader, "story", await storyOf(author));
  expect((await moderate(staff, id, "dismiss", "Nothing in it.")).status).toBe(302);
  await expect(runSql("UPDATE moderation_log SET reason = 'x'")).rejects.toThrow();
  await expect(runSql("DELETE FROM moderation_log")).rejects.toThrow();
  expect(await textOf(staff, `/moderation/${id}`)).toContain("Nothing in it.");
});

test("a report of an edited message has the words before, and what was deleted for both can no longer be reported", async () => {
  const pair = await connected();
  const [staff, line] = [await newStaff(), await enter(pair.author, pair.id)];
  const settled = (type: string) => expect.poll(() => line.frames.some((frame) => frame.type === type)).toBe(true);
  line.say("I know where you live.", "one");
  line.say("Call me.", "two");
  line.socket.send(JSON.stringify({ type: "edit", id: `${pair.id}.1`, content: "Good morning.", client_id: "three" }));
  await settled("edit");
  const id = await reported(pair.reader, "message", `${pair.id}.1`);
  const shown = await textOf(staff, `/moderation/${id}`);
  for (const words of ["Good morning.", "Before it was edited:", "I know where you live."])
    expect(shown).toContain(words);
  expect(await textOf(pair.reader, `/api/chat/messages/${pair.id}`)).not.toContain("I know where you live.");

  line.socket.send(JSON.stringify({ type: "delete", id: `${pair.id}.2`, for: "both", client_id: "four" }));
  await settled("delete");
  await expectProblem(await report(pair.reader, "message", `${pair.id}.2`), 404, "not_found");
  expect(await textOf(staff, `/moderation/${id}`)).toContain("I know where you live.");
  await line.close();
});
