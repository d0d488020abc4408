import type { VapidKeys } from "./seal";

/** The operator's settings of Web Push; without the keys nothing is sent. */
export interface PushEnv {
  VAPID_PUBLIC_KEY?: string;
  VAPID_PRIVATE_KEY?: string;
  /** Whom a push service writes to when something is wrong: an address as `mailto:` or `https:`. */
  VAPID_SUBJECT?: string;
  /** A push service on this machine that is taken, too, such as `http://127.0.0.1:9000`: for tests. */
  PUSH_LOCAL_ORIGIN?: string;
}

/** Returns the keys; null where one is missing or cannot be one. */
export function vapidKeysOf({ VAPID_PUBLIC_KEY, VAPID_PRIVATE_KEY, VAPID_SUBJECT }: PushEnv): VapidKeys | null {
  const isPublic = /^B[\w-]{86}$/.test(VAPID_PUBLIC_KEY ?? "");
  const isPrivate = /^[\w-]{43}$/.test(VAPID_PRIVATE_KEY ?? "");
  const isSubject = /^(mailto:.+@|https:\/\/).+$/.test(VAPID_SUBJECT ?? "");
  if (!isPublic || !isPrivate || !isSubject) return null;
  return { publicKey: VAPID_PUBLIC_KEY ?? "", privateKey: VAPID_PRIVATE_KEY ?? "", subject: VAPID_SUBJECT ?? "" };
}
