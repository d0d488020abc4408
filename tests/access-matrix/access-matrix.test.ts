import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { send } from "../api/client";
import { askCell, type Answer } from "./requests";
import { personasOf, readRules, type Cell, type Section } from "./rules";
import { absentId, makeWorld, secretWords, type World } from "./world";

const sections = readRules();
const safe = new Set(["GET", "HEAD", "SOCKET"]);

let world: World;
let asked = 0;
const answers = new Map<string, Answer>();

const keyOf = ({ method, path }: Section, { persona, column }: Pick<Cell, "persona" | "column">) =>
  `${method} ${path} · ${persona} · ${column}`;

beforeAll(async () => {
  world = await makeWorld(sections);
});

afterAll(() => console.log(`The access matrix: ${asked} cells asked.`));

/** Requests at the same time: the served app has two cores. */
const atOnce = 6;

/** Asks some cells of a table, and gives those whose status is not the one that it says. */
async function wrongCells(section: Section, cells: Cell[]): Promise<string[]> {
  await world.renewChatToken();
  const wrong: string[] = [];
  const waiting = [...cells];
  const askNext = async (): Promise<void> => {
    for (let cell = waiting.shift(); cell; cell = waiting.shift()) {
      const scene = await (cell.changes ? world.ownSceneOf(section, cell) : world.sceneOf(section, cell));
      const answer = await askCell(section, cell, scene);
      asked += 1;
      answers.set(keyOf(section, cell), answer);
      if (answer.status !== cell.status) wrong.push(`${keyOf(section, cell)}: ${cell.status}, not ${answer.status}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, askNext));
  return wrong;
}

const tables = sections.map((section) => ({ name: `${section.method} ${section.path}`, section }));
const unsafe = tables.filter(({ section }) => !safe.has(section.method));

describe("what changes nothing is answered as the table says:", () => {
  test.each(unsafe)("$name", async ({ section }) => {
    expect(
      await wrongCells(
        section,
        section.cells.filter(({ changes }) => !changes),
      ),
    ).toEqual([]);
  });
});

describe("what is read, after all refusals, is as it was:", () => {
  test.each(tables.filter(({ section }) => safe.has(section.method)))("$name", async ({ section }) => {
    expect(await wrongCells(section, section.cells)).toEqual([]);
  });
});

test("hidden is absent: a refusal is byte for byte what an absent object answers to the same person", () => {
  const different: string[] = [];
  let compared = 0;
  for (const section of sections.filter(({ columns }) => columns.includes("absent"))) {
    for (const cell of section.cells) {
      const answer = answers.get(keyOf(section, cell));
      const absent = answers.get(keyOf(section, { ...cell, column: "absent" }));
      if (!answer || answer === absent || answer.status !== absent?.status) continue;
      compared += 1;
      const heard = cell.column === "malformed" ? withoutLimits : (each: Answer) => each;
      if (JSON.stringify(heard(answer)) !== JSON.stringify(heard(absent))) {
        different.push(`${keyOf(section, cell)}:\n${JSON.stringify(answer)}\n${JSON.stringify(absent)}`);
      }
    }
  }
  expect(different).toEqual([]);
  expect(compared).toBeGreaterThan(1_000);
});

/** A malformed id is refused before the database is asked and a rate limit is taken: its sender knows that it names nothing. */
function withoutLimits(answer: Answer): Answer {
  const ofDatabase = /^(ratelimit|(set-cookie: )?heartfelt-bookmark)/;
  return { ...answer, headers: answer.headers.filter((header) => !ofDatabase.test(header)) };
}

test("no answer names an object that is hidden from its reader, nor tells what two people said", () => {
  const idsIn = (body: string) => new Set(body.match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g));
  const hidden = new Map(personasOf(sections).map((persona) => [persona, hiddenFrom(persona)]));
  const told: string[] = [];
  let looked = 0;
  for (const section of sections) {
    for (const cell of section.cells) {
      const body = answers.get(keyOf(section, cell))?.body;
      if (body === undefined) continue;
      const ids = idsIn(body);
      const named = hidden.get(cell.persona)!.filter(({ id }) => ids.has(id));
      looked += 1;
      told.push(...named.map(({ name }) => `${keyOf(section, cell)} names ${name}`));
      const isTheirs = ["asker", "author", "author's cookie"].includes(cell.persona);
      if (!isTheirs && body.includes(secretWords)) told.push(`${keyOf(section, cell)} tells what was said`);
    }
  }
  expect(told).toEqual([]);
  expect(looked).toBeGreaterThan(4_000);
});

/** The shared objects that no table lets a person read. Of asks, their askers are many: they are not looked at here. */
function hiddenFrom(persona: string): { id: string; name: string }[] {
  return Object.entries(world.objects).flatMap(([chapter, columns]) => {
    const reads = sections.filter((section) => section.chapter === chapter && section.method === "GET");
    if (reads.length === 0 || (persona === "asker" && chapter === "Asks and connections")) return [];
    const isRead = (column: string) =>
      reads.some(({ cells }) =>
        cells.some((cell) => cell.persona === persona && cell.column === column && shows(cell)),
      );
    return Object.entries(columns).flatMap(([column, { id }]) =>
      id === undefined || isRead(column) ? [] : [{ id, name: `${chapter}, ${column}` }],
    );
  });
}

/** Whether a cell's answer shows its object; one's own ask that is no room is shown on the page that one is sent to. */
function shows({ persona, status }: Cell): boolean {
  return status === 200 || (status === 302 && persona.startsWith("author"));
}

test("a decline is silent: who asked is refused in the very words of an ask that waits", () => {
  for (const section of sections.filter(({ columns }) => columns.includes("declined"))) {
    const [waiting, declined] = ["asked", "declined"].map((column) =>
      answers.get(keyOf(section, { persona: "asker", column })),
    );
    if (!waiting || waiting.status < 300) continue;
    expect(declined, `${section.method} ${section.path}`).toEqual(waiting);
  }
});

test("a method that a path of the API does not take is refused with those that it takes, whoever asks", async () => {
  const inApi = sections
    .map(({ method, path }) => ({ method, path: path.replace(/\?.*/, "") }))
    .filter(({ path }) => path.startsWith("/api/") && !["/api/no-such-path", "/api/docs"].includes(path));
  for (const path of new Set(inApi.map((section) => section.path))) {
    const taken = new Set(inApi.filter((section) => section.path === path).map(({ method }) => method));
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"].filter((each) => !taken.has(each))) {
      const answer = await send(method, path.replace(/:\w+/, absentId));
      const [status, type, allow] = [answer.status, answer.headers.get("Content-Type"), answer.headers.get("Allow")];
      const methods = [...taken].filter((each) => each !== "SOCKET");
      const allowed = methods.includes("GET") ? ["HEAD", ...methods.filter((each) => each !== "HEAD")] : methods;
      expect({ method, path, status, type, allow: allow?.split(", ").toSorted() }).toEqual({
        method,
        path,
        status: 405,
        type: "application/problem+json",
        allow: allowed.toSorted(),
      });
    }
  }
});

describe("what changes something is answered as the table says:", () => {
  const changing = unsafe.filter(({ section }) => section.cells.some(({ changes }) => changes));
  test.each(changing)("$name", async ({ section }) => {
    expect(
      await wrongCells(
        section,
        section.cells.filter(({ changes }) => changes),
      ),
    ).toEqual([]);
  });
});

test("the matrix has at least 1,000 cells, and each was asked", () => {
  expect(sections.flatMap(({ cells }) => cells).length).toBeGreaterThanOrEqual(1_000);
  expect(asked).toBe(sections.flatMap(({ cells }) => cells).length);
});
