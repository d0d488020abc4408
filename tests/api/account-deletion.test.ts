/** Deleting an account: hidden from everybody at once, as before when kept, and only by who knows the password. */
import { describe, expect, test } from "vitest";
import { Account, deletionGraceMs, SignedIn } from "../../app/contract/account";
import { act, ask, asked, connected, enter, seenBy, storyOf, upgrade } from "./connected";
import { expectProblem, fromAPlaceOfTheirOwn, newPerson, photo, send, uploaded, type Person } from "./client";

const leave = (as: Person, password: unknown = as.password) =>
  send("DELETE", "/api/account", { as, body: { password } });

async function accountIn(answer: Response): Promise<Account> {
  expect(answer.status).toBe(200);
  return Account.parse(((await answer.json()) as { user: unknown }).user);
}

const keep = (as: Person) => send("POST", "/api/account/keep", { as });
const statusOf = async (path: string, as?: Person) => (await send("GET", path, { as })).status;

async function signInAgain({ email, password }: Person): Promise<Person> {
  const answer = await send("POST", "/api/auth/sign-in", {
    body: { email, password },
    headers: fromAPlaceOfTheirOwn(),
  });
  expect(answer.status).toBe(200);
  return { ...SignedIn.parse(await answer.json()), email, password };
}

async function isInFeed(story: string, as?: Person): Promise<boolean> {
  const answer = await send("GET", "/api/stories?limit=50", { as });
  return (await answer.text()).includes(story);
}

describe("who asks for it", () => {
  test("must know the password, and hears when the account goes", async () => {
    const person = await newPerson();
    await expectProblem(await send("DELETE", "/api/account", { body: {} }), 401, "not_signed_in");
    await expectProblem(await leave(person, "not this one"), 401, "wrong_credentials");
    const missing = await expectProblem(await send("DELETE", "/api/account", { as: person, body: {} }), 422, "invalid");
    expect(missing.errors).toHaveProperty("password");
    expect((await accountIn(await send("GET", "/api/auth/me", { as: person }))).leaves_at).toBeNull();
    const before = Date.now();
    const { leaves_at } = await accountIn(await leave(person));
    const leavingAt = Date.parse(leaves_at!) - deletionGraceMs;
    expect(leavingAt).toBeGreaterThanOrEqual(before);
    expect(leavingAt).toBeLessThanOrEqual(Date.now());
    expect((await accountIn(await leave(person))).leaves_at).toBe(leaves_at);
  });

  test("stays signed in here and nowhere else, can sign in, and can keep the account", async () => {
    const here = await newPerson();
    const there = await signInAgain(here);
    await leave(here);
    expect([await statusOf("/api/auth/me", here), await statusOf("/api/auth/me", there)]).toEqual([200, 401]);
    const again = await signInAgain(here);
    expect(again.user.leaves_at).not.toBeNull();
    expect((await accountIn(await keep(again))).leaves_at).toBeNull();
    expect((await accountIn(await keep(again))).leaves_at).toBeNull();
    await expectProblem(await send("POST", "/api/account/keep"), 401, "not_signed_in");
  });

  test("is not guessed at without end", async () => {
    const person = await newPerson();
    for (let n = 0; n < 10; n++) await expectProblem(await leave(person, `guess ${n}`), 401, "wrong_credentials");
    await expectProblem(await leave(person), 429, "rate_limited");
  });
});

test("stories and photos of who leaves are hidden from everybody but them, answer as if absent, and come back", async () => {
  const [author, reader] = [await newPerson(), await newPerson()];
  const { original } = await photo();
  const image = await uploaded(author, { original });
  const story = await storyOf(author, [image.image_id]);
  const seen = async (as?: Person) => [
    await isInFeed(story, as),
    await statusOf(`/api/stories/${story}`, as),
    await statusOf(image.blurred_url, as),
  ];
  await leave(author);
  for (const somebody of [undefined, reader]) expect(await seen(somebody)).toEqual([false, 404, 404]);
  const absent = await (await send("GET", "/api/stories/0198c0de-0000-7000-8000-000000000000", { as: reader })).json();
  const hidden = await (await send("GET", `/api/stories/${story}`, { as: reader })).json();
  expect({ ...(hidden as object), request_id: null }).toEqual({ ...(absent as object), request_id: null });
  await expectProblem(await ask(reader, story), 404, "not_found");
  expect(await statusOf(`/api/stories/${story}`, author)).toBe(200);
  const own = await send("GET", image.blurred_url, { as: author });
  expect([own.status, own.headers.get("Cache-Control")]).toEqual([200, "private, no-store"]);
  await keep(author);
  for (const somebody of [undefined, reader]) expect(await seen(somebody)).toEqual([true, 200, 200]);
});

test("asks of who leaves wait for nobody and cannot be answered, and come back", async () => {
  const { author, reader, id } = await asked(await newPerson(), await newPerson());
  const waiting = async () => {
    const answer = await send("GET", "/api/chat/unread-counts", { as: author });
    return ((await answer.json()) as { asks: number }).asks;
  };
  expect(await waiting()).toBe(1);
  await leave(reader);
  expect([await waiting(), await seenBy(author, id)]).toEqual([0, null]);
  expect((await act(author, id, "accept")).status).toBe(404);
  await keep(reader);
  expect(await waiting()).toBe(1);
  expect((await act(author, id, "accept")).status).toBe(200);
});

test("a conversation closes for both: sockets, history, unread, revealed originals and the name; and opens as it was", async () => {
  const { author, reader, id } = await connected();
  const { original } = await photo();
  const image = await uploaded(author, { original });
  await storyOf(author, [image.image_id]);
  expect((await act(author, id, "reveal")).status).toBe(200);
  const originalUrl = `/api/images/${image.image_id}/original`;
  const history = `/api/chat/messages/${id}`;
  const [authors, readers] = [await enter(author, id), await enter(reader, id)];
  authors.say("I am here.", "one");
  await expect.poll(() => readers.messages().length).toBe(1);
  const unread = async () => (await (await send("GET", "/api/chat/unread-counts", { as: reader })).json()) as object;
  await expect.poll(unread).toMatchObject({ total: 1 });

  await leave(author);
  expect([await authors.closedByRoom(), await readers.closedByRoom()]).toEqual([4403, 4403]);
  for (const person of [author, reader]) {
    expect(await upgrade(`/api/chat/connect/${id}?token=${person.token}`)).toMatchObject({
      kind: "refused",
      status: 403,
    });
    expect(await statusOf(history, person)).toBe(404);
  }
  expect(await statusOf(originalUrl, reader)).toBe(404);
  expect(await unread()).toMatchObject({ counts: {}, total: 0 });
  const closed = await seenBy(reader, id);
  expect(closed).toMatchObject({ status: "accepted", leaving: "other", story: null, revealed_to_me: [], unread: 0 });
  expect(JSON.stringify(closed)).not.toContain(author.user.display_name);
  expect(await seenBy(author, id)).toMatchObject({ leaving: "me", other: { display_name: reader.user.display_name } });

  await keep(author);
  expect(await statusOf(originalUrl, reader)).toBe(200);
  expect(await unread()).toMatchObject({ total: 1 });
  expect(await seenBy(reader, id)).toMatchObject({ leaving: null, other: { display_name: author.user.display_name } });
  const page = await send("GET", history, { as: reader });
  expect(await page.json()).toMatchObject({ messages: [{ content: "I am here.", seq: 1 }] });
  const back = await enter(reader, id, "&after=0");
  await expect.poll(() => back.messages().length).toBe(1);
  await back.close();
});
