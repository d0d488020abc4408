/** Mail over HTTP: the pages' forms as a browser without scripts sends them, the API, and the mails in between. */
import { createHmac, randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { patientFetch } from "../../scripts/patient-fetch.mjs";
import { serveWithMail, type MailApp } from "../mail/mail-app";
import { expectProblem, fromAPlaceOfTheirOwn } from "./client";
import { expectDescribed } from "./described";
import { pathIn, tokenIn, untilMailed } from "./mailbox";

const webhookKey = randomBytes(24);
let app: MailApp;
let strictApp: MailApp;
beforeAll(async () => {
  const webhooks = { MAIL_WEBHOOK_SECRET: webhookKey.toString("base64") };
  [app, strictApp] = await Promise.all([serveWithMail(webhooks), serveWithMail({ REQUIRE_VERIFIED_EMAIL: "1" })]);
});
afterAll(() => Promise.all([app.stop(), strictApp.stop()]));

const password = "correct horse battery";
const new_password = "another quiet harbour";

let made = 0;
const newEmail = () => `mail-${(made += 1)}@example.org`;

/** Sends a form, as a browser without scripts. */
function submit(at: MailApp, path: string, fields: Record<string, string>): Promise<Response> {
  return patientFetch(at.url + path, { method: "POST", body: new URLSearchParams(fields) });
}

async function post(at: MailApp, path: string, body: object | null, token?: string): Promise<Response> {
  const headers = {
    ...fromAPlaceOfTheirOwn(),
    ...(body && { "Content-Type": "application/json" }),
    ...(token !== undefined && { Authorization: `Bearer ${token}` }),
  };
  const answer = await patientFetch(at.url + path, { method: "POST", headers, body: body && JSON.stringify(body) });
  await expectDescribed("POST", path, answer);
  return answer;
}

const page = async (at: MailApp, path: string, headers: Record<string, string> = {}) => {
  const answer = await patientFetch(at.url + path, { headers });
  return [answer.status, await answer.text()] as const;
};

async function newPerson() {
  const email = newEmail();
  const answer = await post(app, "/api/auth/sign-up", { email, password, display_name: "Quiet Heron" });
  return { email, ...((await answer.json()) as { token: string; refresh_token: string }) };
}

const mailsTo = (at: MailApp, email: string, count: number) => untilMailed(email, count, at.stateDirectory);

test("who forgot their password chooses a new one by a mailed link, once, and is told; the page says what became of it", async () => {
  const { email, token } = await newPerson();
  const asked = await submit(app, "/forgot-password", { email });
  expect([asked.status, await asked.text()]).toEqual([200, expect.stringContaining("Look into your mailbox")]);
  const path = pathIn((await mailsTo(app, email, 2))[1]!);
  expect((await page(app, path))[1]).toContain("Choose a new password");
  const secret = new URL(path, app.url).searchParams.get("token") ?? "";
  expect((await submit(app, path, { token: secret, new_password: "short" })).status).toBe(422);
  const done = await submit(app, path, { token: secret, new_password });
  expect([done.status, await done.text()]).toEqual([200, expect.stringContaining("Your password is set")]);
  expect((await mailsTo(app, email, 3))[2]?.subject).toBe("Your Heartfelt password was changed");
  await expectProblem(await post(app, "/api/chat/token", null, token), 401, "not_signed_in");
  expect((await post(app, "/api/auth/sign-in", { email, password })).status).toBe(401);
  expect((await post(app, "/api/auth/sign-in", { email, password: new_password })).status).toBe(200);
  expect(await page(app, path)).toEqual([410, expect.stringContaining("It was used already")]);
  expect(await page(app, `/reset-password?token=${secret}x`)).toEqual([
    404,
    expect.stringContaining("never was one of ours"),
  ]);
  expect((await page(app, "/dev/mail"))[1]).toContain(email);
});

test("the API answers alike for known and unknown addresses, and refuses a link that it doesn't know", async () => {
  const { email } = await newPerson();
  const answers = [];
  for (const each of [email, `not-${email}`]) {
    const answer = await post(app, "/api/auth/forgot-password", { email: each });
    answers.push([answer.status, await answer.text(), answer.headers.get("RateLimit")]);
  }
  expect(answers[1]).toEqual(answers[0]);
  expect(answers[0]?.[0]).toBe(202);
  const refused = await post(app, "/api/auth/reset-password", { token: "made up", new_password });
  await expectProblem(refused, 422, "link_refused");
});

test("until the address is confirmed a banner says so and a third story is refused; the link's page ends both", async () => {
  const { email, token, refresh_token } = await newPerson();
  const cookie = { Cookie: `heartfelt=${refresh_token}` };
  expect((await page(app, "/how-it-works", cookie))[1]).toContain(`We mailed a link to ${email}`);
  const share = () => post(app, "/api/stories", { body: "It happened." }, token);
  expect([(await share()).status, (await share()).status]).toEqual([201, 201]);
  const problem = await expectProblem(await share(), 403, "address_unverified");
  expect(problem.detail).toContain("Until you confirm your e-mail address");
  expect((await post(app, "/api/auth/verify-email/send", null, token)).status).toBe(202);
  const [first, second] = await mailsTo(app, email, 2);
  const path = pathIn(second!);
  expect(await page(app, path)).toEqual([200, expect.stringContaining(email)]);
  const done = await submit(app, path, { token: tokenIn(second!) });
  expect([done.status, await done.text()]).toEqual([200, expect.stringContaining("Your address is confirmed")]);
  expect((await page(app, path))[0]).toBe(410);
  expect((await post(app, "/api/auth/verify-email", { token: tokenIn(first!) })).status).toBe(204);
  expect((await page(app, "/how-it-works", cookie))[1]).not.toContain("We mailed a link to");
  expect((await share()).status).toBe(201);
});

test("where addresses are confirmed first, sign-up answers 202 for every address, and link and password make the account", async () => {
  const email = newEmail();
  const first = await post(strictApp, "/api/auth/sign-up", { email, password });
  expect([first.status, await first.text()]).toEqual([202, ""]);
  const [mail] = await mailsTo(strictApp, email, 1);
  const path = pathIn(mail!);
  expect((await page(strictApp, path))[1]).toContain("Finish signing up");
  const body = { token: tokenIn(mail!), password };
  await expectProblem(
    await post(strictApp, "/api/auth/finish-sign-up", { ...body, password: "a guess" }),
    401,
    "wrong_credentials",
  );
  const joined = await post(strictApp, "/api/auth/finish-sign-up", body);
  expect([joined.status, await joined.json()]).toEqual([201, expect.objectContaining({ token: expect.any(String) })]);
  const again = await submit(strictApp, "/sign-up", { email, password });
  expect([again.status, await again.text()]).toEqual([202, expect.stringContaining("Look into your mailbox")]);
  expect((await mailsTo(strictApp, email, 2))[1]?.subject).toBe("You already have a Heartfelt account");
  expect((await page(strictApp, path))[0]).toBe(404);
  await expectProblem(await post(strictApp, "/api/auth/passkeys/options/sign-up", { email }), 409, "conflict");
});

test("a new address confirms the change on its page, and the old one undoes it on another", async () => {
  const { email, token, refresh_token } = await newPerson();
  const next = newEmail();
  const settings = await page(app, "/settings", { Cookie: `heartfelt=${refresh_token}` });
  expect(settings).toEqual([200, expect.stringContaining("Change address")]);
  const wrong = await post(app, "/api/auth/change-email", { email: next, password: "a guess" }, token);
  await expectProblem(wrong, 401, "wrong_credentials");
  expect((await post(app, "/api/auth/change-email", { email: next, password }, token)).status).toBe(202);
  const [confirmation] = await mailsTo(app, next, 1);
  const confirmed = await submit(app, pathIn(confirmation!), { token: tokenIn(confirmation!) });
  expect([confirmed.status, await confirmed.text()]).toEqual([
    200,
    expect.stringContaining("Your address is confirmed"),
  ]);
  const told = (await mailsTo(app, email, 2))[1]!;
  expect(await page(app, pathIn(told))).toEqual([200, expect.stringContaining(email)]);
  const undone = await submit(app, pathIn(told), { token: tokenIn(told) });
  expect([undone.status, await undone.text()]).toEqual([200, expect.stringContaining("has its address back")]);
  expect((await post(app, "/api/auth/sign-in", { email: next, password })).status).toBe(401);
  expect((await post(app, "/api/auth/sign-in", { email, password })).status).toBe(200);
  const again = await post(app, "/api/auth/undo-email-change", { token: tokenIn(told) });
  await expectProblem(again, 422, "link_refused");
});

/** Sends what a provider would, signed with a key. */
async function sendEvent(at: MailApp, text: string, key: Buffer): Promise<Response> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac("sha256", key).update(`msg_1.${timestamp}.${text}`).digest("base64");
  const headers = { "svix-id": "msg_1", "svix-timestamp": timestamp, "svix-signature": `v1,${signature}` };
  const answer = await patientFetch(`${at.url}/api/mail/events`, { method: "POST", headers, body: text });
  await expectDescribed("POST", "/api/mail/events", answer);
  return answer;
}

test("a signed complaint stops mails, the settings say so, and nobody else's word does", async () => {
  const { email, refresh_token } = await newPerson();
  await mailsTo(app, email, 1);
  const event = JSON.stringify({ type: "email.complained", data: { to: [email] } });
  const settings = () => page(app, "/settings", { Cookie: `heartfelt=${refresh_token}` });
  await expectProblem(await sendEvent(app, event, randomBytes(24)), 404, "not_found");
  await expectProblem(await sendEvent(strictApp, event, webhookKey), 404, "not_found");
  await expectProblem(await sendEvent(app, "{", webhookKey), 400, "bad_request");
  await expectProblem(await sendEvent(app, " ".repeat(64 * 1024 + 1), webhookKey), 413, "too_large");
  expect((await settings())[1]).not.toContain("reach you");
  expect((await sendEvent(app, event, webhookKey)).status).toBe(204);
  expect(await settings()).toEqual([200, expect.stringContaining("marked as spam")]);
});
