/** Fifty requests at the same moment: one winner or one state that all agree on, and never a fault of the server. */
import { expect, test } from "vitest";
import { SignedIn } from "../../app/contract/account";
import type { Story } from "../../app/contract/story";
import { bodyOf } from "../../app/client/body-of";
import { photoOf } from "../access-matrix/stories";
import { clientOf, newPerson, send, type Person } from "../api/client";
import { act, asked, connected, enter, seenBy, storyOf } from "../api/connected";

const atOnce = 50;

/** Starts all of them before any has answered. Returns how often each status came. */
async function race(request: (at: number) => Promise<Response>, count = atOnce): Promise<Record<number, number>> {
  const answers = await Promise.all(Array.from({ length: count }, (_none, at) => request(at)));
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** Fails for a status that a race may not lead to. */
function expectOnly(counts: Record<number, number>, allowed: number[]): void {
  expect(Object.keys(counts).filter((status) => !allowed.includes(Number(status)))).toEqual([]);
}

async function storiesOf(author: Person): Promise<Story[]> {
  return bodyOf(await clientOf(author).call("GET /api/stories", { query: { mine: "true", limit: 50 } })).stories;
}

const publish = (as: Person, image_ids: string[], key?: string) =>
  send("POST", "/api/stories", {
    as,
    body: { body: "It happened.", image_ids },
    headers: key === undefined ? {} : { "Idempotency-Key": key },
  });

test("fifty accepts of one request make one connection with one room", async () => {
  const { author, reader, id } = await asked(await newPerson(), await newPerson());
  expect(await race(() => act(author, id, "accept"))).toEqual({ 200: atOnce });
  expect(await seenBy(reader, id)).toMatchObject({ id, status: "accepted" });
  await (await enter(reader, id)).close();
});

test("accept, decline, withdraw and block at once end in one state, which both see", async () => {
  const { author, reader, id } = await asked(await newPerson(), await newPerson());
  const acts = ["accept", "decline", "withdraw"] as const;
  const counts = await race((at) => act(at % 3 === 2 ? reader : author, id, acts[at % 3]!));
  expectOnly(counts, [200, 409]);
  const [first, second] = [(await seenBy(author, id))?.status, (await seenBy(reader, id))?.status];
  expect(["accepted accepted", "undefined asked", "undefined undefined"]).toContain(`${first} ${second}`);
});

test("fifty requests of one reader to one author are one", async () => {
  const [author, reader] = [await newPerson(), await newPerson()];
  const story_id = await storyOf(author);
  const counts = await race(() => send("POST", "/api/connections", { as: reader, body: { story_id } }));
  expectOnly(counts, [201, 409, 429]);
  expect(counts[201]).toBe(1);
  const { connections } = bodyOf(await clientOf(author).call("GET /api/connections"));
  expect(connections).toHaveLength(1);
});

test("the same photos published in many stories at once are in one, and no story lacks what its author was promised", async () => {
  const author = await newPerson();
  // Nobody has looked at them: one of the fifty does, and the others wait for what it finds.
  const photos = [(await photoOf(author, "kept")).id, (await photoOf(author, "kept")).id];
  const counts = await race(() => publish(author, photos));
  expectOnly(counts, [201, 409, 422, 429]);
  expect(counts[201]).toBe(1);
  expect((await storiesOf(author)).map(({ images }) => images.map(({ id }) => id))).toEqual([photos]);
});

test("a photo that many stories take in at once, new ones and changed ones, ends in one", async () => {
  const author = await newPerson();
  const { id: photo } = await photoOf(author, "kept");
  const drafts = await Promise.all(Array.from({ length: 5 }, () => storyOf(author)));
  const change = (id: string) => send("PATCH", `/api/stories/${id}`, { as: author, body: { image_ids: [photo] } });
  const won: string[] = [];
  const counts = await race(async (at) => {
    const answer = await (at % 2 ? publish(author, [photo]) : change(drafts[at % 5]!));
    if (answer.ok) won.push(((await answer.clone().json()) as Story).id);
    return answer;
  });
  expectOnly(counts, [200, 201, 409, 422, 429]);
  const holding = (await storiesOf(author)).filter(({ images }) => images.some(({ id }) => id === photo));
  expect(holding).toHaveLength(1);
  expect([...new Set(won)]).toEqual([holding[0]!.id]);
});

test("one key sent fifty times publishes one story", async () => {
  const author = await newPerson();
  expectOnly(await race(() => publish(author, [], "the-same")), [201, 409, 429]);
  expect(await storiesOf(author)).toHaveLength(1);
});

test("a story deleted while it is changed and published is gone, with its photo", async () => {
  const author = await newPerson();
  const photo = await photoOf(author, "kept");
  const story = await storyOf(author, [photo.id]);
  const requests = [
    () => send("DELETE", `/api/stories/${story}`, { as: author }),
    () => send("PATCH", `/api/stories/${story}`, { as: author, body: { status: "published" } }),
    () => send("PATCH", `/api/stories/${story}`, { as: author, body: { image_ids: [photo.id], title: "New" } }),
    () => send("GET", `/images/${photo.file}`),
    () => publish(author, [photo.id]),
  ];
  const counts = await race((at) => requests[at % requests.length]!());
  expectOnly(counts, [200, 204, 404, 409, 422, 429]);
  expect(counts[204]).toBe(1);
  expect(await storiesOf(author)).toEqual([]);
  for (const path of [`/images/${photo.file}`, `/api/images/${photo.id}/original`]) {
    expect((await send("GET", path, { as: author })).status).toBe(404);
  }
});

test("reveal and unreveal at once end in one state, which the file follows", async () => {
  const { author, reader, id } = await connected();
  const photo = await photoOf(author, "kept");
  await storyOf(author, [photo.id]);
  const image_ids = [photo.id];
  const counts = await race((at) => act(author, id, at % 2 ? "reveal" : "unreveal", { image_ids }));
  expect(counts).toEqual({ 200: atOnce });
  const isRevealed = ((await seenBy(reader, id))?.revealed_to_me ?? []).length === 1;
  const read = () => send("GET", `/api/images/${photo.id}/original`, { as: reader });
  expect((await read()).status).toBe(isRevealed ? 200 : 404);
  expect((await act(author, id, "unreveal", { image_ids })).status).toBe(200);
  expect((await read()).status).toBe(404);
});

test("a photo that is revealed fifty times while its story is deleted is shown to nobody afterwards", async () => {
  const { author, reader, id } = await connected();
  const photo = await photoOf(author, "kept");
  const story = await storyOf(author, [photo.id]);
  const counts = await race((at) =>
    at === 20
      ? send("DELETE", `/api/stories/${story}`, { as: author })
      : act(author, id, "reveal", { image_ids: [photo.id] }),
  );
  expectOnly(counts, [200, 204, 409]);
  expect((await seenBy(reader, id))?.revealed_to_me).toEqual([]);
  expect((await send("GET", `/api/images/${photo.id}/original`, { as: reader })).status).toBe(404);
});

test("fifty refreshes with one token get one successor, which works", async () => {
  const { refresh_token } = await newPerson();
  const tokens = new Set<string>();
  const counts = await race(async () => {
    const answer = await send("POST", "/api/auth/refresh", { body: { refresh_token } });
    if (answer.ok) tokens.add(SignedIn.parse(await answer.clone().json()).refresh_token);
    return answer;
  });
  expect(counts).toEqual({ 200: atOnce });
  expect(tokens.size).toBe(1);
  const next = await send("POST", "/api/auth/refresh", { body: { refresh_token: [...tokens][0] } });
  expect(next.status).toBe(200);
});

test("fifty refreshes while the session is signed out leave nobody signed in", async () => {
  const person = await newPerson();
  const given: string[] = [];
  const counts = await race(async (at) => {
    if (at === 20) return send("POST", "/api/auth/sign-out", { as: person });
    const answer = await send("POST", "/api/auth/refresh", { body: { refresh_token: person.refresh_token } });
    if (answer.ok) given.push(SignedIn.parse(await answer.clone().json()).token);
    return answer;
  });
  expectOnly(counts, [200, 204, 401]);
  for (const token of new Set([person.token, ...given])) {
    expect((await send("GET", "/api/auth/me", { as: token })).status).toBe(401);
  }
});

test("twelve sign-ups with one address make one account", async () => {
  const email = `race-${process.pid}-${Date.now()}@example.org`;
  const body = { email, password: "correct horse battery", display_name: "Quiet Heron" };
  const signUp = (at: number) =>
    send("POST", "/api/auth/sign-up", { body, headers: { "CF-Connecting-IP": `10.44.${at}.1` } });
  const counts = await race(signUp, 12);
  expectOnly(counts, [201, 409, 429]);
  expect(counts[201]).toBe(1);
});
