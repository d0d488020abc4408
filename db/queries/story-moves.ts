/** The way of stories' texts from one database to another: copied in pages, named in the main one, the old ones deleted an hour later. */
import { asc, eq, gt, sql } from "drizzle-orm";
import type { StoryId, UserId } from "~/contract/ids";
import type { Database } from "../client";
import { databaseAt, type Place } from "../placement";
import { stories, textMoves } from "../schema";
import type { StoryDatabases } from "../story-databases";
import { insertTexts, readVersions, unnamedTextTtlMs } from "./story-texts";

/** The progress of a sweep over all stories. */
export type TextMoves = Omit<typeof textMoves.$inferSelect, "id">;

const onlyId = 1;

/** Returns the progress of the sweep; null before the first. */
export async function readTextMoves(db: Database): Promise<TextMoves | null> {
  const [row] = await db.select().from(textMoves).where(eq(textMoves.id, onlyId)).limit(1);
  return row ?? null;
}

export async function saveTextMoves(db: Database, moves: TextMoves): Promise<void> {
  await db
    .insert(textMoves)
    .values({ ...moves, id: onlyId })
    .onConflictDoUpdate({ target: textMoves.id, set: moves });
}

/** A story, and where its text is. */
export interface PlacedText {
  /** The number of its row. */
  row: number;
  id: StoryId;
  authorId: UserId;
  textPlace: Place;
  textVersion: string | null;
}

/** Returns the stories after a row, in the order of their rows. */
export async function listTextPlaces(db: Database, after: number, limit: number): Promise<PlacedText[]> {
  const { id, authorId, textPlace, textVersion } = stories;
  const row = sql<number>`${stories}.rowid`;
  return db
    .select({ row, id, authorId, textPlace, textVersion })
    .from(stories)
    .where(gt(row, after))
    .orderBy(asc(row))
    .limit(limit);
}

/** Characters of one statement: below D1's limit of 2 MB for a bound parameter, at three bytes each and with room for escapes. */
const charactersPerMove = 400_000;

/** A text on its way: the row that is written where it goes. */
type MovedText = [authorId: UserId, version: string, storyId: StoryId, body: string];

/**
 * Moves texts between two places. Returns how many of the first of them it has seen to: what does not fit is for the next call.
 * A story that is edited or deleted meanwhile wins: its row no longer names what was copied, so the copy is deleted in a day.
 */
export async function moveTexts(
  databases: StoryDatabases,
  texts: readonly PlacedText[],
  { from, to, now }: { from: Place; to: number; now: number },
): Promise<{ seen: number; moved: number }> {
  const found = await (from === null ? readMain(databases, texts) : readPlaced(databases, from, texts));
  const rows = found.slice(0, howManyFit(found));
  const seen = rows.length < found.length ? texts.findIndex(({ id }) => id === found[rows.length]?.[2]) : texts.length;
  if (rows.length === 0) return { seen, moved: 0 };
  await databaseAt(databases, to)
    .prepare(insertTexts)
    .bind(JSON.stringify(rows), now + unnamedTextTtlMs)
    .run();
  const named =
    from === null
      ? databases.main.prepare(nameMoved).bind(to, JSON.stringify(rows))
      : databases.main.prepare(nameMovedFrom).bind(to, JSON.stringify(rows.map((row) => row.slice(0, 3))), from);
  const { results } = await named.all();
  return { seen, moved: results.length };
}

/** In the order in which the stories were asked for. */
async function readMain({ main }: StoryDatabases, texts: readonly PlacedText[]): Promise<MovedText[]> {
  const { results } = await main
    .prepare(textsInMain)
    .bind(JSON.stringify(texts.map(({ id }) => id)))
    .all<{ id: StoryId; body: string }>();
  const bodies = new Map(results.map(({ id, body }) => [id, body]));
  return texts.flatMap(({ id, authorId }): MovedText[] => {
    const body = bodies.get(id);
    return body === undefined ? [] : [[authorId, crypto.randomUUID(), id, body]];
  });
}

const textsInMain =
  "SELECT id, body FROM stories WHERE id IN (SELECT value FROM json_each(?1)) AND text_version IS NULL";

async function readPlaced(databases: StoryDatabases, from: number, texts: readonly PlacedText[]): Promise<MovedText[]> {
  const keys = texts.map(({ authorId, textVersion }): [UserId, string] => [authorId, textVersion ?? ""]);
  const stored = new Map((await readVersions(databases, from, keys)).map((text) => [text.version, text]));
  return texts.flatMap(({ id, authorId, textVersion }): MovedText[] => {
    const text = stored.get(textVersion ?? "");
    return text === undefined ? [] : [[authorId, text.version, id, text.body]];
  });
}

/** Returns how many of these texts one parameter takes: at least the first. */
function howManyFit(texts: readonly MovedText[]): number {
  let characters = 0;
  const tooMany = texts.findIndex(
    (text, index) => (characters += JSON.stringify(text).length) > charactersPerMove && index > 0,
  );
  return tooMany === -1 ? texts.length : tooMany;
}

/** A row that has its text names the copy, if the text is still the same. */
const nameMoved = `
  UPDATE stories SET body = '', text_db = ?1, text_version = json_each.value ->> 1 FROM json_each(?2)
  WHERE stories.id = json_each.value ->> 2 AND text_version IS NULL AND body = json_each.value ->> 3
  RETURNING text_version`;

/** A row that names a version elsewhere names its new place, if it still names it there. */
const nameMovedFrom = `
  UPDATE stories SET text_db = ?1 FROM json_each(?2)
  WHERE stories.id = json_each.value ->> 2 AND text_version = json_each.value ->> 1 AND text_db = ?3
  RETURNING text_version`;
