import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { personasOf, readRules } from "./rules";

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
  const ruled = sections.map(({ path }) => path.replace(/\?.*/, ""));
  const missing = readdirSync("app/routes")
    .map(pathOf)
    .filter((path) => !ruled.some((known) => matches(known, path)));
  expect(missing).toEqual([]);
});

/** The path that a file of app/routes serves, as Remix names them. */
function pathOf(file: string): string {
  const segments = file.replace(/\.tsx?$/, "").split(".");
  return `/${segments
    .filter((segment) => segment !== "_index")
    .map((segment) => segment.replace(/_$/, "").replace(/^\$/, ":"))
    .join("/")}`;
}

/** Whether a ruled path is one of a route's; an example stands for a parameter. */
function matches(known: string, path: string): boolean {
  const [own, others] = [known.split("/"), path.split("/")];
  return own.length === others.length && others.every((part, at) => part.startsWith(":") || part === own[at]);
}
