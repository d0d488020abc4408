import fc from "fast-check";
import { expect, test } from "vitest";
import { secretsOf } from "~/adapters/tokens.server";
import { bookmarkHeader, readStartOf, withBookmark } from "./bookmark.server";

const secrets = secretsOf({ jwtSecret: "a secret for these tests, long enough", previousJwtSecret: null });

/** As D1 writes them. */
const bookmark = "00000085-0000024c-00004c6d-8e61117bf38d7adb71b934ebbf891683";
const asked = { bookmark: () => bookmark, hasWritten: () => true };

const feed = (headers: Record<string, string> = {}) => new Request("https://heartfelt.example/", { headers });
const token = { Authorization: "Bearer token" };

async function cookieAfterWrite(): Promise<string> {
  const answer = await withBookmark(new Response("ok"), feed(), { asked, secrets });
  return answer.headers.get("Set-Cookie")!;
}

test("a browser that wrote gets a cookie, and reads on from there", async () => {
  const cookie = await cookieAfterWrite();
  const [pair = "", ...attributes] = cookie.split("; ");
  expect(pair).toMatch(/^__Host-heartfelt-bookmark=00000085-/);
  expect(attributes.toSorted()).toEqual(["HttpOnly", "Max-Age=300", "Path=/", "SameSite=Lax", "Secure"]);
  expect(await readStartOf(feed({ Cookie: pair }), secrets)).toBe(bookmark);
  const again = await withBookmark(new Response("ok"), feed({ Cookie: pair }), { asked, secrets });
  expect(again.headers.has("Set-Cookie")).toBe(false);
});

test("a client whose session has ended gets none, however far what was read ahead for it came", async () => {
  const read = { bookmark: () => bookmark, hasWritten: () => false };
  const answer = await withBookmark(new Response("", { status: 401 }), feed(token), { asked: read, secrets });
  expect(answer.headers.has(bookmarkHeader)).toBe(false);
});

test("a client with a token gets a header and no cookie, and reads on from there", async () => {
  const answer = await withBookmark(new Response("ok"), feed(token), { asked, secrets });
  expect(answer.headers.has("Set-Cookie")).toBe(false);
  const sent = { ...token, [bookmarkHeader]: answer.headers.get(bookmarkHeader)! };
  expect(await readStartOf(feed(sent), secrets)).toBe(bookmark);
});

test("without a bookmark a browser reads any replica, a client with a token the primary", async () => {
  expect(await readStartOf(feed(), secrets)).toBe("first-unconstrained");
  expect(await readStartOf(feed({ Cookie: "__Host-heartfelt=secret" }), secrets)).toBe("first-unconstrained");
  expect(await readStartOf(feed(token), secrets)).toBe("first-primary");
});

test("a browser that only read, and a request that asked the database nothing, get none", async () => {
  for (const nothing of [
    { ...asked, hasWritten: () => false },
    { ...asked, bookmark: () => null },
  ]) {
    const answer = await withBookmark(new Response("ok"), feed(), { asked: nothing, secrets });
    expect(answer.headers.has("Set-Cookie")).toBe(false);
  }
});

test("a bookmark that is changed anywhere, or signed by somebody else, leads to the primary", async () => {
  const [pair = ""] = (await cookieAfterWrite()).split("; ");
  const value = pair.split("=")[1]!;
  const forged = await withBookmark(new Response("ok"), feed(), {
    asked,
    secrets: secretsOf({ jwtSecret: "the secret of somebody else entirely", previousJwtSecret: null }),
  });
  const others = fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom(value.slice(0, -1), `${value}0`, `0${value}`));
  const valueOf = (header: string) => header.split("; ")[0]!.split("=")[1]!;
  for (const sent of [valueOf(forged.headers.get("Set-Cookie")!), ...fc.sample(others, 200)]) {
    const header = encodeURIComponent(sent);
    if (header === "") continue;
    const Cookie = `__Host-heartfelt-bookmark=${header}`;
    expect([sent, await readStartOf(feed({ Cookie }), secrets)]).toEqual([sent, "first-primary"]);
  }
});
