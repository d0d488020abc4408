/** Reads the tables of rules.md. */
import { readFileSync } from "node:fs";

/** The answer of one route to one person, its object being in one state. */
export interface Cell {
  persona: string;
  /** The state of the object. */
  column: string;
  status: number;
  /** Whether it changes something: then it is asked last, of an object of its own. */
  changes: boolean;
}

/** One route's table. */
export interface Section {
  /** The kind of object that the columns are states of. */
  chapter: string;
  method: string;
  /** As in the heading: `/api/stories/:id`. */
  path: string;
  columns: string[];
  cells: Cell[];
}

/** The page's chapters: the people, and then the kinds of objects. */
function readChapters(): string[] {
  return readFileSync("tests/access-matrix/rules.md", "utf8").split(/^## /m).slice(1);
}

/** Who is in each group of people. */
export function readGroups(): Map<string, string[]> {
  const [people = ""] = readChapters();
  return new Map(readTable(people).map(([group = "", members = ""]) => [group, members.split(", ")]));
}

/** Every table of the page, in its order. Throws when one cannot be read, or names a person twice. */
export function readRules(): Section[] {
  const chapters = readChapters().slice(1);
  const groups = readGroups();
  return chapters.flatMap((chapter) => {
    const [introduction = "", ...sections] = chapter.split(/^### /m);
    const [name = ""] = introduction.split("\n");
    return sections.map((section) => readSection(name, section, groups));
  });
}

/** Everybody whom the tables know. */
export function personasOf(sections: Section[]): string[] {
  return [...new Set(sections.flatMap(({ cells }) => cells.map(({ persona }) => persona)))];
}

function readSection(chapter: string, text: string, groups: Map<string, string[]>): Section {
  const [heading = ""] = text.split("\n");
  const [method = "", path = ""] = heading.split(" ");
  const [, ...columns] = readTable(text, "with its head")[0] ?? [];
  const cells = readTable(text).flatMap(([who = "", ...statuses]) => {
    if (statuses.length !== columns.length) throw new Error(`${heading}: the row of ${who} has another length.`);
    const personas = who.split(", ").flatMap((name) => groups.get(name) ?? [name]);
    return personas.flatMap((persona) => columns.map((column, at) => readCell(persona, column, statuses[at] ?? "")));
  });
  const twice = cells.find((cell, at) => cells.findIndex((other) => isSame(cell, other)) !== at);
  if (twice) throw new Error(`${heading}: ${twice.persona} has two rows.`);
  return { chapter, method, path, columns, cells };
}

function isSame(one: Cell, other: Cell): boolean {
  return one.persona === other.persona && one.column === other.column;
}

function readCell(persona: string, column: string, text: string): Cell {
  const [, status, changes] = /^(\d{3})( changes)?$/.exec(text) ?? [];
  if (status === undefined) throw new Error(`"${text}" is no status: write 200, or 200 changes.`);
  return { persona, column, status: Number(status), changes: changes !== undefined };
}

/** The rows of the only table in a text, without its head unless that is asked for. */
function readTable(text: string, which: "rows" | "with its head" = "rows"): string[][] {
  const lines = text.split("\n").filter((line) => line.startsWith("|"));
  const rows = lines.map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  return which === "rows" ? rows.slice(2) : rows;
}
