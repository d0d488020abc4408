import { deviceStorage } from "~/device/storage";

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
  read: () => parse(deviceStorage.read(knownName) ?? null),
  save: (known) => deviceStorage.write(knownName, JSON.stringify(known)),
  forget: () => deviceStorage.remove(knownName),
  wasOffered: () => deviceStorage.read(offeredName) !== null,
  saveOffered: () => deviceStorage.write(offeredName, "yes"),
};

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
