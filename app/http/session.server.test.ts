import { expect, test } from "vitest";
import fc from "fast-check";
import { UserId } from "~/contract/ids";
import type { OpenedSession } from "~/domain/accounts/sessions.server";
import type { Services } from "~/domain/ports";
import { nextPath, readSecret, sessionHeaders, signedOutHeaders } from "./session.server";
import { withSecurityHeaders } from "./security-headers.server";

const partsOf = (cookie = "") => cookie.split("; ").toSorted();

const over = (scheme: string) => new Request(`${scheme}://heartfelt.example/`);

/** The cookies of a sign-in: the session's, and the account's. */
async function cookiesOver(scheme: string): Promise<string[]> {
  const services = { secrets: { keyedHash: () => Promise.resolve("hash") } } as unknown as Services;
  const session = { account: { id: user }, secret: "secret" } as OpenedSession; // it needs no more
  return (await sessionHeaders({ services, request: over(scheme), session })).getSetCookie();
}

const user = UserId.parse("0198c0de-0000-7000-8000-00000000000a");

test("over https the cookies are bound to the host, and the browser told to stay with https", async () => {
  const attributes = ["HttpOnly", "Max-Age=2592000", "Path=/", "SameSite=Lax", "Secure"];
  const [session, account] = await cookiesOver("https");
  expect(partsOf(session)).toEqual([...attributes, "__Host-heartfelt=secret"]);
  expect(partsOf(account)).toEqual([...attributes, `__Host-heartfelt-account=${user}.hash`]);
  const ended = (await signedOutHeaders(over("https"))).getSetCookie();
  expect(ended.map(partsOf)).toEqual(
    ["__Host-heartfelt=", "__Host-heartfelt-account="].map((cookie) =>
      [...attributes, cookie].map((part) => part.replace("2592000", "0")),
    ),
  );
  const { headers } = withSecurityHeaders(new Response(""), "id", "https:");
  expect(headers.get("Strict-Transport-Security")).toBe("max-age=63072000; includeSubDomains");
});

test("over http there is no cookie that browsers would refuse, and no promise of https", async () => {
  const [session, account] = await cookiesOver("http");
  expect(session).toMatch(/^heartfelt=secret; (?!.*Secure)/);
  expect(account).toMatch(/^heartfelt-account=[^;]+; (?!.*Secure)/);
  expect(withSecurityHeaders(new Response(""), "id", "http:").headers.has("Strict-Transport-Security")).toBe(false);
});

test("the cookie holds the secret as it is, and whatever else a browser sends is no secret", async () => {
  const read = (cookie: string) =>
    readSecret(new Request("http://heartfelt.example/", { headers: { Cookie: cookie } }));
  expect(await read("theme=dark; heartfelt=a-secret_1; heartfelt=another")).toBe("a-secret_1");
  for (const odd of ["", "heartfelt", "heartfelt=", "x=y", "__Host-heartfelt=a-secret"])
    expect(await read(odd)).toBeNull();
  expect(await read("heartfelt=%E0%A4%A")).not.toBe("");
});

const site = "https://heartfelt.example";

/** Where a browser ends up that is sent to the path by a page of this site. */
function destination(next: string): URL {
  const url = new URL("/sign-in", site);
  url.searchParams.set("next", next);
  return new URL(nextPath(new Request(url)), site);
}

test.each([
  "/..//evil.example/",
  "/.//evil.example",
  "/%2e//evil.example",
  "/x/..//evil.example",
  "/./\\/evil.example",
])("signing in does not lead to another site by way of %s", (next) => {
  expect(destination(next).origin).toBe(site);
});

test("signing in leads to a path of this site, whatever the link says", () => {
  const pieces = fc.constantFrom(
    "/",
    "\\",
    ".",
    "..",
    "%2e",
    "%2E",
    "%5c",
    "//",
    "evil.example",
    "a",
    "?",
    "#",
    "@",
    ":",
    "\t",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.webUrl(),
        fc.array(pieces).map((all) => all.join("")),
      ),
      (next) => {
        expect(destination(next).origin).toBe(site);
      },
    ),
  );
});

test("signing in leads back to the page that asked for it", () => {
  expect(destination("/stories/new?from=feed").href).toBe(`${site}/stories/new?from=feed`);
});
