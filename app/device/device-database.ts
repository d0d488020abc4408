import { openDB, unwrap, wrap, type DBSchema, type IDBPDatabase } from "idb";

/**
 * Returns the way to a database on this device, opened once. What a browser does to it is undone with the next call: one that
 * could not be opened is opened anew (a private window, a full disk), and so is one that the browser closed because it took
 * the storage back.
 * @param upgrade makes the stores
 * @throws (the way) where there is no IndexedDB, or it fails
 */
export function deviceDatabase<Schema extends DBSchema>(
  name: string,
  upgrade: (db: IDBPDatabase<Schema>) => void,
): () => Promise<IDBPDatabase<Schema>> {
  let opened: Promise<IDBPDatabase<Schema>> | null = null;
  const openAnew = () => {
    const forget = () => {
      if (opened === opening) opened = null;
    };
    const opening = openDB<Schema>(name, 1, {
      upgrade,
      // Signing out in another tab deletes the database: this tab must close it first.
      blocking: (_current, _wanted, event) => {
        forget();
        (event.target as IDBDatabase).close(); // the event of a database, by the standard
      },
      terminated: forget,
    });
    opening.then(rejectOnlyWhereAsked, forget);
    return opening;
  };
  return async () => (opened ??= openAnew());
}

/**
 * Makes a read that the browser ends (a sign-out clears the site's storage) reject where it was asked alone: `idb` makes a
 * promise of the end of each transaction too, and nobody waits for a read's.
 */
function rejectOnlyWhereAsked<Schema extends DBSchema>(db: IDBPDatabase<Schema>): void {
  const raw = unwrap(db);
  const begin = raw.transaction.bind(raw);
  raw.transaction = (...parameters) => {
    const transaction = begin(...parameters);
    wrap(transaction).done.catch(() => undefined);
    return transaction;
  };
}
