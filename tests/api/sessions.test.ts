/** Where somebody is signed in: the list, ending one or all of them, and what a copied secret does. */
import { describe, expect, test } from "vitest";
import { SignedIn } from "../../app/contract/account";
import { SessionPage, type Session } from "../../app/contract/session";
import { patientFetch } from "../../scripts/patient-fetch.mjs";
import { withCookies } from "../access-matrix/people";
import { connected, enter, storyOf } from "./connected";
import { expectProblem, fromAPlaceOfTheirOwn, newPerson, send, url, type Person } from "./client";

const firefox = "Mozilla/5.0 (Windows NT 10.0; rv:143.0) Gecko/20100101 Firefox/143.0";

async function signInAgain({ email, password }: Person, newPassword = password): Promise<Person> {
  const headers = { "User-Agent": firefox, ...fromAPlaceOfTheirOwn() };
  const answer = await send("POST", "/api/auth/sign-in", { body: { email, password: newPassword }, headers });
  expect(answer.status).toBe(200);
  return { ...SignedIn.parse(await answer.json()), email, password };
}

async function sessionsOf(as: Person, query = ""): Promise<SessionPage> {
  const answer = await send("GET", `/api/auth/sessions${query}`, { as });
  expect(answer.status).toBe(200);
  return SessionPage.parse(await answer.json());
}

const isSignedIn = async (as: Person) => (await send("GET", "/api/auth/me", { as })).status === 200;
const cookieWorks = async ({ refresh_token }: Person) =>
  (await send("GET", "/api/auth/me", { headers: { Cookie: `heartfelt=${refresh_token}` } })).status === 200;
const other = (sessions: Session[]) => sessions.find(({ is_current }) => !is_current)!.id;

describe("the list of sessions", () => {
  test("tells which browser, since when, and which one asks; newest first, in pages", async () => {
    const here = await newPerson();
    const there = await signInAgain(here);
    const { sessions, next_cursor } = await sessionsOf(here);
    expect(sessions.map(({ browser, is_current }) => [browser, is_current])).toEqual([
      ["Firefox on Windows", false],
      ["An app or script", true],
    ]);
    expect(next_cursor).toBeNull();
    const first = await sessionsOf(there, "?limit=1");
    const second = await sessionsOf(there, `?limit=1&cursor=${first.next_cursor}`);
    expect([...first.sessions, ...second.sessions].map(({ id }) => id)).toEqual(sessions.map(({ id }) => id));
    expect(second.next_cursor).toBeNull();
  });

  test("is nobody's but one's own", async () => {
    const [ana, ben] = [await newPerson(), await newPerson()];
    const [bens] = (await sessionsOf(ben)).sessions;
    await expectProblem(await send("DELETE", `/api/auth/sessions/${bens!.id}`, { as: ana }), 404, "not_found");
    expect(await isSignedIn(ben)).toBe(true);
    await expectProblem(await send("GET", "/api/auth/sessions"), 401, "not_signed_in");
  });
});

describe("the cookie that says whose session it is", () => {
  const page = (path: string, cookies: string) =>
    patientFetch(url + path, { headers: { Cookie: cookies }, redirect: "manual" });

  test("comes with a sign-in, goes with a sign-out, and opens nothing without its session", async () => {
    const { email, password, refresh_token } = await newPerson();
    const answer = await send("POST", "/api/auth/sign-in", {
      body: { email, password },
      headers: fromAPlaceOfTheirOwn(),
    });
    const [session, account] = answer.headers.getSetCookie().map((cookie) => cookie.split(";")[0]!);
    expect([session, account]).toEqual([
      expect.stringMatching(/^heartfelt=/),
      expect.stringMatching(/^heartfelt-account=/),
    ]);
    expect((await page("/me", `${session}; ${account}`)).status).toBe(200);
    expect((await page("/me", `heartfelt=${refresh_token}`)).status).toBe(200);
    expect((await page("/me", account!)).status).toBe(302);
    const out = await send("POST", "/api/auth/sign-out", { headers: { Cookie: `${session}; ${account}` } });
    const cleared = out.headers.getSetCookie().map((cookie) => cookie.split(";")[0]);
    expect(cleared).toEqual(expect.arrayContaining(["heartfelt=", "heartfelt-account="]));
    expect((await page("/me", `${session}; ${account}`)).status).toBe(302);
  });

  test("shows nobody another's stories, whatever a browser makes of it", async () => {
    const [ana, ben] = [await newPerson(), await newPerson()];
    const [anas, bens] = [await storyOf(ana), await storyOf(ben)];
    const claims = await Promise.all([ana, ben].map(async (person) => (await withCookies(person)).headers.Cookie!));
    const [ofAna, ofBen] = claims.map((cookies) => cookies.split("; ")[1]!);
    for (const account of [ofAna, ofBen]) {
      const shown = await (await page("/me", `heartfelt=${ana.refresh_token}; ${account}`)).text();
      expect([shown.includes(anas), shown.includes(bens)]).toEqual([true, false]);
    }
  });
});

describe("ending sessions", () => {
  test("signs out there and not here: token, cookie and refresh token open nothing, and it leaves the list", async () => {
    const here = await newPerson();
    const there = await signInAgain(here);
    const id = other((await sessionsOf(here)).sessions);
    expect((await send("DELETE", `/api/auth/sessions/${id}`, { as: here })).status).toBe(204);
    expect([await isSignedIn(there), await cookieWorks(there)]).toEqual([false, false]);
    const body = { refresh_token: there.refresh_token };
    await expectProblem(await send("POST", "/api/auth/refresh", { body }), 401, "not_signed_in");
    expect(await isSignedIn(here)).toBe(true);
    expect((await sessionsOf(here)).sessions).toHaveLength(1);
    await expectProblem(await send("DELETE", `/api/auth/sessions/${id}`, { as: here }), 404, "not_found");
  });

  test("everywhere ends all of them, and closes the sockets that each opened, and no other's", async () => {
    const { author, reader, id } = await connected();
    const again = await signInAgain(author);
    const [first, second, others] = [await enter(author, id), await enter(again, id), await enter(reader, id)];
    const body = { everywhere: true };
    expect((await send("POST", "/api/auth/sign-out", { as: author, body })).status).toBe(204);
    expect([await first.closedByRoom(), await second.closedByRoom()]).toEqual([4401, 4401]);
    expect([await isSignedIn(author), await isSignedIn(again), await isSignedIn(reader)]).toEqual([false, false, true]);
    expect(others.socket.readyState).toBe(others.socket.OPEN);
    await others.close();
  });

  test("signing out here alone leaves the others signed in", async () => {
    const here = await newPerson();
    const there = await signInAgain(here);
    expect((await send("POST", "/api/auth/sign-out", { as: here })).status).toBe(204);
    expect([await isSignedIn(here), await isSignedIn(there)]).toEqual([false, true]);
  });
});

describe("a new password", () => {
  test("ends all other sessions with their sockets, and is the one that signs in", async () => {
    const { author, id } = await connected();
    const there = await signInAgain(author);
    const line = await enter(there, id);
    const body = { current_password: author.password, new_password: "another one entirely" };
    expect((await send("POST", "/api/auth/password", { as: author, body })).status).toBe(204);
    expect(await line.closedByRoom()).toBe(4401);
    expect([await isSignedIn(author), await isSignedIn(there)]).toEqual([true, false]);
    expect(await isSignedIn(await signInAgain(author, body.new_password))).toBe(true);
    const old = { email: author.email, password: author.password };
    await expectProblem(await send("POST", "/api/auth/sign-in", { body: old }), 401, "wrong_credentials");
  });

  test("needs the old one, of which only ten wrong ones can be tried", async () => {
    const person = await newPerson();
    const body = { current_password: "not this one", new_password: "another one entirely" };
    const tried = () => send("POST", "/api/auth/password", { as: person, body });
    for (let n = 0; n < 10; n++) await expectProblem(await tried(), 401, "wrong_credentials");
    await expectProblem(await tried(), 429, "rate_limited");
    expect(await isSignedIn(person)).toBe(true);
  });

  test("must be long enough", async () => {
    const body = { current_password: "whatever", new_password: "short" };
    const answer = await send("POST", "/api/auth/password", { as: await newPerson(), body });
    expect((await expectProblem(answer, 422, "invalid")).errors).toHaveProperty("new_password");
  });
});

test("a name can be changed, and others see it at once", async () => {
  const person = await newPerson();
  const answer = await send("PATCH", "/api/account", { as: person, body: { display_name: " Quiet Heron " } });
  expect(await answer.json()).toMatchObject({ user: { display_name: "Quiet Heron" } });
  const story = await send("POST", "/api/stories", { as: person, body: { body: "It happened." } });
  expect(await story.json()).toMatchObject({ author: { display_name: "Quiet Heron" } });
});

test("a copied refresh token kills the whole family, with its sockets, and no other session", async () => {
  const { author, id } = await connected();
  const elsewhere = await signInAgain(author);
  const refresh = (refresh_token: string) => send("POST", "/api/auth/refresh", { body: { refresh_token } });
  const family = [author];
  for (let generation = 0; generation < 3; generation++) {
    const answer = await refresh(family.at(-1)!.refresh_token);
    family.push({ ...author, ...SignedIn.parse(await answer.json()) });
  }
  const line = await enter(family.at(-1)!, id);
  await expectProblem(await refresh(family[1]!.refresh_token), 401, "token_reused");
  expect(await line.closedByRoom()).toBe(4401);
  for (const member of family) {
    expect([await isSignedIn(member), await cookieWorks(member)]).toEqual([false, false]);
    expect((await refresh(member.refresh_token)).status).toBe(401);
  }
  expect(await isSignedIn(elsewhere)).toBe(true);
});
