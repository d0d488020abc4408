import { expect, test } from "vitest";
import { allEndpoints } from "../../app/contract/api";
import { servedRoutes } from "./served-routes";

test("every row of the table is answered by one route, at the row's own path", () => {
  const served = servedRoutes.filter(({ row }) => row !== null);
  expect(served.map(({ row, method, path }) => [row?.path, method, path])).toEqual(
    served.map(({ row }) => [row?.path, row?.method, row?.path]),
  );
  const lineOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;
  expect(served.map(lineOf).toSorted()).toEqual(allEndpoints.map(lineOf).toSorted());
});

test("every parameter of a path has its shape", () => {
  for (const { path, params = {} } of allEndpoints) {
    expect(Object.keys(params), path).toEqual([...path.matchAll(/:(\w+)/g)].map(([, name]) => name));
  }
});

test("what lies under /api without a row is the reference page and the answer to unknown paths", () => {
  const served = servedRoutes.filter(({ row, path }) => row === null && path.startsWith("/api/"));
  expect([...new Set(served.map(({ path }) => path))]).toEqual(["/api/docs", "/api/:"]);
});

test("a page is read where it has a component or a loader, and sent to where it has an action", () => {
  const methodsOf = (page: string) => servedRoutes.filter(({ path }) => path === page).map(({ method }) => method);
  expect(methodsOf("/stories/:id")).toEqual(["GET", "POST"]);
  expect(methodsOf("/how-it-works")).toEqual(["GET"]);
  expect(methodsOf("/theme")).toEqual(["POST"]);
});
