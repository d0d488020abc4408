/** Databases beside the main one, by the word that their bindings begin with: for messages alone, and for the texts of stories. */
export const databaseKinds = ["MESSAGES_DB", "STORIES_DB"] as const;
export type DatabaseKind = (typeof databaseKinds)[number];

/** Returns the number of a database's binding, such as 2 of `STORIES_DB_2`; null for any other name. */
export function numberOfBinding(kind: DatabaseKind, name: string): number | null {
  const number = /^_(0|[1-9]\d{0,3})$/.exec(name.startsWith(kind) ? name.slice(kind.length) : "")?.[1];
  return number === undefined ? null : Number(number);
}
