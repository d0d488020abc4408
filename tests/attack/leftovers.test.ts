/** Probes for what is gone or was never theirs: caches, other spellings, other people's exports and evidence. */
import { describe, expect, test } from "vitest";
import { ExportJob } from "../../app/contract/account-export";
import { ReportMade } from "../../app/contract/report";
import { photoOf } from "../access-matrix/stories";
import { newPerson, send, url, type Person } from "../api/client";
import { storyOf } from "../api/connected";
import { runSql } from "../api/rows";
import { newStaff } from "../api/staff";
import { patientFetch } from "../../scripts/patient-fetch.mjs";

const absent = "0198c0de-0000-7000-8000-000000000001";

function ask(method: string, path: string, headers: Record<string, string> = {}): Promise<Response> {
  return patientFetch(url + path, { method, headers, redirect: "manual" });
}

const cookieOf = ({ refresh_token }: Person) => ({ Cookie: `heartfelt=${refresh_token}` });
const tokenOf = ({ token }: Person) => ({ Authorization: `Bearer ${token}` });

async function reported(as: Person, kind: string, id: string): Promise<string> {
  const body = { subject: { kind, id }, reason: "harassment", note: "" };
  return ReportMade.parse(await (await send("POST", "/api/reports", { as, body })).json()).id;
}

async function hold(story: string): Promise<void> {
  const [reader, staff] = [await newPerson(), await newStaff()];
  const answer = await patientFetch(`${url}/moderation/${await reported(reader, "story", story)}`, {
    method: "POST",
    redirect: "manual",
    headers: { ...tokenOf(staff), Origin: url },
    body: new URLSearchParams({ act: "hold", reason: "A name is in it." }),
  });
  expect(answer.status).toBe(302);
}

const endings: [string, (story: string, author: Person) => Promise<unknown>][] = [
  ["deleted", (story, as) => send("DELETE", `/api/stories/${story}`, { as })],
  ["unpublished", (story, as) => send("PATCH", `/api/stories/${story}`, { as, body: { status: "unpublished" } })],
  ["held", hold],
];

/** The headers of a browser or a cache that has seen the file. */
function probesOf(etag: string, modified: string, stranger: Person): Record<string, string>[] {
  return [
    {},
    { "If-None-Match": etag },
    { "If-None-Match": `W/${etag}` },
    { "If-None-Match": "*" },
    { "If-Match": etag },
    { "If-Modified-Since": modified },
    { Range: "bytes=0-9" },
    { Range: "bytes=0-9", "If-Range": etag },
    { Range: "bytes=-1" },
    { "Cache-Control": "only-if-cached", Pragma: "cache" },
    cookieOf(stranger),
    tokenOf(stranger),
  ];
}

describe("a photo and its story that visitors saw, once the story is", () => {
  test.each(endings)("%s, answer nothing to any probe", async (_how, end) => {
    const [author, stranger] = [await newPerson(), await newPerson()];
    const { id, file } = await photoOf(author, "kept");
    const words = `words-${id}`;
    const story = await storyOf(author, [id]);
    await send("PATCH", `/api/stories/${story}`, { as: author, body: { title: words } });
    const seen = await ask("GET", `/images/${file}`);
    expect(seen.status).toBe(200);
    const etag = seen.headers.get("ETag") ?? "";
    const size = (await seen.arrayBuffer()).byteLength;
    await end(story, author);
    const paths = [
      `/images/${file}`,
      `/images/${file}?v=2`,
      `/images/${id}`,
      `/images/${file}.data`,
      `/images/${file}?_data=routes`,
    ];
    paths.push(`/api/images/${id}/original`, `/api/stories/${story}`, `/stories/${story}`, `/stories/${story}.data`);
    for (const path of paths) {
      for (const headers of probesOf(etag, new Date().toUTCString(), stranger)) {
        for (const method of ["GET", "HEAD"]) {
          const answer = await ask(method, path, headers);
          const what = `${method} ${path} ${JSON.stringify(headers)}`;
          expect([what, answer.status]).toEqual([what, 404]);
          expect(answer.headers.get("ETag"), what).toBeNull();
          expect(answer.headers.get("Cache-Control"), what).toMatch(/no-store|no-cache/);
          const body = await answer.text();
          expect(body.includes(words) || Buffer.byteLength(body) === size, what).toBe(false);
        }
      }
    }
    for (const path of ["/", "/_root.data", "/api/stories?limit=50"]) {
      expect(await (await ask("GET", path)).text(), path).not.toContain(words);
    }
  });
});

describe("an export", () => {
  test("is its owner's alone, whatever id comes along", async () => {
    const [owner, other] = [await newPerson(), await newPerson()];
    const path = "/api/account/export/job";
    const started = ExportJob.parse(await (await send("POST", path, { as: owner })).json());
    const traces = [owner.user.id, owner.email, JSON.stringify(started)];
    const ids = { id: owner.user.id, user_id: owner.user.id, userId: owner.user.id, account: owner.email };
    const query = new URLSearchParams(ids).toString();
    const named = { ...tokenOf(other), "X-User-Id": owner.user.id, "X-Forwarded-User": owner.email };
    for (const target of [path, `${path}?${query}`, `${path}/${owner.user.id}`, `${path}.data`]) {
      for (const headers of [tokenOf(other), named]) {
        expect([target, (await ask("GET", target, headers)).status]).toEqual([target, 404]);
      }
      await ask("DELETE", target, named);
    }
    expect((await send("GET", path, { as: owner })).status).toBe(200);
    const archive = await ask("GET", `/api/account/export?${query}`, named);
    const text = Buffer.from(await archive.arrayBuffer()).toString("latin1");
    expect(traces.filter((trace) => text.includes(trace))).toEqual([]);
  });

  test("opens for no chat token, no refresh token and no page of another site, and ends with its session", async () => {
    const owner = await newPerson();
    const chat = (await (await send("POST", "/api/chat/token", { as: owner })).json()) as { token: string };
    await send("POST", "/api/account/export/job", { as: owner });
    for (const path of ["/api/account/export", "/api/account/export/job"]) {
      for (const token of [chat.token, owner.refresh_token]) {
        expect([path, (await ask("GET", path, { Authorization: `Bearer ${token}` })).status]).toEqual([path, 401]);
      }
    }
    const crossSite = { ...cookieOf(owner), "Sec-Fetch-Site": "cross-site", Origin: "https://evil.example" };
    for (const method of ["POST", "DELETE"])
      expect((await ask(method, "/api/account/export/job", crossSite)).status).toBe(403);
    await send("POST", "/api/auth/sign-out", { as: owner });
    for (const path of ["/api/account/export", "/api/account/export/job"]) {
      expect((await ask("GET", path, tokenOf(owner))).status).toBe(401);
    }
  });
});

test("the photo of a report is for staff, as long as they are staff; to all others it is what is absent", async () => {
  const [author, reader, stranger, staff] = [await newPerson(), await newPerson(), await newPerson(), await newStaff()];
  const photo = await photoOf(author, "kept");
  await storyOf(author, [photo.id]);
  const report = await reported(reader, "photo", photo.id);
  const path = `/api/moderation/${report}/photo`;
  const shown = await ask("GET", path, tokenOf(staff));
  expect(shown.status).toBe(200);
  const etag = shown.headers.get("ETag") ?? "";
  await shown.body?.cancel();
  const textOf = async (answer: Response) => (await answer.text()).replaceAll(/"request_id":"[^"]+"/g, "");
  const probes: Record<string, string>[] = [{}, { "If-None-Match": etag }, { Range: "bytes=0-9" }];
  for (const as of [null, author, reader, stranger]) {
    const who = as ? tokenOf(as) : {};
    const none = await textOf(await ask("GET", `/api/moderation/${absent}/photo`, who));
    for (const headers of probes) {
      const answer = await ask("GET", path, { ...who, ...headers });
      expect([answer.status, answer.headers.get("ETag"), await textOf(answer)]).toEqual([404, null, none]);
      expect((await ask("HEAD", path, { ...who, ...headers })).status).toBe(404);
    }
  }
  for (const id of [photo.id, author.user.id, `${report}%2f..`, "..%2fevidence"]) {
    expect((await ask("GET", `/api/moderation/${id}/photo`, tokenOf(staff))).status).toBe(404);
  }
  await runSql(`UPDATE users SET role = 'member' WHERE email = '${staff.email}'`);
  expect((await ask("GET", path, { ...tokenOf(staff), "If-None-Match": etag })).status).toBe(404);
});
