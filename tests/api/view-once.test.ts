/** An original that may be viewed once, over HTTP: opened by one page, until it is closed. */
import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { expectProblem, newPerson, photo, send, uploaded } from "./client";
import { act, connected, enter, seenBy, storyOf } from "./connected";

/** Two who are connected, and an original that the author let the reader view once. */
async function revealedOnce() {
  const { author, reader, id } = await connected();
  const { image_id: image } = await uploaded(author, { original: (await photo()).original });
  await storyOf(author, [image]);
  expect((await act(author, id, "reveal", { image_ids: [image], terms: "view_once" })).status).toBe(200);
  const read = (query = "", as = reader) => send("GET", `/api/images/${image}/original${query}`, { as });
  const open = (view: string, as = reader) => send("POST", `/api/images/${image}/view`, { as, body: { view } });
  const close = (as = reader) => send("DELETE", `/api/images/${image}/view`, { as });
  return { author, reader, id, image, read, open, close };
}

test("nobody has its bytes before it is opened, the page that opened it has them, and once it is closed nobody has", async () => {
  const { author, reader, id, image, read, open, close } = await revealedOnce();
  const line = await enter(author, id);
  await expectProblem(await read(), 404, "not_found");
  const shown = (await seenBy(reader, id))!.revealed_to_me;
  expect(shown).toMatchObject([{ id: image, terms: "view_once", ends_at: null }]);
  expect(shown[0]).not.toHaveProperty("original_url");

  const view = randomUUID();
  const opened = await open(view);
  const { original_url: url, ends_at } = (await opened.json()) as { original_url: string; ends_at: string };
  expect([opened.status, url]).toEqual([200, `/api/images/${image}/original?view=${view}`]);
  expect(Date.parse(ends_at)).toBeGreaterThan(Date.now());
  const bytes = await send("GET", url, { as: reader });
  expect([bytes.status, bytes.headers.get("Cache-Control")]).toEqual([200, "private, no-store"]);
  expect((await open(view)).status).toBe(200);
  await expectProblem(await open(randomUUID()), 404, "not_found");
  for (const query of ["", `?view=${randomUUID()}`]) await expectProblem(await read(query), 404, "not_found");
  await expectProblem(await send("GET", url, { as: await newPerson() }), 404, "not_found");
  await expect.poll(() => line.frames.at(-1)).toMatchObject({ type: "reveal_seen", image_id: image });

  expect((await close(author)).status).toBe(204);
  expect((await send("GET", url, { as: reader })).status).toBe(200);
  expect([(await close()).status, (await close()).status]).toEqual([204, 204]);
  await expectProblem(await send("GET", url, { as: reader }), 404, "not_found");
  await expectProblem(await open(view), 404, "not_found");
  await expect.poll(() => line.frames.at(-1)).toMatchObject({ type: "unreveal", image_id: image, ended_by: "view" });
  expect((await seenBy(author, id))!.revealed).toEqual([]);
  await line.close();
});

test("of two tabs that open it at once one has it, and taking it back or blocking closes it while it is open", async () => {
  const { author, id, image, read, open } = await revealedOnce();
  const views = [randomUUID(), randomUUID()];
  const answers = await Promise.all(views.map((view) => open(view)));
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 404]);
  const view = views[answers.findIndex(({ status }) => status === 200)]!;
  expect((await read(`?view=${view}`)).status).toBe(200);
  expect((await act(author, id, "unreveal", { image_ids: [image] })).status).toBe(200);
  await expectProblem(await read(`?view=${view}`), 404, "not_found");
  await expectProblem(await open(view), 404, "not_found");

  expect((await act(author, id, "reveal", { image_ids: [image], terms: "view_once" })).status).toBe(200);
  expect((await open(view)).status).toBe(200);
  expect((await act(author, id, "block")).status).toBe(200);
  await expectProblem(await read(`?view=${view}`), 404, "not_found");
  await expectProblem(await open(view), 404, "not_found");
});

test("its author opens nothing, and one that is revealed for longer is not opened so", async () => {
  const { author, reader, id, image, open } = await revealedOnce();
  await expectProblem(await open(randomUUID(), author), 404, "not_found");
  await expectProblem(await open("no view"), 422, "invalid");
  // Its terms stay while it is revealed.
  expect((await act(author, id, "reveal", { image_ids: [image], terms: "until_taken_back" })).status).toBe(200);
  expect((await seenBy(author, id))!.revealed).toMatchObject([{ terms: "view_once" }]);
  await act(author, id, "unreveal");
  expect((await act(author, id, "reveal", { image_ids: [image], terms: "for_24_hours" })).status).toBe(200);
  const [shown] = (await seenBy(reader, id))!.revealed_to_me;
  expect(shown).toMatchObject({ terms: "for_24_hours", original_url: `/api/images/${image}/original` });
  const leftMs = Date.parse(shown!.ends_at!) - Date.now();
  expect(leftMs).toBeGreaterThan(23 * 60 * 60_000);
  await expectProblem(await open(randomUUID()), 404, "not_found");
});
