/** The export of a large account, over HTTP: a job makes it, and the settings show how far it is. */
import { strFromU8, unzipSync } from "fflate";
import { expect, test } from "vitest";
import { ExportJob } from "../../app/contract/account-export";
import { patientFetch } from "../../scripts/patient-fetch.mjs";
import { withCookie } from "../access-matrix/people";
import { expectProblem, newPerson, send, url, type Person } from "./client";
import { runSql } from "./rows";

/** Photos whose export takes more steps than are made while it is downloaded. */
const manyPhotos = 60;

/** Somebody with so many photos; their files are gone. */
async function newLargeAccount(): Promise<Person> {
  const person = await newPerson();
  const { id } = person.user;
  await runSql(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${manyPhotos})
     INSERT INTO story_images (id, owner_id, public_key, public_type, public_bytes, width, height, thumbhash, created_at)
     SELECT '${id}-' || i, '${id}', 'public/images/gone-${id}-' || i || '.jpg', 'image/jpeg', 1, 1, 1, '', ${Date.now()} FROM n`,
  );
  return person;
}

const job = (as: Person, method = "GET") => send(method, "/api/account/export/job", { as });

async function settingsOf(as: Person): Promise<string> {
  const answer = await patientFetch(`${url}/settings`, { headers: withCookie(as.refresh_token).headers });
  expect(answer.status).toBe(200);
  return answer.text();
}

async function press(as: Person, act: string): Promise<number> {
  const answer = await patientFetch(`${url}/settings`, {
    method: "POST",
    headers: { ...withCookie(as.refresh_token).headers, Origin: url, "Sec-Fetch-Site": "same-origin" },
    body: new URLSearchParams({ act }),
  });
  return answer.status;
}

/** Waits until the job is ready. Returns its states on the way: those of the API, whose progress never goes back. */
async function untilReady(as: Person): Promise<ExportJob[]> {
  const seen: ExportJob[] = [];
  await expect
    .poll(async () => {
      const answer = await job(as);
      seen.push(ExportJob.parse(await answer.json()));
      return seen.at(-1)?.status;
    })
    .toBe("ready");
  return seen;
}

test("a large account is answered with a job, whose file the same address gives once it is ready", async () => {
  const person = await newLargeAccount();
  await expectProblem(await job(person), 404, "not_found");
  const first = await send("GET", "/api/account/export", { as: person });
  expect([first.status, first.headers.get("Location")]).toEqual([202, "/api/account/export/job"]);
  const started = ExportJob.parse(await first.json());
  expect(started).toMatchObject({ status: "running", expires_at: null, bytes: null });
  const states = [started, ...(await untilReady(person))];
  const progress = states.map((state) => state.progress);
  expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  const ready = states.at(-1)!;
  expect([ready.progress, Date.parse(ready.expires_at ?? "")]).toEqual([1, expect.any(Number)]);
  expect(Date.parse(ready.expires_at ?? "")).toBeGreaterThan(Date.parse(ready.started_at));

  const answer = await send("GET", "/api/account/export", { as: person });
  expect([answer.status, answer.headers.get("Content-Type")]).toEqual([200, "application/zip"]);
  const archive = new Uint8Array(await answer.arrayBuffer());
  expect(archive.length).toBe(ready.bytes);
  const files = unzipSync(archive);
  expect(JSON.parse(strFromU8(files["photos.json"]!))).toHaveLength(manyPhotos);
  expect(strFromU8(files["README.txt"]!)).not.toContain("Nothing is missing.");
});

test("the settings offer to prepare it, show how far it is, then the file, and forget a deleted one", async () => {
  const person = await newLargeAccount();
  expect(await settingsOf(person)).toContain("Prepare my data");
  expect(await press(person, "start_export")).toBe(200);
  const pages: string[] = [];
  await expect
    .poll(async () => {
      pages.push(await settingsOf(person));
      return pages.at(-1);
    })
    .toContain("You can download it until");
  const running = pages.slice(0, -1);
  for (const page of running) {
    expect(page).toContain("Putting your data together");
    expect(page).toMatch(/<progress [^>]*value="(0(\.\d+)?|1)"/);
    expect(page).toMatch(/\d{1,3}% done/);
  }
  expect(pages.at(-1)).toContain('href="/api/account/export"');
  expect(await press(person, "cancel_export")).toBe(200);
  await expectProblem(await job(person), 404, "not_found");
  expect(await settingsOf(person)).toContain("Prepare my data");
});

test("an export is its owner's alone to see and to cancel", async () => {
  const [person, other] = [await newLargeAccount(), await newPerson()];
  expect((await job(person, "POST")).status).toBe(202);
  await expectProblem(await job(other), 404, "not_found");
  expect((await job(other, "DELETE")).status).toBe(204);
  expect((await job(person)).status).toBe(200);
  expect((await job(person, "DELETE")).status).toBe(204);
  await expectProblem(await job(person), 404, "not_found");
});
