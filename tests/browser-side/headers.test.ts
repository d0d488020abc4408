/** The security headers of every kind of answer, over HTTP: no page runs what is not ours, and nothing else runs at all. */
import { describe, expect, test } from "vitest";
import { cookieParts, newPerson, send, uploaded, url } from "../api/client";
import { storyOf } from "../api/connected";
import { patientFetch } from "../../scripts/patient-fetch.mjs";

const inert = "default-src 'none'; frame-ancestors 'none'; sandbox";

/** The directives of a policy by their names. */
function directivesOf(answer: Response): Record<string, string> {
  const policy = answer.headers.get("Content-Security-Policy") ?? "";
  return Object.fromEntries(
    policy.split("; ").map((each) => [each.split(" ")[0]!, each.split(" ").slice(1).join(" ")]),
  );
}

describe("a page", () => {
  test.each(["/", "/sign-in", "/how-it-works", "/privacy", "/api/docs", "/no-such-page"])(
    "%s runs our own scripts alone, each with the nonce of this one answer",
    async (path) => {
      const [first, second] = [await send("GET", path), await send("GET", path)];
      const { "script-src": scripts, ...others } = directivesOf(first);
      const [, nonce] = /^'self' 'nonce-([0-9a-f-]{36})'$/.exec(scripts ?? "") ?? [];
      expect(nonce, scripts).toBeDefined();
      expect(directivesOf(second)["script-src"]).not.toBe(scripts);
      expect(others).toMatchObject({ "default-src": "'none'", "style-src": "'self'", "base-uri": "'none'" });
      expect(others).toMatchObject({ "frame-ancestors": "'none'", "form-action": "'self'" });
      const html = await first.text();
      const tags = html.match(/<script\b[^>]*>/g) ?? [];
      expect(tags.length).toBeGreaterThan(2);
      for (const tag of tags) expect(tag).toContain(`nonce="${nonce}"`);
      expect(html).not.toMatch(/<[^>]+\son\w+=|javascript:|<style/i);
      expect(html.match(/(?:src|href)="https?:\/\/(?!localhost)[^"]*"/g)).toBeNull();
    },
  );
});

describe("what is no page", () => {
  test("is inert whatever it holds: data, problems, pictures and files", async () => {
    const author = await newPerson();
    const photo = await uploaded(author);
    await storyOf(author, [photo.image_id]);
    const paths = ["/api/stories", "/api/no-such-path", photo.blurred_url, "/favicon.svg", "/manifest.webmanifest"];
    for (const path of paths) {
      const answer = await send("GET", path);
      expect([path, answer.headers.get("Content-Security-Policy")]).toEqual([path, inert]);
    }
  });

  test("a photo is what its bytes are, and no other site can load it", async () => {
    const author = await newPerson();
    const photo = await uploaded(author);
    const answer = await send("GET", photo.blurred_url, { as: author });
    expect(answer.headers.get("Content-Type")).toBe("image/jpeg");
    expect(answer.headers.get("X-Content-Type-Options")).toBe("nosniff");
    expect(answer.headers.get("Cross-Origin-Resource-Policy")).toBe("same-origin");
  });
});

test("every answer says not to guess its type, whom it is for, and what it is called in the log", async () => {
  const answers = ["/", "/no-such-page", "/api/health", "/api/no-such-path", "/me"];
  for (const path of answers) {
    const { headers } = await send("GET", path);
    expect([path, Object.fromEntries(headers)]).toEqual([
      path,
      expect.objectContaining({
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "x-request-id": expect.stringMatching(/^[0-9a-f-]{36}$/),
      }),
    ]);
  }
});

test("WebAssembly may be compiled by the scripts of the finder's and the intake's workers alone", async () => {
  const assets = new Set<string>();
  const find = async (path: string) => {
    if (assets.has(path)) return;
    assets.add(path);
    const names = (await (await patientFetch(url + path)).text()).matchAll(/[\w.-]+-[\w-]{8}\.js/g);
    for (const [name] of names) await find(`/assets/${name}`);
  };
  const manifest = /\/assets\/manifest-\w+\.js/.exec(await (await patientFetch(url)).text())![0];
  await find(manifest);
  const policies = new Map<string, string | null>();
  for (const path of assets)
    policies.set(path, (await patientFetch(url + path)).headers.get("Content-Security-Policy"));
  const compiling = [...policies].filter(([, policy]) => policy?.includes("wasm-unsafe-eval")).map(([path]) => path);
  expect(compiling.toSorted()).toEqual([
    expect.stringMatching(/^\/assets\/finder-worker-/),
    expect.stringMatching(/^\/assets\/intake-worker-/),
    expect.stringMatching(/^\/assets\/pass-worker-/),
  ]);
  expect([...policies.values()].every((policy) => policy !== null && !/unsafe-inline|'unsafe-eval'/.test(policy))).toBe(
    true,
  );
});

test("the service worker lies at the root, is asked for anew each time, and fetches from here alone", async () => {
  const answer = await send("GET", "/service-worker.js");
  expect([answer.status, answer.headers.get("Cache-Control")]).toEqual([200, "no-cache"]);
  expect(answer.headers.get("Content-Type")).toMatch(/javascript/);
  expect(answer.headers.get("X-Content-Type-Options")).toBe("nosniff");
  expect(directivesOf(answer)).toEqual({
    "default-src": "'none'",
    "script-src": "'self'",
    "connect-src": "'self'",
  });
  // Its first line names the build, so that a browser takes each build for a new version.
  expect(await answer.text()).toMatch(/^\/\/ [0-9a-f]{16}\n/);
});

describe("signing out", () => {
  test("clears what the browser kept: pages, drafts and what was not sent", async () => {
    const answer = await send("POST", "/api/auth/sign-out", { as: await newPerson() });
    expect(answer.headers.get("Clear-Site-Data")).toBe('"cache", "storage"');
    expect(cookieParts(answer)).toEqual(["HttpOnly", "Max-Age=0", "Path=/", "SameSite=Lax", "heartfelt="]);
  });

  test("a session that ended by a copied token leaves the drafts: its owner signs in again", async () => {
    const person = await newPerson();
    const refresh = (agent: string) => {
      const body = { refresh_token: person.refresh_token };
      return send("POST", "/api/auth/refresh", { body, headers: { "User-Agent": agent } });
    };
    expect((await refresh("mine")).status).toBe(200);
    const reused = await refresh("a thief's");
    expect([reused.status, reused.headers.get("Clear-Site-Data")]).toEqual([401, '"cache"']);
  });
});
