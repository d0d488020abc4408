import fc from "fast-check";
import { expect, test } from "vitest";
import { RequestId, RoutePattern } from "~/contract/log";
import { requestIdOf, routeOf } from "./requests.server";

const at = (path: string, headers: Record<string, string> = {}) =>
  new Request(`https://heartfelt.example${path}`, { headers });

test("a request keeps the UUID that its client gave it, in lower case", () => {
  const id = "0198C0DE-0000-7000-8000-00000000ABCD";
  expect(requestIdOf(at("/", { "X-Request-Id": id }))).toBe(id.toLowerCase());
});

test("anything else that a client gives is replaced by a new id: it goes into logs and pages", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[!-~]{0,60}$/), (given) => {
      const id = requestIdOf(at("/", { "X-Request-Id": given }));
      expect(RequestId.safeParse(id).success).toBe(true);
      if (!RequestId.safeParse(given.toLowerCase()).success) expect(id).not.toBe(given);
    }),
  );
  expect(requestIdOf(at("/"))).not.toBe(requestIdOf(at("/")));
});

test("a route's words stay, ids and made-up parts become :id", () => {
  expect(routeOf(at("/api/connections/0198c0de-0000-7000-8000-000000000001/accept"))).toBe(
    "/api/connections/:id/accept",
  );
  expect(routeOf(at("/images/0198c0de.jpg?token=secret"))).toBe("/images/:id");
  expect(routeOf(at("/"))).toBe("/");
});

test("whatever the path, its pattern can be logged, is short, and never holds what a person made up", () => {
  fc.assert(
    fc.property(fc.webPath(), fc.webQueryParameters(), (path, query) => {
      const pattern = routeOf(at(`/${path.replace(/^\/+/, "")}?${query}`));
      expect(RoutePattern.safeParse(pattern).success).toBe(true);
      expect(pattern).toMatch(/^\/([a-z-]{0,40}|:id)(\/([a-z-]{0,40}|:id)){0,7}$/);
    }),
  );
});

test("only the first eight parts of a path are named", () => {
  expect(routeOf(at("/a/b/c/d/e/f/g/h/i/j"))).toBe("/a/b/c/d/e/f/g/h");
});
