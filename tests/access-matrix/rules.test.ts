import { expect, test } from "vitest";
import { servedRoutes } from "../api-table/served-routes";
import { personasOf, readRules, type Section } from "./rules";

const sections = readRules();

test("every table says what each person gets, once", () => {
  const personas = personasOf(sections).toSorted();
  expect(personas.length).toBeGreaterThanOrEqual(12);
  for (const { method, path, columns, cells } of sections) {
    for (const column of columns) {
      const asked = cells.filter((cell) => cell.column === column).map(({ persona }) => persona);
      expect(asked.toSorted(), `${method} ${path}, ${column}`).toEqual(personas);
    }
  }
});

test("every route has a table: a new one gets its section in rules.md", () => {
  const routes = servedRoutes();
  expect(routes.length).toBeGreaterThan(40);
  const missing = routes.filter((route) => !sections.some((section) => isRuleOf(section, route)));
  expect(missing).toEqual([]);
});

/** Whether a section is about a route; an example in its path stands for a parameter. */
function isRuleOf(section: Section, route: { method: string; path: string }): boolean {
  const [own, others] = [section.path.replace(/\?.*/, "").split("/"), route.path.split("/")];
  const isSame = own.length === others.length && others.every((part, at) => part.startsWith(":") || part === own[at]);
  return isSame && section.method === route.method;
}
