import { expect, test } from "vitest";
import { sessionHeaders, signedOutHeaders } from "./session.server";
import { withSecurityHeaders } from "./security-headers.server";

const over = (scheme: string) => new Request(`${scheme}://heartfelt.example/`);

test("over https the cookie is bound to the host, and the browser told to stay with https", () => {
  const cookie = sessionHeaders(over("https"), "secret").get("Set-Cookie");
  expect(cookie).toMatch(/^__Host-heartfelt=secret; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+; Secure$/);
  expect(signedOutHeaders(over("https")).get("Set-Cookie")).toMatch(/^__Host-heartfelt=; .*Max-Age=0; Secure$/);
  const { headers } = withSecurityHeaders(new Response(""), "id", "https:");
  expect(headers.get("Strict-Transport-Security")).toBe("max-age=63072000; includeSubDomains");
});

test("over http there is no cookie that browsers would refuse, and no promise of https", () => {
  expect(sessionHeaders(over("http"), "secret").get("Set-Cookie")).toMatch(/^heartfelt=secret; (?!.*Secure)/);
  expect(withSecurityHeaders(new Response(""), "id", "http:").headers.has("Strict-Transport-Security")).toBe(false);
});
