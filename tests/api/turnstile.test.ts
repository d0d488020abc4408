/** Sign-up where the operator turned Turnstile on, over HTTP, with a siteverify of our own; and where it is off. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { patientFetch } from "../../scripts/patient-fetch.mjs";
import { serveGuarded, siteKey, type GuardedApp } from "../turnstile/guarded-app";
import type { Siteverify } from "../turnstile/siteverify";
import { makeKey, type CreationOptions } from "./authenticator";
import { expectProblem, fromAPlaceOfTheirOwn, url } from "./client";
import { expectDescribed } from "./described";

let app: GuardedApp;
beforeAll(async () => {
  app = await serveGuarded();
});
afterAll(() => app.stop());

let made = 0;
const newEmail = () => `guarded-${(made += 1)}@example.org`;
const password = "correct horse battery";

async function post(path: string, body: object, headers: Record<string, string> = fromAPlaceOfTheirOwn()) {
  const answer = await patientFetch(app.url + path, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  await expectDescribed("POST", path, answer);
  return answer;
}

const signUp = (turnstile_token?: string, email = newEmail()) =>
  post("/api/auth/sign-up", { email, password, turnstile_token });
const startWithPasskey = (turnstile_token?: string, email = newEmail()) =>
  post("/api/auth/passkeys/options/sign-up", { email, turnstile_token });

/**
 * Asks until the app could say. It waits five seconds for siteverify, which a busy machine may exceed: then nothing was done,
 * and a new token is as good.
 */
async function decided(ask: (token: string) => Promise<Response>, solved?: Parameters<typeof newToken>[0]) {
  for (;;) {
    const token = newToken(solved);
    const answer = await ask(token);
    if (answer.status !== 503) return { answer, token };
  }
}

const newToken: Siteverify["newToken"] = (solved) => app.siteverify.newToken(solved);

describe.each([
  ["a sign-up by password", signUp, 201],
  ["a sign-up by passkey", startWithPasskey, 200],
])("%s", (_what, ask, status) => {
  test("is let through with a token, which works once", async () => {
    const { answer, token } = await decided((fresh) => ask(fresh));
    expect(answer.status).toBe(status);
    await expectProblem((await decided(() => ask(token))).answer, 422, "turnstile_refused");
  });

  test("is refused without one, in a sentence that names the site key, and nobody is asked", async () => {
    app.siteverify.asked.length = 0;
    const problem = await expectProblem(await ask(), 422, "turnstile_refused");
    expect(problem.detail).toContain(`site key ${siteKey} and the action sign-up`);
    expect(problem.errors).toEqual({ turnstile_token: [problem.detail] });
    expect(app.siteverify.asked).toEqual([]);
  });

  test("is refused with a token that is made up, of another site or of another form", async () => {
    await expectProblem((await decided(() => ask("made up"))).answer, 422, "turnstile_refused");
    for (const solved of [{ hostname: "evil.example" }, { action: "contact" }]) {
      const { answer } = await decided((token) => ask(token), solved);
      await expectProblem(answer, 422, "turnstile_refused");
    }
  });

  test("does not say without a token that an address has an account", async () => {
    const email = newEmail();
    expect((await decided((token) => signUp(token, email))).answer.status).toBe(201);
    await expectProblem(await ask(undefined, email), 422, "turnstile_refused");
    await expectProblem((await decided((token) => ask(token, email))).answer, 409, "email_taken");
  });

  test("waits while siteverify fails, and goes on with the same token once it is back", async () => {
    const token = newToken();
    app.siteverify.misbehave("502", "internal-error");
    const answer = await ask(token);
    expect(answer.headers.get("Retry-After")).toBe("5");
    await expectProblem(answer, 503, "unavailable");
    app.siteverify.behave();
    expect((await decided(() => ask(token))).answer.status).toBe(status);
  });
});

test("a passkey that was allowed to start signs up without a second token", async () => {
  const email = newEmail();
  const { answer } = await decided((token) => startWithPasskey(token, email));
  const { options } = (await answer.json()) as { options: CreationOptions };
  const { credential } = makeKey(options, { origin: app.url });
  expect((await post("/api/auth/passkeys/sign-up", { email, credential })).status).toBe(201);
});

test("siteverify is told the address from which the token comes", async () => {
  const headers = fromAPlaceOfTheirOwn();
  app.siteverify.asked.length = 0;
  const turnstile_token = newToken();
  await post("/api/auth/sign-up", { email: newEmail(), password, turnstile_token }, headers);
  expect(app.siteverify.asked[0]).toMatchObject({ remoteip: headers["CF-Connecting-IP"] });
});

/** Sends the form of the page, as a browser without scripts would. */
function sendForm(fields: Record<string, string>): Promise<Response> {
  return patientFetch(`${app.url}/sign-up?next=/me`, {
    method: "POST",
    body: new URLSearchParams(fields),
    headers: { ...fromAPlaceOfTheirOwn(), Origin: app.url, "Sec-Fetch-Site": "same-origin" },
    redirect: "manual",
  });
}

test("the form sends the widget's field, and keeps what was typed when it is refused or nobody can say", async () => {
  const email = newEmail();
  const fields = { email, password, display_name: "Quiet Heron" };
  const { answer: refused } = await decided(() => sendForm({ ...fields, "cf-turnstile-response": "made up" }));
  app.siteverify.misbehave("502", "502");
  const unknown = await sendForm({ ...fields, "cf-turnstile-response": newToken() });
  app.siteverify.behave();
  expect([refused.status, unknown.status, unknown.headers.get("Retry-After")]).toEqual([422, 503, "5"]);
  const pages = [await refused.text(), await unknown.text()];
  expect(pages[0]).toContain("confirm that you&#x27;re human");
  expect(pages[1]).toContain("isn&#x27;t responding");
  for (const page of pages) {
    expect(page).toContain(`value="${email}"`);
    expect(page).toContain('value="Quiet Heron"');
    expect(page).not.toContain(password);
  }
  const { answer: joined } = await decided((token) => sendForm({ ...fields, "cf-turnstile-response": token }));
  expect([joined.status, joined.headers.get("Location")]).toEqual([302, "/me"]);
});

/** The directives of a page's policy that name Cloudflare's challenges. */
async function challengesIn(page: string): Promise<string[]> {
  const policy = (await patientFetch(page)).headers.get("Content-Security-Policy") ?? "";
  return policy
    .split("; ")
    .filter((directive) => directive.includes("https://challenges.cloudflare.com"))
    .map((directive) => directive.split(" ")[0]!);
}

test("the sign-up page alone may load the widget, and only where it is on", async () => {
  const allowed = ["script-src", "connect-src", "frame-src"];
  expect((await challengesIn(`${app.url}/sign-up`)).toSorted()).toEqual(allowed.toSorted());
  for (const page of [`${app.url}/`, `${app.url}/sign-in`, `${url}/sign-up`]) {
    expect([page, await challengesIn(page)]).toEqual([page, []]);
  }
});

test("where no mail is set up there is no mailbox to read, and no way to ask for a link", async () => {
  for (const path of ["/dev/mail", "/forgot-password"]) {
    expect([path, (await patientFetch(app.url + path)).status]).toEqual([path, 404]);
  }
  expect(await (await patientFetch(`${app.url}/sign-in`)).text()).not.toContain("Forgot your password?");
  await expectProblem(await post("/api/auth/forgot-password", { email: newEmail() }), 404, "not_found");
});
