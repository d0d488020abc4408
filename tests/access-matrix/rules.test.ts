import { expect, test } from "vitest";
import { allEndpoints } from "../../app/contract/api";
import { problemsOf, type Caller, type Endpoint } from "../../app/contract/endpoint";
import { problemKinds } from "../../app/contract/problem";
import { servedRoutes } from "../api-table/served-routes";
import { personasOf, readGroups, readRules, type Cell, type Section } from "./rules";

const sections = readRules();
const groups = readGroups();

test("everybody who matters to what is private is asked", () => {
  expect(personasOf(sections)).toEqual(
    expect.arrayContaining([
      ...["visitor", "stale cookie", "stranger", "staff", "asker", "connection", "revealed to", "unrevealed to"],
      ...["blocked", "former connection", "blocker", "author", "author's cookie"],
      ...["signed-out token", "expired token", "forged token", "chat token", "refresh token", "other scheme"],
    ]),
  );
});

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
  expect(servedRoutes.length).toBeGreaterThan(40);
  const missing = servedRoutes.filter((route) => !sections.some((section) => isRuleOf(section, route)));
  expect(missing).toEqual([]);
});

/** Whether a section is about a route; an example in its path stands for a parameter. */
function isRuleOf(section: Section, route: { method: string; path: string }): boolean {
  const [own, others] = [section.path.replace(/\?.*/, "").split("/"), route.path.split("/")];
  const isSame = own.length === others.length && others.every((part, at) => part.startsWith(":") || part === own[at]);
  return isSame && section.method === route.method;
}

/** The rows of the API's table that a section can be about; an upgrade is a GET. */
function rowsOf(section: Section): Endpoint[] {
  const method = section.method === "SOCKET" || section.method === "HEAD" ? "GET" : section.method;
  return allEndpoints.filter((route) => isRuleOf({ ...section, method }, route));
}

test("every row of the API's table has a section for each value that a path can hold, and every section of the API a row", () => {
  const missing = allEndpoints.flatMap(({ method, path, params = {} }) => {
    const acts = "act" in params && "options" in params.act ? (params.act.options as string[]) : [null];
    const paths = acts.map((act) => (act === null ? path : path.replace(":act", act)));
    const own = paths.filter((each) => !sections.some((section) => isRuleOf(section, { method, path: each })));
    return own.map((each) => `${method} ${each}`);
  });
  expect(missing).toEqual([]);
  const notOfTheTable = sections.filter(
    (section) => /^\/(api|images)\//.test(section.path) && rowsOf(section).length === 0,
  );
  expect([...new Set(notOfTheTable.map(({ path }) => path))].toSorted()).toEqual(["/api/docs", "/api/no-such-path"]);
});

test("every status that is expected is one that the API's table tells of", () => {
  for (const section of sections) {
    const [row] = rowsOf(section);
    if (!row) continue;
    const told = [...Object.keys(row.answers), ...problemsOf(row).map((code) => problemKinds[code][0])].map(Number);
    for (const cell of section.cells) expect(told, nameOf(section, cell)).toContain(cell.status);
  }
});

/** The access that a row's caller promises, for one cell. */
const promises: Record<Caller, (cell: Cell, section: Section, row: Endpoint) => boolean> = {
  viewer: (cell) => (isSignedIn(cell) ? cell.status !== 401 : cell.status === 401),
  // A query in a section's heading can ask for a viewer.
  "visitor or viewer": (cell, { path }) =>
    (isBad(cell) ? cell.status === 401 : cell.status !== 401) || (isVisitor(cell) && path.includes("?")),
  // The secret that is exchanged for tokens is what the refresh itself is about.
  anyone: ({ column, status }, { cells }, row) =>
    row.problems?.includes("not_signed_in") === true ||
    cells.every((other) => other.column !== column || other.status === status),
  staff: ({ persona, status }) => persona === "staff" || status === 404,
  "holder of a token": (cell, { method }) =>
    method === "SOCKET" ? cell.status !== 101 || isSignedIn(cell) || cell.persona === "chat token" : cell.status >= 400,
};

const isVisitor = ({ persona }: Cell) => groups.get("visitors")?.includes(persona) === true;
const isBad = ({ persona }: Cell) => groups.get("bad tokens")?.includes(persona) === true;
const isSignedIn = (cell: Cell) => !isVisitor(cell) && !isBad(cell);
const nameOf = ({ method, path }: Section, { persona, column }: Cell) => `${method} ${path}, ${persona}, ${column}`;

test("the rules agree with who may call, as the API's table says: a visitor gets 401 wherever it says viewer", () => {
  const broken = sections.flatMap((section) => {
    const [row] = rowsOf(section);
    if (!row) return [];
    const wrong = section.cells.filter((cell) => !promises[row.caller](cell, section, row));
    return wrong.map((cell) => `${row.caller}: ${nameOf(section, cell)} gets ${cell.status}`);
  });
  expect(broken).toEqual([]);
});
