/** For tests in workerd: message databases that are bound while a test needs them, and what is in each. */
import { env } from "cloudflare:test";
import { messageDatabasesOf, type MessagePlace } from "../../db/message-databases";
import type { ConnectionId } from "../../app/contract/ids";
import { bindSpares, migrateSpares, rowsByPlace } from "../world/spare-databases";

export const migrateForMessages = () => migrateSpares(env.MESSAGES_MIGRATIONS);

export const bindMessageDatabases = (count: number) => bindSpares("MESSAGES_DB", count);

export function boundDatabases() {
  return messageDatabasesOf(env, env.DB);
}

/** Returns the seqs of a conversation's messages in each database that has some: null is the main one. */
export async function seqsByPlace(connection: ConnectionId): Promise<Map<MessagePlace, number[]>> {
  const query = "SELECT seq FROM messages WHERE connection_id = ?1 ORDER BY seq";
  const rows = await rowsByPlace<{ seq: number }>(connection, { main: query, others: query });
  const places = [...new Set(rows.map(({ place }) => place))];
  return new Map(places.map((place) => [place, rows.filter((row) => row.place === place).map(({ seq }) => seq)]));
}
