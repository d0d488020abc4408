import { describe, expect, test } from "vitest";
import { Story, StoryPage } from "../../app/contract/story";
import { smallPhoto } from "../access-matrix/stories";
import { expectProblem, newPerson, photo, send, uploaded, url, type Person } from "./client";
import { patientFetch } from "../../scripts/patient-fetch.mjs";
import { storyText } from "../../app/text/story";
import { runSql } from "./rows";

async function published(as: Person, parts: Record<string, unknown> = {}): Promise<Story> {
  const answer = await send("POST", "/api/stories", { as, body: { body: "It happened.", ...parts } });
  expect(answer.status).toBe(201);
  const story = Story.parse(await answer.json());
  expect(answer.headers.get("Location")).toBe(`/api/stories/${story.id}`);
  return story;
}

describe("a story", () => {
  test("with photos is read by everybody, and its originals by its author alone", async () => {
    const author = await newPerson();
    const { original } = await photo();
    const image = await uploaded(author, { original });
    const alt = "Three friends.";
    const story = await published(author, {
      title: "One day",
      image_ids: [image.image_id],
      image_alts: { [image.image_id]: alt },
    });
    expect(story.images[0]).toMatchObject({
      id: image.image_id,
      alt,
      original_url: `/api/images/${image.image_id}/original`,
    });
    const seen = Story.parse(await (await send("GET", `/api/stories/${story.id}`)).json());
    expect(seen.images[0]?.original_url).toBeUndefined();
    expect(seen.title).toBe("One day");
    const copy = await patientFetch(url + image.blurred_url);
    expect(copy.headers.get("Cache-Control")).toBe("public, max-age=300");
    const again = await patientFetch(url + image.blurred_url, {
      headers: { "If-None-Match": copy.headers.get("ETag") ?? "" },
    });
    expect(again.status).toBe(304);
    for (const as of [undefined, await newPerson()]) {
      await expectProblem(await send("GET", `/api/images/${image.image_id}/original`, { as }), 404, "not_found");
    }
  });

  test("needs words, and photos of one's own that are free", async () => {
    const author = await newPerson();
    await expectProblem(await send("POST", "/api/stories", { as: author, body: { body: "  " } }), 422, "invalid");
    await expectProblem(await send("POST", "/api/stories", { body: { body: "Hello." } }), 401, "not_signed_in");
    const theirs = await uploaded(await newPerson());
    const absent = "0198c0de-0000-7000-8000-000000000001";
    const used = await uploaded(author);
    await published(author, { image_ids: [used.image_id] });
    for (const id of [theirs.image_id, absent, used.image_id]) {
      const problem = await expectProblem(
        await send("POST", "/api/stories", { as: author, body: { body: "Hello.", image_ids: [id] } }),
        422,
        "invalid",
      );
      expect(problem.detail).toBe(`No photo of yours that is free for this story: ${id}. Upload it first.`);
    }
    const twice = { body: "Hello.", image_ids: [absent, absent] };
    await expectProblem(await send("POST", "/api/stories", { as: author, body: twice }), 422, "invalid");
  });

  test("whose text's database does not answer is a 503, missing in lists that say so, and can be deleted", async () => {
    const author = await newPerson();
    const shown = await published(author, { body: "Still there." });
    const { id } = await published(author);
    await runSql(`UPDATE stories SET body = '', text_db = 0, text_version = 'v' WHERE id = '${id}'`); // none is bound
    const answer = await send("GET", `/api/stories/${id}`);
    await expectProblem(answer, 503, "unavailable");
    expect(answer.headers.get("Retry-After")).toBe("5");
    for (const path of ["/api/stories?limit=2", "/api/stories?limit=2&mine=true"]) {
      const page = StoryPage.parse(await (await send("GET", path, { as: author })).json());
      expect(page.stories.map((story) => story.id)).toEqual([shown.id]);
      expect(page.is_incomplete).toBe(true);
    }
    const [page, story] = [await patientFetch(`${url}/`), await patientFetch(`${url}/stories/${id}`)];
    expect([page.status, story.status]).toEqual([200, 503]);
    expect(await page.text()).toContain(storyText.incomplete.replace("'", "&#x27;"));
    expect((await send("DELETE", `/api/stories/${id}`, { as: author })).status).toBe(204);
    const after = StoryPage.parse(await (await send("GET", "/api/stories?limit=2")).json());
    expect(after).not.toHaveProperty("is_incomplete");
  });

  test("is changed, unpublished and published again by its author alone", async () => {
    const [author, stranger] = [await newPerson(), await newPerson()];
    const { id } = await published(author, { title: "Before" });
    const change = (as: Person, body: unknown) => send("PATCH", `/api/stories/${id}`, { as, body });
    await expectProblem(await change(stranger, { title: "Mine" }), 404, "not_found");
    await expectProblem(await change(author, {}), 422, "invalid");
    const after = Story.parse(await (await change(author, { title: "After", status: "unpublished" })).json());
    expect(after).toMatchObject({ title: "After", body: "It happened.", status: "unpublished" });
    for (const as of [undefined, stranger])
      await expectProblem(await send("GET", `/api/stories/${id}`, { as }), 404, "not_found");
    expect((await send("GET", `/api/stories/${id}`, { as: author })).status).toBe(200);
    await change(author, { status: "published" });
    expect((await send("GET", `/api/stories/${id}`)).status).toBe(200);
  });

  test("that is unpublished hides its photos from everybody else", async () => {
    const author = await newPerson();
    const image = await uploaded(author);
    const { id } = await published(author, { image_ids: [image.image_id] });
    expect((await patientFetch(url + image.blurred_url)).status).toBe(200);
    await send("PATCH", `/api/stories/${id}`, { as: author, body: { status: "unpublished" } });
    expect((await patientFetch(url + image.blurred_url)).status).toBe(404);
  });

  test("loses the photos that are taken out of it: rows and bytes", async () => {
    const author = await newPerson();
    const [first, second] = [await uploaded(author), await uploaded(author)];
    const { id } = await published(author, { image_ids: [first.image_id, second.image_id] });
    await send("PATCH", `/api/stories/${id}`, { as: author, body: { image_ids: [second.image_id] } });
    expect((await patientFetch(url + first.blurred_url)).status).toBe(404);
    expect((await patientFetch(url + second.blurred_url)).status).toBe(200);
  });

  test("that is deleted is gone, with both pictures of each photo", async () => {
    const author = await newPerson();
    const { original } = await photo();
    const image = await uploaded(author, { original });
    const { id } = await published(author, { image_ids: [image.image_id] });
    await expectProblem(await send("DELETE", `/api/stories/${id}`, { as: await newPerson() }), 404, "not_found");
    expect((await send("DELETE", `/api/stories/${id}`, { as: author })).status).toBe(204);
    await expectProblem(await send("GET", `/api/stories/${id}`, { as: author }), 404, "not_found");
    await expectProblem(await send("DELETE", `/api/stories/${id}`, { as: author }), 404, "not_found");
    for (const path of [image.blurred_url, `/api/images/${image.image_id}/original`]) {
      expect((await patientFetch(url + path, { headers: { Authorization: `Bearer ${author.token}` } })).status).toBe(
        404,
      );
    }
  });
});

test("a story that is changed while it is deleted is changed or not there, and says nothing of its photos", async () => {
  const author = await newPerson();
  const copy = await smallPhoto();
  for (let round = 0; round < 12; round++) {
    const [inIt, fresh] = [
      await uploaded(author, { copy, regions: [] }),
      await uploaded(author, { copy, regions: [] }),
    ];
    const { id } = await published(author, { image_ids: [inIt.image_id] });
    const change = (body: unknown) => send("PATCH", `/api/stories/${id}`, { as: author, body });
    const [deleted, ...changed] = await Promise.all([
      send("DELETE", `/api/stories/${id}`, { as: author }),
      change({ body: "I thought about it again." }),
      change({ body: "And once more." }),
      change({ image_ids: [fresh.image_id] }),
    ]);
    expect(deleted.status).toBe(204);
    for (const { status } of changed) expect([200, 404]).toContain(status);
    const copies = await Promise.all([inIt, fresh].map((image) => patientFetch(url + image.blurred_url)));
    expect(copies.map(({ status }) => status)).toEqual([404, 404]);
  }
});

describe("the feed", () => {
  test("is newest first, in pages that meet without a gap or a double", async () => {
    const author = await newPerson();
    const made: string[] = [];
    for (let n = 0; n < 5; n++) made.unshift((await published(author, { title: `Story ${n}` })).id);
    const seen: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null && !made.every((id) => seen.includes(id))) {
      const query: string = cursor === "" ? "" : `&cursor=${cursor}`;
      const page = StoryPage.parse(await (await send("GET", `/api/stories?limit=2${query}`)).json());
      expect(page.stories.length).toBeLessThanOrEqual(2);
      seen.push(...page.stories.map(({ id }) => id));
      cursor = page.next_cursor;
    }
    expect(seen.filter((id) => made.includes(id))).toEqual(made);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(seen.toSorted().toReversed());
  });

  test("refuses a page of nonsense", async () => {
    for (const query of ["limit=0", "limit=1000", "limit=x", "cursor=x"]) {
      await expectProblem(await send("GET", `/api/stories?${query}`), 422, "invalid");
    }
  });

  test("of one's own has unpublished stories too", async () => {
    const author = await newPerson();
    const { id } = await published(author);
    await send("PATCH", `/api/stories/${id}`, { as: author, body: { status: "unpublished" } });
    const mine = StoryPage.parse(await (await send("GET", "/api/stories?mine=true", { as: author })).json());
    expect(mine.stories.map((story) => story.id)).toEqual([id]);
    await expectProblem(await send("GET", "/api/stories?mine=true"), 401, "not_signed_in");
  });
});
