/** For tests in workerd: message databases that are bound while a test needs them, and what is in each. */
import { applyD1Migrations, env } from "cloudflare:test";
import { messageDatabasesOf, type MessagePlace } from "../../db/message-databases";
import type { ConnectionId } from "../../app/contract/ids";

const spares = () => [env.SPARE_DB_0, env.SPARE_DB_1, env.SPARE_DB_2];

/** Applies the migrations of message databases to those that a test may bind. */
export async function migrateSpares(): Promise<void> {
  for (const database of spares()) await applyD1Migrations(database, env.MESSAGES_MIGRATIONS);
}

/** Binds the first databases as message databases, and no others. Rooms that are in memory keep those that they began with. */
export function bindDatabases(count: number): void {
  for (const [number, database] of spares().entries()) {
    if (number < count) Object.assign(env, { [`MESSAGES_DB_${number}`]: database });
    else Reflect.deleteProperty(env, `MESSAGES_DB_${number}`);
  }
}

export function boundDatabases() {
  return messageDatabasesOf(env, env.DB);
}

/** Returns the seqs of a conversation's messages in each database that has some: null is the main one. */
export async function seqsByPlace(connection: ConnectionId): Promise<Map<MessagePlace, number[]>> {
  const all: [MessagePlace, D1Database][] = [[null, env.DB], ...spares().entries()];
  const found = await Promise.all(
    all.map(async ([place, database]): Promise<[MessagePlace, number[]]> => {
      const query = "SELECT seq FROM messages WHERE connection_id = ?1 ORDER BY seq";
      const { results } = await database.prepare(query).bind(connection).all<{ seq: number }>();
      return [place, results.map(({ seq }) => seq)];
    }),
  );
  return new Map(found.filter(([, seqs]) => seqs.length > 0));
}
