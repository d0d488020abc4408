/** Headers and methods that promise another meaning: of each request, what its first line and our own headers say counts. */
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { newPerson, send, url, type Person } from "../api/client";
import { storyOf } from "../api/connected";
import { sendRaw, type RawHeaders } from "../handshakes/raw";
import { host, RawLine } from "./raw-line";

const evil = "evil.example";
let victim: Person;
let story: string;

beforeAll(async () => {
  victim = await newPerson();
  story = await storyOf(victim);
});

const bearer = () => ({ Authorization: `Bearer ${victim.token}` });

describe("a header that names another method is not read", () => {
  test.each(["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "X-Original-Method"])(
    "%s",
    async (name) => {
      const path = `/api/stories/${story}`;
      const headers = { ...bearer(), [name]: "DELETE", "Content-Type": "application/x-www-form-urlencoded" };
      expect((await sendRaw({ path, headers })).status).toBe(200);
      expect((await sendRaw({ method: "POST", path, headers, body: "_method=DELETE" })).status).toBe(405);
      expect((await sendRaw({ method: "POST", path: `${path}?_method=DELETE`, headers })).status).toBe(405);
      expect((await send("GET", path, { as: victim })).status).toBe(200);
    },
  );
});

describe("a header that names another path is not read", () => {
  test.each(["X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Uri", "X-Forwarded-Prefix", "X-Accel-Redirect"])(
    "%s",
    async (name) => {
      for (const path of ["/moderation", "/api/auth/me", `/api/stories/${story}`, "http://169.254.169.254/latest"]) {
        const answer = await sendRaw({ path: "/api/health", headers: { ...bearer(), [name]: path } });
        expect([answer.status, answer.body]).toEqual([200, expect.stringContaining('"ok"')]);
        expect(answer.body).not.toContain(victim.email);
        expect((await sendRaw({ path: "/moderation", headers: { [name]: "/" } })).status).toBe(404);
      }
    },
  );
});

describe("no answer names the host that a header claims", () => {
  const claims: RawHeaders[] = [
    { "X-Forwarded-Host": evil },
    { "X-Host": evil, "X-Forwarded-Server": evil, "X-HTTP-Host-Override": evil },
    { Forwarded: `host=${evil};proto=http`, "X-Original-Host": evil },
    { "X-Forwarded-Host": evil, "X-Forwarded-Proto": "http", "X-Forwarded-Port": "80" },
    { "X-Forwarded-Scheme": "http", "X-Forwarded-Host": `${evil}:80` },
    { Referer: `https://${evil}/`, "X-Forwarded-For": evil, "True-Client-IP": evil },
  ];
  test.each(claims)("%j", async (headers) => {
    const paths = [
      "/",
      "/me",
      "/settings",
      "/sign-in",
      "/sign-in/?next=/me",
      "/sign-out",
      "/api/docs",
      "/api/openapi.json",
    ];
    for (const path of paths) {
      const answer = await sendRaw({ path, headers });
      expect([path, answer.status < 400]).toEqual([path, true]);
      expect(answer.headers.get("Location") ?? "/", path).toMatch(/^\/(?![/\\])/);
      expect(`${[...answer.headers].join("\n")}${answer.body}`, path).not.toContain(evil);
    }
  });

  test("and a request that names another site is sent to that name over https, and uses nobody's cookie", async () => {
    for (const path of ["/", "/me", "/api/docs", "/images/none.jpg"]) {
      const { status, headers, body } = await sendRaw({
        path,
        headers: { Host: evil, "X-Forwarded-Host": "other.example" },
      });
      expect([path, status, headers.get("Location"), body]).toEqual([path, 308, `https://${evil}${path}`, ""]);
      expect(headers.get("Cache-Control")).toContain("no-store");
      const secure = await sendRaw({ path, headers: { Host: evil, "X-Forwarded-Proto": "https" } });
      expect(secure.headers.get("Location") ?? "/", path).toMatch(/^\/(?![/\\])/);
      // The reference shows calls to the host that it was asked by: no cache keeps it for others.
      if (path === "/api/docs") expect(secure.headers.get("Cache-Control")).toBe("private, no-cache");
      else expect(secure.body.includes(evil), path).toBe(false);
    }
    const headers = {
      Cookie: `heartfelt=${victim.refresh_token}`,
      Host: evil,
      "X-Forwarded-Proto": "https",
      Origin: url,
    };
    expect((await sendRaw({ method: "POST", path: "/api/auth/sign-out", headers })).status).toBe(403);
  });
});

const open: RawLine[] = [];
afterEach(() => open.splice(0).forEach((line) => line.hangUp()));

/**
 * Each answer to these bytes is a refusal. One of 5xx is the runtime's own, which tells nothing (Cloudflare's edge refuses
 * such a request before it): what reaches the app has an id.
 */
async function expectRefused(request: string): Promise<void> {
  const line = new RawLine();
  open.push(line);
  await line.write(request);
  await line.status();
  expect(line.statuses().filter((status) => status < 400)).toEqual([]);
  if (line.statuses().some((status) => status >= 500)) expect(line.text).not.toMatch(/x-request-id/i);
  expect(line.text).not.toContain(victim.email);
}

const hidden = () => `GET /api/auth/me HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${victim.token}\r\n\r\n`;
const post = (headers: string[], body = "") =>
  [`POST /api/auth/sign-out HTTP/1.1`, `Host: ${host}`, ...headers, "", body].join("\r\n");

describe("a body of two lengths is refused, and hides no second request:", () => {
  test.each<[string, () => string]>([
    ["two lengths that differ", () => post(["Content-Length: 0", `Content-Length: ${hidden().length}`], hidden())],
    ["two lengths in one header", () => post([`Content-Length: 0, ${hidden().length}`], hidden())],
    ["chunks and a length", () => post(["Transfer-Encoding: chunked", "Content-Length: 4"], `0\r\n\r\n${hidden()}`)],
    ["a length and chunks", () => post(["Content-Length: 4", "Transfer-Encoding: chunked"], `0\r\n\r\n${hidden()}`)],
    [
      "chunks by a name with a space",
      () => post(["Transfer-Encoding : chunked", "Content-Length: 5"], `0\r\n\r\n${hidden()}`),
    ],
    ["a coding nobody knows", () => post(["Transfer-Encoding: xchunked"], `0\r\n\r\n${hidden()}`)],
    ["a negative length", () => post(["Content-Length: -1"], hidden())],
    ["a length with a sign", () => post([`Content-Length: +${hidden().length}`], hidden())],
    ["a length in hexadecimal", () => post([`Content-Length: 0x${hidden().length.toString(16)}`], hidden())],
    ["a length beyond numbers", () => post([`Content-Length: ${"9".repeat(40)}`], hidden())],
    ["a chunk's length beyond numbers", () => post(["Transfer-Encoding: chunked"], `${"f".repeat(40)}\r\n${hidden()}`)],
    ["a chunk of no length", () => post(["Transfer-Encoding: chunked"], `zz\r\n${hidden()}`)],
  ])("%s", (_what, make) => expectRefused(make()));

  test("chunks that are named twice are chunks to the runtime: what follows their end is a request of its own", async () => {
    const line = new RawLine();
    open.push(line);
    await line.write(post(["Transfer-Encoding: chunked, chunked"], `0\r\n\r\n${hidden()}`));
    await expect.poll(() => line.statuses(), { interval: 10 }).toEqual([401, 200]);
  });
});

describe("a request line or a header that is none is refused:", () => {
  const get = (...lines: string[]) => [`GET /api/auth/me HTTP/1.1`, `Host: ${host}`, ...lines, "", ""].join("\r\n");
  const line = (first: string) => `${first}\r\nHost: ${host}\r\n\r\n`;
  test.each<[string, () => string]>([
    ["a method in small letters", () => line("get /api/health HTTP/1.1")],
    ["a method in mixed letters", () => line("DeLeTe /api/account HTTP/1.1")],
    ["a method nobody knows", () => line("GETT /api/health HTTP/1.1")],
    ["TRACE", () => line("TRACE /api/health HTTP/1.1")],
    ["CONNECT", () => line(`CONNECT ${evil}:443 HTTP/1.1`)],
    ["a method of a thousand letters", () => line(`${"A".repeat(1_000)} / HTTP/1.1`)],
    ["a version to come", () => line("GET /api/no-such-path HTTP/9.9")],
    ["no version", () => line("GET /api/no-such-path")],
    ["a NUL in the path", () => line("GET /api/health\0 HTTP/1.1")],
    ["a NUL in a value", () => get("X-Any: a\0b")],
    ["a NUL in a token", () => get(`Authorization: Bearer ${victim.token}\0`)],
    ["a header that is folded", () => get("X-Any: a", ` Authorization: Bearer ${victim.token}`)],
    ["a header without a name", () => get(": a")],
    ["a name with a space", () => get(`Authori zation: Bearer ${victim.token}`)],
    ["one header of 1 MB", () => get(`X-Any: ${"a".repeat(1_000_000)}`)],
    ["20,000 headers", () => get(...Array.from({ length: 20_000 }, (_none, at) => `X-${at}: a`))],
    ["a path of 1 MB", () => line(`GET /${"a".repeat(1_000_000)} HTTP/1.1`)],
    ["two tokens", () => get("Authorization: Bearer none", `Authorization: Bearer ${victim.token}`)],
  ])("%s", (_what, make) => expectRefused(make()));
});

describe("values that would end a header or a cookie stay inside of them:", () => {
  const inQuery = [
    "%0d%0aSet-Cookie:%20a=b",
    "%0aLocation:%20//evil.example",
    "%00",
    "%e5%98%8a%e5%98%8dSet-Cookie:a",
    "%ff%fe",
  ];
  test.each(inQuery)("%s", async (value) => {
    for (const path of [
      `/sign-in?next=/${value}`,
      `/me?x=${value}`,
      `/sign-in/?next=${value}`,
      `/stories/${value}`,
      `/images/${value}`,
    ]) {
      for (const headers of [{}, { Cookie: `heartfelt=${victim.refresh_token}` }] as RawHeaders[]) {
        const answer = await sendRaw({ path, headers });
        expect([path, answer.status < 500]).toEqual([path, true]);
        expect(answer.headers.get("Set-Cookie") ?? "").not.toContain("a=b");
        expect(answer.headers.get("Location") ?? "/").toMatch(/^\/(?![/\\])/);
      }
    }
  });

  test("a thousand cookies, or a session's cookie many times, are those of a visitor or of their owner", async () => {
    const many = Array.from({ length: 1_000 }, (_none, at) => `c${at}=${at}`).join("; ");
    const path = "/api/auth/me";
    expect((await sendRaw({ path, headers: { Cookie: many } })).status).toBe(401);
    const own = `heartfelt=${victim.refresh_token}`;
    expect((await sendRaw({ path, headers: { Cookie: `${many}; ${own}` } })).status).toBe(200);
    const other = Array.from({ length: 100 }, () => "heartfelt=none").join("; ");
    expect([200, 401]).toContain((await sendRaw({ path, headers: { Cookie: `${other}; ${own}` } })).status);
    for (const cookie of [
      "heartfelt=%",
      "heartfelt=%00",
      'heartfelt="',
      "heartfelt=;",
      "=",
      "theme=%ff",
      "heartfelt-device=%",
    ]) {
      expect([cookie, (await sendRaw({ path, headers: { Cookie: cookie } })).status]).toEqual([cookie, 401]);
      expect([cookie, (await sendRaw({ path: "/", headers: { Cookie: cookie } })).status]).toEqual([cookie, 200]);
    }
  });
});

test("after all of it the victim is signed in and their story is there", async () => {
  expect((await send("GET", "/api/auth/me", { as: victim })).status).toBe(200);
  expect((await send("GET", `/api/stories/${story}`)).status).toBe(200);
});
