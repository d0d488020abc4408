/** Deletes what this device keeps of whoever signed out, for browsers that do not do it by `Clear-Site-Data`. */
export function forgetDevice(): void {
  for (const database of ["heartfelt-chat", "heartfelt-drafts", "heartfelt-publishing"])
    indexedDB.deleteDatabase(database);
  void deleteCaches().catch(() => undefined); // a browser without them keeps nothing there
}

async function deleteCaches(): Promise<void> {
  await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
}
