/** A forgotten password over HTTP: the pages' forms as a browser without scripts sends them, and the mails in between. */
import { expect, test } from "vitest";
import { patientFetch } from "../../scripts/patient-fetch.mjs";
import { expectProblem, newPerson, send, url } from "./client";
import { pathIn, untilMailed } from "./mailbox";

const new_password = "another quiet harbour";

function submit(path: string, fields: Record<string, string>): Promise<Response> {
  return patientFetch(url + path, { method: "POST", body: new URLSearchParams(fields) });
}

test("who forgot their password chooses a new one by a mailed link, once, and is told; the page says what became of it", async () => {
  const { email, password, token } = await newPerson();
  const asked = await submit("/forgot-password", { email });
  expect([asked.status, await asked.text()]).toEqual([200, expect.stringContaining("Look into your mailbox")]);
  const [mail] = await untilMailed(email, 1);
  const path = pathIn(mail!);
  expect(await (await patientFetch(url + path)).text()).toContain("Choose a new password");
  const secret = new URL(path, url).searchParams.get("token") ?? "";
  expect((await submit(path, { token: secret, new_password: "short" })).status).toBe(422);
  const done = await submit(path, { token: secret, new_password });
  expect([done.status, await done.text()]).toEqual([200, expect.stringContaining("Your password is set")]);
  expect((await untilMailed(email, 2))[1]?.subject).toBe("Your Heartfelt password was changed");
  expect((await send("GET", "/api/auth/me", { as: token })).status).toBe(401);
  expect((await send("POST", "/api/auth/sign-in", { body: { email, password } })).status).toBe(401);
  expect((await send("POST", "/api/auth/sign-in", { body: { email, password: new_password } })).status).toBe(200);
  const again = await patientFetch(url + path);
  expect([again.status, await again.text()]).toEqual([410, expect.stringContaining("It was used already")]);
  const madeUp = await patientFetch(`${url}/reset-password?token=${secret}x`);
  expect([madeUp.status, await madeUp.text()]).toEqual([404, expect.stringContaining("never was one of ours")]);
  expect(await (await patientFetch(`${url}/dev/mail`)).text()).toContain(email);
});

test("the API answers alike for known and unknown addresses, and refuses a link that it doesn't know", async () => {
  const { email } = await newPerson();
  const answers = [];
  for (const each of [email, `not-${email}`]) {
    const answer = await send("POST", "/api/auth/forgot-password", { body: { email: each } });
    answers.push([answer.status, await answer.text(), answer.headers.get("RateLimit")]);
  }
  expect(answers[1]).toEqual(answers[0]);
  expect(answers[0]?.[0]).toBe(202);
  const body = { token: "made up", new_password };
  await expectProblem(await send("POST", "/api/auth/reset-password", { body }), 422, "link_refused");
});
