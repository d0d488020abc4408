import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
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
  const routes = readdirSync("app/routes").flatMap((file) =>
    methodsOf(readFileSync(`app/routes/${file}`, "utf8")).map((method) => ({ method, path: pathOf(file) })),
  );
  expect(routes.length).toBeGreaterThan(40);
  const missing = routes.filter((route) => !sections.some((section) => isRuleOf(section, route)));
  expect(missing).toEqual([]);
});

/** The path that a file of app/routes serves, as Remix names them. */
function pathOf(file: string): string {
  const segments = file.replace(/\.tsx?$/, "").split(/(?<!\[)\.(?!\])/);
  return `/${segments
    .filter((segment) => segment !== "_index")
    .map((segment) => segment.replace(/_$/, "").replace(/^\$/, ":").replace("[.]", "."))
    .join("/")}`;
}

/** The methods that a route's source answers: an API's handlers by their names, a page's loader and action. */
function methodsOf(source: string): string[] {
  const handlers = [...source.matchAll(/^\s+(?:async )?(GET|POST|PUT|PATCH|DELETE)\(/gm)].map(
    ([, method = ""]) => method,
  );
  if (source.includes("apiRoute(")) return handlers.length > 0 ? handlers : ["GET", "POST", "PUT", "PATCH", "DELETE"];
  const isPage = /export (default|const loader|(async )?function loader)/.test(source);
  return [...(isPage ? ["GET"] : []), ...(/export (async )?function action/.test(source) ? ["POST"] : [])];
}

/** Whether a section is about a route; an example in its path stands for a parameter. */
function isRuleOf(section: Section, route: { method: string; path: string }): boolean {
  const [own, others] = [section.path.replace(/\?.*/, "").split("/"), route.path.split("/")];
  const isSame = own.length === others.length && others.every((part, at) => part.startsWith(":") || part === own[at]);
  return isSame && section.method === route.method;
}
