import fc from "fast-check";
import { expect, test } from "vitest";
import { RequestId, RoutePattern } from "~/contract/log";
import { clientRequestIdOf, newRequestId, routeOf } from "./requests.server";

const at = (path: string, headers: Record<string, string> = {}) =>
  new Request(`https://heartfelt.example${path}`, { headers });

test("a request's id is ours, and a UUID that its client gave it is known beside it, in lower case", () => {
  const id = "0198C0DE-0000-7000-8000-00000000ABCD";
  const request = at("/", { "X-Request-Id": id });
  expect(clientRequestIdOf(request)).toBe(id.toLowerCase());
  expect(RequestId.safeParse(newRequestId()).success).toBe(true);
});

test("anything else that a client gives is not known: it would go into logs", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[!-~]{0,60}$/), (given) => {
      const known = clientRequestIdOf(at("/", { "X-Request-Id": given }));
      return known === null || RequestId.safeParse(given.toLowerCase()).success;
    }),
  );
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
