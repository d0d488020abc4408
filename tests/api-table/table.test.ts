import { expect, test } from "vitest";
import { allEndpoints } from "../../app/contract/api";
import { servedRoutes } from "./served-routes";

/** A route as one line. What a parameter is called is the file's own affair. */
const lineOf = ({ method, path }: { method: string; path: string }) => `${method} ${path.replace(/:\w*/g, ":")}`;

test("every route of the API has a row in the table, and every row a route", () => {
  const answerToNoPath = "/api/:";
  const served = servedRoutes().filter(({ isResource, path }) => isResource && path !== answerToNoPath);
  expect(allEndpoints.map(lineOf).toSorted()).toEqual(served.map(lineOf).toSorted());
});

test("every parameter of a path has its shape", () => {
  for (const { path, params = {} } of allEndpoints) {
    expect(Object.keys(params), path).toEqual([...path.matchAll(/:(\w+)/g)].map(([, name]) => name));
  }
});
