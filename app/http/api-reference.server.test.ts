import { expect, test } from "vitest";
import { areas } from "~/contract/api";
import { problemKinds } from "~/contract/problem";
import { reference } from "./api-reference.server";

const shown = reference("http://localhost:8787");
const routes = shown.areas.flatMap((area) => area.routes);
const route = (method: string, path: string) => routes.find((each) => each.method === method && each.path === path)!;

test("every row of the contract is shown once, each with a link of its own", () => {
  const rows = areas.flatMap(({ endpoints }) => endpoints.map(({ method, path }) => `${method} ${path}`));
  expect(routes.map(({ method, path }) => `${method} ${path}`)).toEqual(rows);
  expect(new Set(routes.map(({ id }) => id)).size).toBe(rows.length);
  expect(route("GET", "/api/stories/:id").id).toBe("get-api-stories-id");
});

test("a field says its type in words, its limits, and whether it is needed", () => {
  const [body] = route("POST", "/api/auth/sign-in").takes;
  expect(body?.where).toBe("application/json");
  expect(body?.fields.find(({ name }) => name === "email")).toMatchObject({ isRequired: true });
  for (const { fields } of routes.flatMap(({ takes }) => takes)) {
    for (const { name, type } of fields) expect(type, name).not.toMatch(/^(any|)$|undefined/);
  }
});

test("an answer names its shape or its fields, and has no type where it has no body", () => {
  const typeOf = (method: string, path: string, status: number) =>
    route(method, path).gives.find((answer) => answer.status === status)?.type;
  expect(typeOf("GET", "/api/stories/:id", 200)).toBe("Story");
  expect(typeOf("GET", "/api/stories", 200)).toBe("{ stories, next_cursor, is_incomplete }");
  expect(typeOf("DELETE", "/api/stories/:id", 204)).toBeNull();
  const story = shown.shapes.find(({ name }) => name === "Story");
  expect(story?.fields.find(({ name }) => name === "images")?.type).toMatch(/^list of /);
});

test("an example call has the method, the address, and a token where one is needed", () => {
  expect(route("DELETE", "/api/stories/:id").curl).toBe(
    'curl -s -X DELETE http://localhost:8787/api/stories/:id -H "Authorization: Bearer $TOKEN"',
  );
  expect(route("GET", "/api/stories").curl).toBe("curl -s http://localhost:8787/api/stories");
});

test("every problem is listed with its status and title", () => {
  expect(Object.fromEntries(shown.problems.map(({ code, status, title }) => [code, [status, title]]))).toEqual(
    problemKinds,
  );
});
