import { expect, test } from "vitest";
import { redirectToHttps, secureAddressOf } from "./https.server";

const at = (address: string, headers: Record<string, string> = {}) =>
  secureAddressOf(new Request(address, { headers }));

test("plain HTTP leads to the same address over HTTPS", () => {
  expect(at("http://stories.example/stories/1?a=b")).toBe("https://stories.example/stories/1?a=b");
  expect(at("http://stories.example:8080/", { "X-Forwarded-Proto": "http" })).toBe("https://stories.example:8080/");
  expect(at("http://localhost.example/")).toBe("https://localhost.example/");
});

test("HTTPS stays, also behind a tunnel that speaks HTTP to a local run", () => {
  expect(at("https://stories.example/")).toBe(null);
  expect(at("http://stories.example/", { "X-Forwarded-Proto": "https" })).toBe(null);
});

test("a machine may talk to itself", () => {
  for (const host of ["localhost:8787", "127.0.0.1:8787", "[::1]:8787", "a.localhost"]) {
    expect(at(`http://${host}/`), host).toBe(null);
  }
});

test("the method of a redirected request stays, and nothing keeps the answer", () => {
  const { status, headers } = redirectToHttps("https://stories.example/");
  expect([status, headers.get("Location"), headers.get("Cache-Control")]).toEqual([
    308,
    "https://stories.example/",
    "no-store",
  ]);
});
