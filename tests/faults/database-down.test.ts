/** The built app on a D1 that fails really: its tables are not there. What people, clients and the log are told. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { DeepHealth } from "../../app/contract/health";
import { LogEvent } from "../../app/contract/log";
import { Problem } from "../../app/contract/problem";
import { freePort, serve } from "../../scripts/serve.mjs";
import { patientFetch } from "../../scripts/patient-fetch.mjs";

const state = mkdtempSync(join(tmpdir(), "heartfelt-faults-"));
let app: Awaited<ReturnType<typeof serve>>;
let output = "";

beforeAll(async () => {
  app = await serve({
    port: await freePort(),
    stateDirectory: state,
    onOutput: (text) => {
      output += text;
    },
  });
});

afterAll(async () => {
  await app.stop();
  rmSync(state, { recursive: true, force: true });
});

const secrets = {
  email: "someone.private@example.org",
  password: "a very private password",
  words: "what only she may read",
  address: "203.0.113.77",
};

const from = { "CF-Connecting-IP": secrets.address };

function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return patientFetch(app.url + path, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...from, ...headers },
    body: JSON.stringify(body),
  });
}

function signUpByForm(): Promise<Response> {
  const form = new URLSearchParams({
    email: secrets.email,
    password: secrets.password,
    display_name: secrets.words,
  });
  return patientFetch(`${app.url}/sign-up`, {
    method: "POST",
    body: form,
    headers: { ...from, Origin: app.url, "Sec-Fetch-Site": "same-origin" },
    redirect: "manual",
  });
}

/** The lines of both workers' logs. */
function logged(): Record<string, unknown>[] {
  return [...output.matchAll(/\{"(?:request_id|event)":.*\}/g)].map(([line]) => JSON.parse(line));
}

/** Waits until a request's line is in the log. */
async function untilLogged(id: string | null): Promise<void> {
  await expect.poll(() => logged().some((line) => line.request_id === id && line.event === "request")).toBe(true);
}

test("without D1 the API answers 503 with a sentence, when to try again, and the request's id", async () => {
  for (const answer of [
    await patientFetch(`${app.url}/api/stories`),
    await post("/api/auth/sign-up", {
      email: secrets.email,
      password: secrets.password,
      display_name: secrets.words,
    }),
  ]) {
    expect(answer.status).toBe(503);
    expect(answer.headers.get("Retry-After")).toBe("5");
    const problem = Problem.parse(await answer.json());
    expect(problem).toMatchObject({ code: "unavailable", request_id: answer.headers.get("X-Request-Id") });
    expect(problem.detail).toMatch(/^The database isn't responding right now\. Nothing was changed; try again\./);
  }
});

test("without D1 a page is a 503 page of the site, which names the request and holds no stack", async () => {
  for (const answer of [
    await patientFetch(`${app.url}/`),
    await patientFetch(`${app.url}/stories/${uuidv7()}`),
    await signUpByForm(),
  ]) {
    const html = await answer.text();
    expect([answer.status, answer.headers.get("Retry-After")]).toEqual([503, "5"]);
    expect(html).toContain("Not available right now");
    expect(html).toMatch(new RegExp(`<code[^>]*>${answer.headers.get("X-Request-Id")}</code>`));
    expect(html).not.toMatch(/D1_ERROR|no such table|\bat \w+ \(|node_modules/);
  }
});

test("without D1 /api/health lives, and ?deep names the database, and only it, with 503", async () => {
  const shallow = await patientFetch(`${app.url}/api/health`);
  expect([shallow.status, await shallow.json()]).toEqual([200, { status: "ok" }]);
  const deep = await patientFetch(`${app.url}/api/health?deep`);
  expect(deep.status).toBe(503);
  const { status, parts } = DeepHealth.parse(await deep.json());
  expect(status).toBe("failing");
  const failing = Object.entries(parts).filter(([, part]) => part.status === "failing");
  expect(failing).toEqual([
    ["database", { status: "failing", detail: "D1 does not answer: are the migrations applied?" }],
  ]);
});

test("a request's id is ours, whatever the caller sends, and the log has the caller's beside it when it is a UUID", async () => {
  const mine = crypto.randomUUID();
  const ids: (string | null)[] = [];
  for (const sent of [mine, `<script>${secrets.words}`]) {
    const answer = await patientFetch(`${app.url}/api/health`, { headers: { "X-Request-Id": sent } });
    ids.push(answer.headers.get("X-Request-Id"));
    expect(z.uuid().safeParse(ids.at(-1)).success).toBe(true);
    await untilLogged(ids.at(-1)!);
  }
  expect(ids).not.toContain(mine);
  expect(logged().filter((line) => line.client_request_id !== undefined)).toMatchObject([
    { request_id: ids[0], client_request_id: mine },
  ]);
});

test("every line of the log is an event of the schema with a request's id, and no line holds anything of a person", async () => {
  await post("/api/auth/sign-in", { email: secrets.email, password: secrets.password });
  const asked = await patientFetch(
    `${app.url}/${encodeURIComponent(secrets.words)}/${secrets.email}?token=${secrets.password}`,
  );
  await untilLogged(asked.headers.get("X-Request-Id"));
  const lines = logged();
  expect(lines.filter(({ event }) => event === "failed").length).toBeGreaterThan(5);
  for (const { request_id: id, ...event } of lines) {
    expect(z.uuid().safeParse(id).success).toBe(true);
    expect([event, LogEvent.safeParse(event).error?.message]).toEqual([event, undefined]);
  }
  const all = JSON.stringify(lines);
  for (const secret of [...Object.values(secrets), encodeURIComponent(secrets.words)])
    expect(all).not.toContain(secret);
  expect(output).not.toMatch(/DrizzleQueryError|params:/);
});
