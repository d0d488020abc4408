import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { routes } from "../../app/contract/api";

/** Routes of programs that no program but our own pages calls: forms without scripts, and the answer to what is no path. */
const notOfTheApi = ["/api/:", "/api/docs", "/theme", "/sign-out"];

/** The path that a file of app/routes serves, with the names of its parameters left out. */
function pathOf(file: string): string {
  const segments = file
    .replace(/\.tsx?$/, "")
    .split(/(?<!\[)\.(?!\])/)
    .map((segment) => segment.replace("[.]", ".").replace(/_$/, ""));
  return nameless(`/${segments.join("/")}`);
}

const nameless = (path: string) => path.replace(/[:$]\w*/g, ":");

const served = readdirSync("app/routes")
  .filter((file) => file.endsWith(".ts") || file.startsWith("api."))
  .map(pathOf)
  .filter((path) => !notOfTheApi.includes(path));

test("every route of the API has a row in the table, and every row a route", () => {
  expect([...new Set(routes.map(({ path }) => nameless(path)))].toSorted()).toEqual(served.toSorted());
});

test("no two rows are of the same method and path", () => {
  const keys = routes.map(({ method, path }) => `${method} ${path}`);
  expect(new Set(keys).size).toBe(keys.length);
});

test("every parameter of a path has its shape", () => {
  for (const { path, params = {} } of routes) {
    expect(Object.keys(params), path).toEqual([...path.matchAll(/:(\w+)/g)].map(([, name]) => name));
  }
});
