import { beforeAll, describe, expect, test } from "vitest";
import { newPerson, send, url, type Person } from "../api/client";
import { storyOf } from "../api/connected";
import { sendRaw, type RawAnswer, type RawHeaders } from "./raw";

const own = new URL(url);
const evil = "https://evil.example";

let victim: Person;

beforeAll(async () => {
  victim = await newPerson();
});

/** A request as a browser sends it that is signed in. `{}` is refused with 422 where it is read. */
function borrow(method: string, path: string, headers: RawHeaders): Promise<RawAnswer> {
  const body = method === "GET" || method === "HEAD" ? "" : "{}";
  const cookie = { Cookie: `heartfelt=${victim.refresh_token}` };
  return sendRaw({ method, path, headers: { ...cookie, "Content-Type": "application/json", ...headers }, body });
}

type Row = [what: string, headers: RawHeaders, status: number];

describe("a request that changes something comes from our own pages, or from no browser", () => {
  test.each<Row>([
    ["no word of where from", {}, 422],
    ["our origin", { Origin: url }, 422],
    ["our origin and same-origin", { Origin: url, "Sec-Fetch-Site": "same-origin" }, 422],
    ["same-origin alone", { "Sec-Fetch-Site": "same-origin" }, 422],
    ["none: typed by a person", { "Sec-Fetch-Site": "none" }, 422],
    ["another site", { Origin: evil }, 403],
    ["another site, that says so", { Origin: evil, "Sec-Fetch-Site": "cross-site" }, 403],
    ["another site, that lies", { Origin: evil, "Sec-Fetch-Site": "same-origin" }, 403],
    ["our origin from across", { Origin: url, "Sec-Fetch-Site": "cross-site" }, 403],
    ["cross-site without an origin", { "Sec-Fetch-Site": "cross-site" }, 403],
    ["same-site", { "Sec-Fetch-Site": "same-site" }, 403],
    ["cross-site in capitals", { "Sec-Fetch-Site": "Cross-Site" }, 403],
    ["a word that nobody knows", { "Sec-Fetch-Site": "nearby" }, 403],
    ["two words", { "Sec-Fetch-Site": ["same-origin", "cross-site"] }, 403],
    ["an opaque origin", { Origin: "null" }, 403],
    ["another scheme", { Origin: `https://${own.host}` }, 403],
    ["another port", { Origin: `http://${own.hostname}:1` }, 403],
    ["the same machine by its number", { Origin: `http://127.0.0.1:${own.port}` }, 403],
    ["a name that starts like ours", { Origin: `${url}.evil.example` }, 403],
    ["a name below ours", { Origin: `http://sub.${own.host}` }, 403],
    ["two origins", { Origin: [url, evil] }, 403],
    ["another site that calls POST a GET", { Origin: evil, "X-HTTP-Method-Override": "GET" }, 403],
    ["a form of another site that hides its origin", { Origin: "null", "Content-Type": "text/plain" }, 403],
    ["a form's type, with no word of where from", { "Content-Type": "text/plain" }, 415],
  ])("%s", async (_what, headers, status) => {
    expect((await borrow("POST", "/api/stories", headers)).status).toBe(status);
  });
});

describe("another site is refused on every path that changes something", () => {
  test.each([
    ["POST", "/api/auth/sign-in"],
    ["POST", "/api/auth/sign-out"],
    ["POST", "/api/auth/refresh"],
    ["POST", "/api/chat/token"],
    ["POST", "/api/connections"],
    ["PATCH", "/api/stories/0198c0de-0000-7000-8000-000000000001"],
    ["DELETE", "/api/stories/0198c0de-0000-7000-8000-000000000001"],
    ["PUT", "/api/no-such-path"],
    ["POST", "/sign-out"],
    ["POST", "/sign-in"],
    ["POST", "/me"],
    ["POST", "/theme"],
    ["POST", "/me.data"],
  ])("%s %s", async (method, path) => {
    for (const headers of [{ Origin: evil }, { "Sec-Fetch-Site": "cross-site" }] as RawHeaders[]) {
      const answer = await borrow(method, path, headers);
      expect([answer.status, answer.body]).toEqual([403, expect.stringContaining("foreign_origin")]);
    }
  });
});

test("another site may follow a link here, and a script of it may read nothing", async () => {
  const story = await storyOf(victim);
  for (const path of [`/api/stories/${story}`, "/api/auth/me", "/"]) {
    const answer = await borrow("GET", path, { Origin: evil, "Sec-Fetch-Site": "cross-site" });
    expect(answer.status).toBe(200);
    expect([...answer.headers.keys()].filter((name) => name.startsWith("access-control-"))).toEqual([]);
    expect(answer.headers.get("Cross-Origin-Resource-Policy")).toBe("same-origin");
  }
});

test("a method is what the request line says, whatever a header or a field calls it", async () => {
  const story = await storyOf(victim);
  const path = `/api/stories/${story}?_method=DELETE`;
  const answer = await borrow("GET", path, { "X-HTTP-Method-Override": "DELETE", "X-HTTP-Method": "DELETE" });
  expect(answer.status).toBe(200);
  expect((await send("GET", `/api/stories/${story}`)).status).toBe(200);
});
