/** The databases beside the main one, for messages and for stories, by the names of their bindings. */
import { importBundled } from "./import-bundled.mjs";

const { databaseKinds, numberOfBinding } = /** @type {typeof import("../app/contract/database-binding.ts")} */ (
  await importBundled("app/contract/database-binding.ts")
);

export { databaseKinds, numberOfBinding };

/** Returns the kind of databases beside the main one that a binding names, numbered or not. @param {string} binding */
export function kindOf(binding) {
  return databaseKinds.find((kind) => binding.startsWith(kind));
}
