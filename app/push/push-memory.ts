/** This browser's memory of its notifications: whose they are, and that somebody did not want to be asked. */

export interface KnownPush {
  account: string;
  /** The server's name of the subscription. */
  id: string;
}

export interface PushMemory {
  read: () => KnownPush | null;
  save: (known: KnownPush) => void;
  forget: () => void;
  wasOffered: () => boolean;
  saveOffered: () => void;
}

const knownName = "heartfelt-push";
const offeredName = "heartfelt-push-offered";

/** Where nothing can be stored nothing is remembered: notifications are off, and not offered. */
export const pushMemory: PushMemory = {
  read: () => parse(attempt(() => localStorage.getItem(knownName)) ?? null),
  save: (known) => attempt(() => localStorage.setItem(knownName, JSON.stringify(known))),
  forget: () => attempt(() => localStorage.removeItem(knownName)),
  wasOffered: () => attempt(() => localStorage.getItem(offeredName)) !== null,
  saveOffered: () => attempt(() => localStorage.setItem(offeredName, "yes")),
};

/** Returns undefined where the browser lets nothing be stored. */
function attempt<Result>(action: () => Result): Result | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}

function parse(text: string | null): KnownPush | null {
  try {
    const value: unknown = JSON.parse(text ?? "null");
    if (typeof value !== "object" || value === null || !("account" in value) || !("id" in value)) return null;
    const { account, id } = value;
    return typeof account === "string" && typeof id === "string" ? { account, id } : null;
  } catch {
    return null;
  }
}
