/** Mails of what waits over HTTP: with a day of a second, from what happens to the press that stops them. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LocalMail } from "../../app/contract/letter";
import { patientFetch } from "../../scripts/patient-fetch.mjs";
import { serveWithMail, type MailApp } from "../mail/mail-app";
import { fromAPlaceOfTheirOwn } from "./client";
import { tokenIn, untilMailed } from "./mailbox";

let app: MailApp;
beforeAll(async () => void (app = await serveWithMail({ DIGEST_WAIT_MS: "1000" })));
afterAll(() => app.stop());

const password = "correct horse battery";
let made = 0;

function post(path: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
  const json = { "Content-Type": "application/json", ...fromAPlaceOfTheirOwn(), ...headers };
  return patientFetch(app.url + path, { method: "POST", headers: json, body: JSON.stringify(body) });
}

async function signUp() {
  const email = `digest-${(made += 1)}@example.org`;
  const answer = await post("/api/auth/sign-up", { email, password, display_name: "Quiet Heron" });
  return { email, ...((await answer.json()) as { token: string; refresh_token: string }) };
}

/** Somebody whose address is confirmed, and whom another person asked to connect. */
async function personWithNews() {
  const [author, reader] = [await signUp(), await signUp()];
  const [verification] = await untilMailed(author.email, 1, app.stateDirectory);
  expect((await post("/api/auth/verify-email", { token: tokenIn(verification!) })).status).toBe(204);
  const as = ({ token }: { token: string }) => ({ Authorization: `Bearer ${token}` });
  const story = (await (await post("/api/stories", { body: "We walked.", image_ids: [] }, as(author))).json()) as {
    id: string;
  };
  expect((await post("/api/connections", { story_id: story.id, note: "" }, as(reader))).status).toBe(201);
  return author;
}

const linkOf = ({ headers }: LocalMail) => headers!["List-Unsubscribe"]!.slice(1, -1);

async function wantsDigest(token: string): Promise<boolean> {
  const answer = await patientFetch(`${app.url}/api/push`, { headers: { Authorization: `Bearer ${token}` } });
  return ((await answer.json()) as { settings: { digest: boolean } }).settings.digest;
}

test("what waits is mailed, opening the link changes nothing, and one press of the mail program stops the mails", async () => {
  const { email, token } = await personWithNews();
  const mail = (await untilMailed(email, 2, app.stateDirectory))[1]!;
  expect(mail.subject).toBe("Something is waiting for you on Heartfelt");
  expect(mail.text).toContain("1 request to connect.");
  expect(mail.headers).toMatchObject({ "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" });
  expect(`${mail.text}${mail.html}`).not.toContain("Heron");

  const opened = await patientFetch(linkOf(mail));
  expect([opened.status, await opened.text()]).toEqual([200, expect.stringContaining("Stop these mails")]);
  expect(await wantsDigest(token)).toBe(true);
  // As RFC 8058 has it: no cookie, no sign-in, one field.
  const oneClick = new URLSearchParams({ "List-Unsubscribe": "One-Click" });
  const pressed = await patientFetch(linkOf(mail), { method: "POST", body: oneClick, redirect: "manual" });
  expect([pressed.status, await pressed.text()]).toEqual([200, expect.stringContaining("These mails have stopped")]);
  expect(await wantsDigest(token)).toBe(false);
});

test("a link that is cut or made up stops nothing, and says so", async () => {
  const { email, token } = await personWithNews();
  const [, mail] = await untilMailed(email, 2, app.stateDirectory);
  for (const link of [linkOf(mail!).slice(0, -1), `${app.url}/unsubscribe?token=%27;--`, `${app.url}/unsubscribe`]) {
    const refused = await patientFetch(link, { method: "POST", body: new URLSearchParams({ token: "x" }) });
    expect([refused.status, await refused.text()]).toEqual([
      404,
      expect.stringContaining("turn the mails off in your account"),
    ]);
  }
  expect(await wantsDigest(token)).toBe(true);
});

test("the settings turn the mails off and on", async () => {
  const { token, refresh_token } = await personWithNews();
  const save = (fields: Record<string, string>) =>
    patientFetch(`${app.url}/settings`, {
      method: "POST",
      headers: { Cookie: `heartfelt=${refresh_token}` },
      body: new URLSearchParams({ act: "digest", ...fields }),
    });
  expect((await save({})).status).toBe(200);
  expect(await wantsDigest(token)).toBe(false);
  expect(await (await save({ digest: "on" })).text()).toContain("Mail me, at most once a day");
  expect(await wantsDigest(token)).toBe(true);
});
