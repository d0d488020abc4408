import { describe, expect, test } from "vitest";
import { maxOpenAsks, type ConnectionAct } from "../../app/contract/connection";
import { maxNoteLength } from "../../app/contract/limits";
import { expectProblem, newPerson, photo, send, uploaded } from "./client";
import { act, ask, asked, connected, enter, seenBy, storyOf } from "./connected";

const absent = "0198c0de-0000-7000-8000-000000000001";

describe("an ask", () => {
  test("shows to both with its note, and becomes a connection when it is accepted", async () => {
    const { author, reader, id } = await asked(await newPerson(), await newPerson());
    expect(await seenBy(reader, id)).toMatchObject({ status: "asked", role: "asker", note: "I was there too." });
    expect(await seenBy(author, id)).toMatchObject({ status: "asked", role: "author", note: "I was there too." });
    const accepted = await act(author, id, "accept");
    expect(await accepted.json()).toMatchObject({ id, status: "accepted" });
    expect(await seenBy(reader, id)).toMatchObject({ status: "accepted" });
  });

  test("accepted twice at once is one connection, and accepting again changes nothing", async () => {
    const { author, id } = await asked(await newPerson(), await newPerson());
    const answers = await Promise.all([act(author, id, "accept"), act(author, id, "accept")]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect((await act(author, id, "accept")).status).toBe(200);
  });

  test("that crosses one of the other connects the two at once, in one connection", async () => {
    const [ana, ben] = [await newPerson(), await newPerson()];
    const [storyOfAna, storyOfBen] = [await storyOf(ana), await storyOf(ben)];
    await Promise.all([ask(ana, storyOfBen), ask(ben, storyOfAna)]);
    const both = await (await send("GET", "/api/connections", { as: ana })).json();
    expect(both).toMatchObject({ connections: [{ status: "accepted" }] });
    await expectProblem(await ask(ana, storyOfBen), 409, "conflict");
  });

  test("is refused with a sentence when it makes no sense", async () => {
    const [author, reader] = [await newPerson(), await newPerson()];
    const story = await storyOf(author);
    await expectProblem(await ask(undefined, story), 401, "not_signed_in");
    await expectProblem(await ask(author, story), 409, "conflict");
    await expectProblem(await ask(reader, absent), 404, "not_found");
    await expectProblem(await ask(reader, "no id"), 422, "invalid");
    await expectProblem(await ask(reader, story, "x".repeat(maxNoteLength + 1)), 422, "invalid");
    expect((await ask(reader, story, "x".repeat(maxNoteLength))).status).toBe(201);
  });

  test("of a hidden story, or of somebody who blocked, answers as if there were no story", async () => {
    const [author, reader] = [await newPerson(), await newPerson()];
    const story = await storyOf(author);
    const { id } = await asked(reader, author);
    expect((await act(reader, id, "block")).status).toBe(200);
    const blocked = await expectProblem(await ask(author, await storyOf(reader)), 404, "not_found");
    expect((await send("PATCH", `/api/stories/${story}`, { as: author, body: { status: "unpublished" } })).status).toBe(
      200,
    );
    const hidden = await expectProblem(await ask(await newPerson(), story), 404, "not_found");
    expect(blocked.detail).toBe(hidden.detail);
  });

  test("that is declined goes on waiting for who asked, who hears of it by nothing", async () => {
    const { author, reader, id } = await asked(await newPerson(), await newPerson());
    const before = await seenBy(reader, id);
    expect((await act(author, id, "decline")).status).toBe(200);
    expect(await seenBy(reader, id)).toEqual(before);
    expect(await seenBy(author, id)).toBeNull();
    const waits = await expectProblem(await ask(reader, await storyOf(author)), 409, "conflict");
    const other = await asked(await newPerson(), reader);
    const again = await expectProblem(await ask(reader, await storyOf(other.author)), 409, "conflict");
    expect(waits.detail).toBe(again.detail);
  });

  test("that is withdrawn is gone for both, and the next has to wait", async () => {
    const { author, reader, id } = await asked(await newPerson(), await newPerson());
    await expectProblem(await act(author, id, "withdraw"), 409, "conflict");
    expect((await act(reader, id, "withdraw")).status).toBe(200);
    expect(await seenBy(author, id)).toBeNull();
    await expectProblem(await act(author, id, "accept"), 409, "conflict");
    const problem = await expectProblem(await ask(reader, await storyOf(author)), 409, "conflict");
    expect(problem.detail).toMatch(/^You asked this person before: ask again after \d{4}-/);
  });

  test(`is one of at most ${maxOpenAsks} that wait`, async () => {
    const reader = await newPerson();
    const authors = await Promise.all(Array.from({ length: maxOpenAsks + 1 }, () => newPerson()));
    const answers = [];
    for (const author of authors) answers.push((await ask(reader, await storyOf(author))).status);
    // The limit of asks an hour is the same number: whichever speaks first, the one too many is refused.
    expect(answers.slice(0, maxOpenAsks)).toEqual(Array.from({ length: maxOpenAsks }, () => 201));
    expect([409, 429]).toContain(answers[maxOpenAsks]);
  });
});

describe("a connection", () => {
  test("is nobody else's: a stranger, a visitor and a wrong word get what an absent one gets", async () => {
    const { id } = await connected();
    const stranger = await newPerson();
    for (const what of ["accept", "decline", "withdraw", "block", "unblock", "reveal", "unreveal"] as ConnectionAct[]) {
      await expectProblem(await act(stranger, id, what), 404, "not_found");
      await expectProblem(await act(stranger, absent, what), 404, "not_found");
      await expectProblem(await act(undefined, id, what), 401, "not_signed_in");
    }
    await expectProblem(await act(stranger, id, "marry" as ConnectionAct), 404, "not_found");
    expect(await seenBy(stranger, id)).toBeNull();
  });

  test("that is blocked is as before for the one who is blocked, but for stories and originals", async () => {
    const { author, reader, id } = await connected();
    const story = await storyOf(author);
    const before = await seenBy(reader, id);
    const line = await enter(reader, id);
    expect((await act(author, id, "block")).status).toBe(200);
    expect(await seenBy(author, id)).toMatchObject({ blocked: true });
    expect(await seenBy(reader, id)).toEqual(before);
    await expectProblem(await send("GET", `/api/stories/${story}`, { as: reader }), 404, "not_found");
    line.say("into the void", "c1");
    await expect.poll(() => line.frames.at(-1)).toMatchObject({ type: "delivery_confirmation", status: "sent" });
    await expectProblem(await send("GET", `/api/chat/messages/${id}`, { as: author }), 404, "not_found");
    expect((await act(reader, id, "unblock")).status).toBe(200);
    expect(await seenBy(author, id)).toMatchObject({ blocked: true });
    expect((await act(author, id, "unblock")).status).toBe(200);
    line.say("heard again", "c2");
    const said = async (as: typeof author) => {
      const answer = await send("GET", `/api/chat/messages/${id}`, { as });
      const { messages } = (await answer.json()) as { messages: { content: string; status: string }[] };
      return messages.map(({ content, status }) => `${content}, ${status}`);
    };
    await expect.poll(() => said(author)).toEqual(["heard again, sent"]);
    expect(await said(reader)).toEqual(["into the void, sent", "heard again, sent"]);
    await line.close();
  });

  test("shows an original that was revealed, to that person alone, until it is taken back", async () => {
    const { author, reader, id } = await connected();
    const { original } = await photo();
    const image = await uploaded(author, { original });
    await storyOf(author, [image.image_id]);
    const read = (as: typeof reader) => send("GET", `/api/images/${image.image_id}/original`, { as });
    await expectProblem(await read(reader), 404, "not_found");
    expect((await act(author, id, "reveal", { image_ids: [image.image_id] })).status).toBe(200);
    const shown = await read(reader);
    expect([shown.status, shown.headers.get("Cache-Control")]).toEqual([200, "private, no-store"]);
    expect(await seenBy(reader, id)).toMatchObject({ revealed_to_me: [{ id: image.image_id }] });
    expect(await seenBy(author, id)).toMatchObject({ revealed: [{ id: image.image_id }] });
    await expectProblem(await read(await newPerson()), 404, "not_found");
    await expectProblem(await act(reader, id, "reveal", { image_ids: [image.image_id] }), 409, "conflict");
    expect((await act(author, id, "unreveal", { image_ids: [image.image_id] })).status).toBe(200);
    await expectProblem(await read(reader), 404, "not_found");
  });

  test("reveals nothing before both agreed", async () => {
    const { author, id } = await asked(await newPerson(), await newPerson());
    await expectProblem(await act(author, id, "reveal"), 409, "conflict");
  });
});

test("connections come in pages, newest first, each once", async () => {
  const author = await newPerson();
  const ids = [];
  for (let made = 0; made < 5; made++) ids.unshift((await asked(author, await newPerson())).id);
  const seen: string[] = [];
  for (let cursor = ""; ;) {
    const answer = await send("GET", `/api/connections?limit=2${cursor}`, { as: author });
    const page = (await answer.json()) as { connections: { id: string }[]; next_cursor: string | null };
    seen.push(...page.connections.map(({ id }) => id));
    if (page.next_cursor === null) break;
    cursor = `&cursor=${page.next_cursor}`;
  }
  expect(seen).toEqual(ids);
});
