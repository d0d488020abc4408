/**
 * Small values that a browser keeps by name. Where it lets nothing be stored (a private window, a full disk) nothing is kept, and
 * nothing fails.
 */
export interface KeptValues {
  /** Returns null where nothing has the name; undefined where the browser lets nothing be read. */
  read: (name: string) => string | null | undefined;
  write: (name: string, value: string) => void;
  remove: (name: string) => void;
}

/** Kept on this device, for all its tabs. */
export const deviceStorage = valuesIn(() => localStorage);

/** Kept for this tab, also over a reload. */
export const tabStorage = valuesIn(() => sessionStorage);

/** @param storage returns it, or throws as browsers do that have none */
function valuesIn(storage: () => Storage): KeptValues {
  return {
    read: (name) => attempt(() => storage().getItem(name)),
    write: (name, value) => attempt(() => storage().setItem(name, value)),
    remove: (name) => attempt(() => storage().removeItem(name)),
  };
}

/** Returns undefined where the browser lets nothing be stored. */
function attempt<Result>(action: () => Result): Result | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
