/** The sweep that moves the texts of stories, and their photos' details, to where they belong, once a database for them was added. */
import type { Services } from "~/domain/ports";
import type { Place } from "~db/placement";
import * as queries from "~db/queries/story-moves";
import { homeOfAuthor } from "~db/story-databases";

type Moving = Pick<Services, "db" | "storyDatabases" | "now" | "log" | "classifyFault">;

/** The bounds of one run. */
export interface MoveBounds {
  /** Stories of one page of the directory, and pages. */
  rows: number;
  pages: number;
  /** Texts and details that move together, of at most 20,000 characters each, and how many times some do: five statements each. */
  texts: number;
  moves: number;
}

/** Up to 9,000 texts and details in an hour, in 361 statements. */
const defaultBounds: MoveBounds = { rows: 2_000, pages: 20, texts: 150, moves: 60 };

/**
 * Moves a bounded number of texts. Where there is no database for them, nothing moves; what fails is for the next sweep. Returns
 * how many statements it took.
 */
export async function moveTexts(services: Moving, bounds = defaultBounds): Promise<number> {
  const { db, storyDatabases, log } = services;
  if (storyDatabases.others.size === 0) return 0;
  const begun = await begin(services);
  if (begun === null) return 1;
  const run = { services, bounds, left: { pages: bounds.pages, moves: bounds.moves } };
  let progress = begun;
  while (!progress.isDone && run.left.pages > 0 && run.left.moves > 0) {
    run.left.pages -= 1;
    progress = await movePage(run, progress);
    await queries.saveTextMoves(db, progress);
  }
  const { checked, moved, left, isDone } = progress;
  log({
    event: "stories_moved",
    databases: numbersOf(storyDatabases),
    checked,
    moved,
    left,
    is_done: isDone ? "yes" : "no",
  });
  return 1 + 3 * (bounds.pages - run.left.pages) + 5 * (bounds.moves - run.left.moves);
}

/**
 * Returns where to go on: at the beginning for databases that are new, when the last sweep left some, or when it was one of a release
 * that moved texts alone; null when all is done.
 */
async function begin({ db, storyDatabases }: Moving): Promise<queries.TextMoves | null> {
  const databases = `${numbersOf(storyDatabases)} with details`;
  const last = await queries.readTextMoves(db);
  const isSame = last?.databases === databases;
  if (isSame && !last.isDone) return last;
  if (isSame && last.left === 0) return null;
  return { databases, lastRow: 0, checked: 0, moved: 0, left: 0, isDone: false };
}

const numbersOf = ({ others }: Moving["storyDatabases"]) => [...others.keys()].join();

interface Run {
  services: Moving;
  bounds: MoveBounds;
  /** What this run may still do. */
  left: { pages: number; moves: number };
}

/** Moves what is not at home of the next page. One that this run does not get through is read again by the next: what has moved is at home then. */
async function movePage(run: Run, progress: queries.TextMoves): Promise<queries.TextMoves> {
  const { services, bounds } = run;
  const page = await queries.listTextPlaces(services.db, progress.lastRow, bounds.rows);
  let [moved, left] = [progress.moved, progress.left];
  for (const group of groupsOf(services, page.texts)) {
    const result = await moveGroup(run, group);
    moved += result.moved;
    left += result.left;
    if (!result.isDone) return { ...progress, moved };
  }
  return {
    ...progress,
    lastRow: page.lastRow ?? progress.lastRow,
    ...{ checked: progress.checked + page.stories, moved, left },
    isDone: page.stories < bounds.rows,
  };
}

/** Texts that move between the same two places. */
interface Group {
  from: Place;
  to: number;
  texts: queries.PlacedText[];
}

/** What a database has that is not bound here stays: an older deployment must not move back what a newer one moved. */
function groupsOf({ storyDatabases }: Moving, page: readonly queries.PlacedText[]): Group[] {
  const groups = new Map<string, Group>();
  for (const text of page) {
    const [from, to] = [text.textPlace, homeOfAuthor(storyDatabases, text.authorId)];
    if (to === null || to === from || !(from === null || storyDatabases.others.has(from))) continue;
    const group = groups.get(`${from} ${to}`) ?? { from, to, texts: [] };
    group.texts.push(text);
    groups.set(`${from} ${to}`, group);
  }
  return [...groups.values()];
}

/** A database that does not answer leaves its texts where they are. */
async function moveGroup({ services, bounds, left }: Run, { from, to, texts }: Group) {
  const { storyDatabases, now, log, classifyFault } = services;
  let [moved, at] = [0, 0];
  try {
    while (at < texts.length) {
      if (left.moves === 0) return { moved, left: 0, isDone: false };
      left.moves -= 1;
      const next = texts.slice(at, at + bounds.texts);
      const result = await queries.moveTexts(storyDatabases, next, { from, to, now: now().getTime() });
      moved += result.moved;
      at += result.seen;
    }
    return { moved, left: 0, isDone: true };
  } catch (error) {
    log({ event: "failed", where: "move texts", error: classifyFault(error).name });
    return { moved, left: texts.length - at, isDone: true };
  }
}
