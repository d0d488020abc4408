/** Who may keep a copy of an answer: over every route of the table, every page and its data. */
import { describe, expect, test } from "vitest";
import { allEndpoints } from "../../app/contract/api";
import routes from "../../app/routes";
import { patientFetch } from "../../scripts/patient-fetch.mjs";
import { expectProblem, newPerson, send, untilRefused, uploaded, url, type Person } from "./client";
import { storyOf } from "./connected";

const absent = "0198c0de-0000-7000-8000-000000000001";
const named = (path: string) => path.replaceAll(/:\w+/g, absent).replace("*", "no-such-page");

const apiPaths = allEndpoints.map(({ method, path }) => [method, named(path)] as const);
const pagePaths = routes
  .map(({ path = "" }) => named(path))
  .filter((path) => !/^(api|images)\//.test(path) || path === "api/docs")
  .flatMap((path) => [`/${path}`, path === "" ? "/_root.data" : `/${path}.data`]);

/** Asks as a browser that is signed in, or as a client with a token; follows nothing. */
function ask(method: string, path: string, headers: Record<string, string>): Promise<Response> {
  return patientFetch(url + path, { method, headers, redirect: "manual" });
}

const cookieOf = ({ refresh_token }: Person) => ({ Cookie: `heartfelt=${refresh_token}` });

describe("what somebody signed in gets is theirs alone", () => {
  test("over every route of the table, found or not", async () => {
    const { token } = await newPerson();
    for (const [method, path] of apiPaths) {
      if (path === "/api/auth/sign-out") continue; // it would end the session
      const answer = await ask(method, path, { Authorization: `Bearer ${token}` });
      await answer.body?.cancel();
      expect([method, path, answer.headers.get("Cache-Control")]).toEqual([
        ...[method, path, expect.stringMatching(/^private, no-(store|cache)$/)],
      ]);
    }
    const last = await send("POST", "/api/auth/sign-out", { as: { token } });
    expect(last.headers.get("Cache-Control")).toBe("private, no-store");
  });

  test("on every page, and in its data", async () => {
    const headers = cookieOf(await newPerson());
    for (const path of pagePaths) {
      const answer = await ask("GET", path, headers);
      await answer.body?.cancel();
      expect([path, answer.headers.get("Cache-Control")]).toEqual([
        path,
        expect.stringMatching(/^private, no-(store|cache)$/),
      ]);
    }
  });

  test("a public photo, too: it is asked for again each time, and need not be sent again", async () => {
    const [author, reader] = [await newPerson(), await newPerson()];
    const photo = await uploaded(author);
    await storyOf(author, [photo.image_id]);
    const first = await ask("GET", photo.blurred_url, cookieOf(reader));
    expect([first.status, first.headers.get("Cache-Control")]).toEqual([200, "private, no-cache"]);
    const again = { ...cookieOf(reader), "If-None-Match": first.headers.get("ETag")! };
    expect((await ask("GET", photo.blurred_url, again)).status).toBe(304);
  });
});

describe("a photo that visitors saw", () => {
  test("is kept by their browsers for five minutes, and by no cache in front of the app", async () => {
    const author = await newPerson();
    const photo = await uploaded(author);
    await storyOf(author, [photo.image_id]);
    const { headers } = await ask("GET", photo.blurred_url, {});
    expect(headers.get("Cache-Control")).toBe("public, max-age=300");
    expect(headers.get("CDN-Cache-Control")).toBe("no-store");
    expect(headers.get("Vary")).toContain("Cookie");
  });

  test.each([
    [
      "unpublished",
      (id: string, as: Person) => send("PATCH", `/api/stories/${id}`, { as, body: { status: "unpublished" } }),
    ],
    ["deleted", (id: string, as: Person) => send("DELETE", `/api/stories/${id}`, { as })],
  ])("is gone from every server at once when its story is %s, also for who has its ETag", async (_how, end) => {
    const author = await newPerson();
    const photo = await uploaded(author);
    const story = await storyOf(author, [photo.image_id]);
    const etag = (await ask("GET", photo.blurred_url, {})).headers.get("ETag")!;
    await end(story, author);
    for (const headers of [{}, { "If-None-Match": etag }, cookieOf(await newPerson())]) {
      const answer = await ask("GET", photo.blurred_url, headers as Record<string, string>);
      expect(answer.headers.get("Cache-Control")).toContain("no-store");
      await expectProblem(answer, 404, "not_found");
    }
  });
});

describe("an address has one spelling", () => {
  test.each([
    ...["/API/stories", "/api/Stories", "/api/stories/", "/api//stories", "//api/stories", "/api/stories.data"],
    ...["/%61pi/stories", "/api/st%6fries", "/api/health.data", `/Images/${absent}.jpg`, "/%73ign-in", "//sign-in"],
  ])("%s is nothing", async (path) => {
    await expectProblem(await ask("GET", path, {}), 404, "not_found");
    await expectProblem(await ask("POST", path, {}), 404, "not_found");
  });

  test("a page in another case is an unknown page, and one with a slash at its end leads to the one without", async () => {
    for (const path of ["/Stories/new", "/Sign-In", "/SETTINGS"]) {
      const answer = await ask("GET", path, {});
      expect([path, answer.status, answer.headers.get("Content-Type")]).toEqual([
        path,
        404,
        "text/html; charset=utf-8",
      ]);
      await answer.body?.cancel();
    }
    const typed = await ask("GET", "/sign-in/?next=/me", {});
    expect([typed.status, typed.headers.get("Location")]).toEqual([308, "/sign-in?next=/me"]);
  });
});

test("a request's id is ours, whatever the client sends", async () => {
  const theirs = "0198c0de-0000-7000-8000-00000000abcd";
  const answer = await ask("GET", "/api/no-such-path", { "X-Request-Id": theirs });
  expect(answer.headers.get("X-Request-Id")).not.toBe(theirs);
  expect(await answer.text()).not.toContain(theirs);
});

test("a network may ask for the health of each part twenty times a minute, and for that of the app always", async () => {
  const headers = { "CF-Connecting-IP": "10.77.66.55" };
  const statuses: number[] = [];
  const refused = await untilRefused(async () => {
    const answer = await ask("GET", "/api/health?deep", headers);
    statuses.push(answer.status);
    return answer;
  });
  expect(statuses.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 200));
  expect(refused.headers.get("RateLimit-Policy")).toBe('"health";q=20;w=60');
  expect((await ask("GET", "/api/health", headers)).status).toBe(200);
});
