import { expect, test } from "vitest";
import { allEndpoints } from "~/contract/api";
import routes from "~/routes";
import { isReadNearby, nearbyPaths } from "./nearby-reads.server";

const id = "0198c0de-0000-7000-8000-000000000001";

test("each address that a replica may answer is a route", () => {
  const paths = routes.map(({ path = "" }) => `/${path}`);
  for (const path of nearbyPaths) expect(paths).toContain(path);
});

test.each(["/", "/_root.data", "/me", "/me.data", `/stories/${id}`, `/stories/${id}.data`, `/api/stories/${id}`])(
  "a replica may answer reads of %s, and no writes",
  (path) => {
    expect(["GET", "HEAD"].map((method) => isReadNearby({ method, path }))).toEqual([true, true]);
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) expect(isReadNearby({ method, path })).toBe(false);
  },
);

test.each([
  ...[
    "/stories/new",
    `/stories/${id}/edit`,
    "/settings",
    "/connections",
    `/connections/${id}`,
    "/inbox",
    "/moderation",
  ],
  ...[`/images/${id}.jpg`, `/api/images/${id}/original`, "/api/health", "/api/auth/me", "/sign-in", "/verify-email"],
])("the primary answers %s", (path) => {
  expect(isReadNearby({ method: "GET", path })).toBe(false);
});

test("of the API a replica may answer the reads of stories alone", () => {
  const nearby = allEndpoints.filter(isReadNearby).map(({ method, path }) => `${method} ${path}`);
  expect(nearby).toEqual(["GET /api/stories", "GET /api/stories/:id"]);
});
