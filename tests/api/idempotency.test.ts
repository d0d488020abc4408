/** A client that did not hear the answer asks again with its key, and nothing is there twice. */
import { describe, expect, test } from "vitest";
import { ask, storyOf } from "./connected";
import { expectProblem, newPerson, photo, send, upload, uploaded, type Person } from "./client";

const words = { title: "One day", body: "It happened.", image_ids: [] };

function publish(as: Person, key: string, body: unknown = words): Promise<Response> {
  return send("POST", "/api/stories", { as, body, headers: { "Idempotency-Key": key } });
}

async function mine(as: Person): Promise<number> {
  const answer = await send("GET", "/api/stories?mine=true", { as });
  return ((await answer.json()) as { stories: unknown[] }).stories.length;
}

describe("the same request with the same key", () => {
  test("is told of what the first made: the same status, place and body", async () => {
    const author = await newPerson();
    const [first, second] = [await publish(author, "one"), await publish(author, '"one"')];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.headers.get("Location")).toBe(first.headers.get("Location"));
    expect(await second.json()).toEqual(await first.json());
    expect([first, second].map(({ headers }) => headers.get("Idempotency-Replayed"))).toEqual([null, "true"]);
    expect(await mine(author)).toBe(1);
  });

  test("makes one thing, though six come at the same moment", async () => {
    const author = await newPerson();
    const answers = await Promise.all(Array.from({ length: 6 }, () => publish(author, "at-once")));
    expect(answers.map(({ status }) => status).filter((status) => status !== 201 && status !== 409)).toEqual([]);
    for (const running of answers.filter(({ status }) => status === 409)) {
      await expectProblem(running, 409, "in_progress");
      expect(Number(running.headers.get("Retry-After"))).toBeGreaterThan(0);
    }
    expect(await mine(author)).toBe(1);
    expect((await publish(author, "at-once")).status).toBe(201);
  });

  test("uploads a photo once, and asks once", async () => {
    const author = await newPerson();
    const { original } = await photo();
    const [first, second] = [
      await upload(author, { original, key: "photo" }),
      await upload(author, { original, key: "photo" }),
    ];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(await second.json()).toEqual(await first.json());
    const [reader, story] = [await newPerson(), await storyOf(author)];
    const asking = () =>
      send("POST", "/api/connections", {
        as: reader,
        body: { story_id: story },
        headers: { "Idempotency-Key": "ask" },
      });
    const [asked, again] = [await asking(), await asking()];
    expect([asked.status, again.status]).toEqual([201, 201]);
    expect(await again.json()).toEqual(await asked.json());
    await expectProblem(await ask(reader, story), 409, "conflict");
  });
});

describe("a key", () => {
  test("belongs to one request: another body with it is refused, and nothing is made", async () => {
    const author = await newPerson();
    await publish(author, "two");
    await expectProblem(await publish(author, "two", { ...words, body: "Another." }), 422, "key_reused");
    expect(await mine(author)).toBe(1);
  });

  test("belongs to one person", async () => {
    const [one, other] = [await newPerson(), await newPerson()];
    await publish(one, "shared");
    expect(
      (await publish(other, "shared", { ...words, body: "Mine." })).headers.get("Idempotency-Replayed"),
    ).toBeNull();
    expect([await mine(one), await mine(other)]).toEqual([1, 1]);
  });

  test("is free again when its request was refused, with what was corrected", async () => {
    const author = await newPerson();
    const { image_id: theirs } = await uploaded(await newPerson());
    await expectProblem(await publish(author, "three", { ...words, image_ids: [theirs] }), 422, "invalid");
    expect((await publish(author, "three")).status).toBe(201);
  });

  test("of what was deleted makes it no second time, and gives none of its words", async () => {
    const author = await newPerson();
    const { id } = (await (await publish(author, "gone")).json()) as { id: string };
    await send("DELETE", `/api/stories/${id}`, { as: author });
    await expectProblem(await publish(author, "gone"), 404, "not_found");
    expect(await mine(author)).toBe(0);
  });

  test.each(["", " ", "a b", "ü", "x".repeat(201)])("that is none is refused: %j", async (key) => {
    const author = await newPerson();
    const encoded = Buffer.from(key).toString("latin1");
    await expectProblem(await publish(author, encoded), 400, "bad_request");
    expect(await mine(author)).toBe(0);
  });
});
