/** Notifications of this browser: asked for, turned on and off, and kept up to date. */
import { api } from "~/client/api";
import type { NewPushSubscription } from "~/contract/push";
import type { PushMemory } from "./push-memory";

/** `unsupported`: the browser has no Web Push, or has it for installed apps alone. `blocked`: its settings say no. */
export type PushStanding = "unsupported" | "blocked" | "off" | "on";

/** The browser and the server as this module uses them: tests pass their own. */
export interface PushEnvironment {
  /** Null where there is no Web Push. */
  permission: () => NotificationPermission | null;
  askPermission: () => Promise<NotificationPermission>;
  /** Resolves with the push manager of the service worker once that is active. */
  manager: () => Promise<Pick<PushManager, "subscribe" | "getSubscription">>;
  memory: PushMemory;
  /** Returns null where the server sends nothing, or does not answer. */
  readKey: () => Promise<string | null>;
  /** Returns whether the server took it. */
  register: (subscription: NewPushSubscription) => Promise<{ id: string } | null>;
  unregister: (id: string) => Promise<void>;
}

/** Returns how it stands for an account on this browser. */
export function standingOf({ permission, memory }: PushEnvironment, account: string): PushStanding {
  const allowed = permission();
  if (allowed === null) return "unsupported";
  if (allowed === "denied") return "blocked";
  return allowed === "granted" && memory.read()?.account === account ? "on" : "off";
}

/** Asks for the permission, to be called by a press, and subscribes. Returns how it stands then; `failed` when it did not work. */
export async function turnOn(environment: PushEnvironment, account: string): Promise<PushStanding | "failed"> {
  const allowed = await environment.askPermission();
  if (allowed !== "granted") return allowed === "denied" ? "blocked" : "off";
  return (await subscribe(environment, account)) ? "on" : "failed";
}

/** Ends the notifications of this browser. */
export async function turnOff({ manager, memory, unregister }: PushEnvironment): Promise<void> {
  const known = memory.read();
  memory.forget();
  const subscription = await (await manager()).getSubscription();
  await subscription?.unsubscribe(); // from now on the push service takes nothing for it
  if (known !== null) await unregister(known.id);
}

/**
 * Called once for each visit: tells the server again, as the push service may have changed the address and a new session has
 * to name it. A subscription of another account is ended: what is for them must not show here.
 */
export async function keepSubscribed(environment: PushEnvironment, account: string): Promise<void> {
  const { permission, memory } = environment;
  const known = memory.read();
  if (permission() !== "granted" || known === null) return;
  if (known.account === account) return void (await subscribe(environment, account));
  memory.forget();
  const subscription = await (await environment.manager()).getSubscription();
  await subscription?.unsubscribe();
}

/** Returns whether the browser is subscribed, and the server knows. */
async function subscribe({ manager, memory, readKey, register }: PushEnvironment, account: string): Promise<boolean> {
  const key = await readKey();
  if (key === null) return false;
  const subscription = await subscriptionFor(await manager(), key);
  const { endpoint = "", keys = {} } = subscription.toJSON();
  const kept = await register({ endpoint, keys: { p256dh: keys.p256dh ?? "", auth: keys.auth ?? "" } });
  if (kept === null) return false;
  memory.save({ account, id: kept.id });
  return true;
}

/** One that was made for another key of the server is of no use any more. */
async function subscriptionFor(
  manager: Pick<PushManager, "subscribe" | "getSubscription">,
  key: string,
): Promise<PushSubscription> {
  const known = await manager.getSubscription();
  if (known && toBase64Url(known.options.applicationServerKey) === key) return known;
  await known?.unsubscribe();
  return manager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

function toBase64Url(bytes: ArrayBuffer | null): string {
  if (bytes === null) return "";
  const text = btoa(String.fromCharCode(...new Uint8Array(bytes)));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Returns the key for which browsers subscribe; null where the server sends nothing, or does not answer. */
export async function readPublicKey(): Promise<string | null> {
  const result = await api.call("GET /api/push");
  return result.kind === "answer" ? result.body.public_key : null;
}

/** Returns the real ones. */
export function browserPush(memory: PushMemory): PushEnvironment {
  const isSupported = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
  return {
    permission: () => (isSupported ? Notification.permission : null),
    askPermission: () => Notification.requestPermission(),
    manager: async () => (await navigator.serviceWorker.ready).pushManager,
    memory,
    readKey: readPublicKey,
    register: async (body) => {
      const result = await api.call("POST /api/push/subscriptions", { body });
      return result.kind === "answer" ? result.body : null;
    },
    unregister: async (id) => {
      await api.call("DELETE /api/push/subscriptions/:id", { params: { id } });
    },
  };
}
