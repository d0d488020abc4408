/** For tests in workerd: empty databases, which a test binds as those for messages or for stories while it needs them. */
import { applyD1Migrations, env, type D1Migration } from "cloudflare:test";
import type { DatabaseKind } from "../../app/contract/database-binding";
import type { Place } from "../../db/placement";

export const spares = () => [env.SPARE_DB_0, env.SPARE_DB_1, env.SPARE_DB_2];

/** Applies migrations to those that a test may bind. */
export async function migrateSpares(migrations: D1Migration[]): Promise<void> {
  for (const database of spares()) await applyD1Migrations(database, migrations);
}

/** Binds the first of them, and no others. What is in memory keeps those that it began with. */
export function bindSpares(kind: DatabaseKind, count: number): void {
  for (const [number, database] of spares().entries()) {
    if (number < count) Object.assign(env, { [`${kind}_${number}`]: database });
    else Reflect.deleteProperty(env, `${kind}_${number}`);
  }
}

/** Returns the rows of an id in the main database, whose place is null, and in each spare one, each with its place. */
export async function rowsByPlace<Row extends object>(
  id: string,
  queries: { main: string; others: string },
): Promise<({ place: Place } & Row)[]> {
  const asked = [
    { place: null, database: env.DB, query: queries.main },
    ...[...spares().entries()].map(([place, database]) => ({ place, database, query: queries.others })),
  ];
  const found = await Promise.all(
    asked.map(async ({ place, database, query }) => {
      const { results } = await database.prepare(query).bind(id).all<Row>();
      return results.map((row) => ({ place, ...row }));
    }),
  );
  return found.flat();
}
