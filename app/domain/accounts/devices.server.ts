import type { UserId } from "~/contract/ids";
import type { Services } from "~/domain/ports";

/**
 * A device that people sign in on: a random id, and one tag for each account that signed in there. Nobody can make a tag
 * without the server's secret, and nobody learns an account from it. The browser keeps it; nothing of it is stored here.
 */
export interface Device {
  id: string;
  tags: string[];
}

/** Accounts that one device is remembered for: a shared computer of a family. The oldest goes first. */
const maxAccounts = 8;

/** 22 characters of base64url are 128 bits or more: what an id and a tag have. */
const partLength = 22;

const devicePattern = /^[\w-]{22}(?:\.[\w-]{22}){1,8}$/;

/** Returns the device that a text stands for; null for one that {@link formatDevice} did not make. */
export function parseDevice(text: string): Device | null {
  if (!devicePattern.test(text)) return null;
  const [id = "", ...tags] = text.split(".");
  return { id, tags };
}

/** Returns a device as the browser keeps it. */
export function formatDevice({ id, tags }: Device): string {
  return [id, ...tags].join(".");
}

/** Returns the account's tag on this device; null when nobody signed in to the account on it. */
export async function findTag(
  services: Pick<Services, "secrets">,
  device: Device | null,
  userId: UserId,
): Promise<string | null> {
  if (device === null) return null;
  const tag = await tagOf(services, device.id, userId);
  return device.tags.includes(tag) ? tag : null;
}

/** Returns the device, or a new one, that also remembers an account which has just signed in. */
export async function rememberAccount(
  services: Pick<Services, "secrets">,
  device: Device | null,
  userId: UserId,
): Promise<Device> {
  const id = device?.id ?? services.secrets.random().slice(0, partLength);
  const tag = await tagOf(services, id, userId);
  const others = device?.tags.filter((other) => other !== tag) ?? [];
  return { id, tags: [...others, tag].slice(-maxAccounts) };
}

async function tagOf({ secrets }: Pick<Services, "secrets">, deviceId: string, userId: UserId): Promise<string> {
  return (await secrets.keyedHash("device", `${deviceId}:${userId}`)).slice(0, partLength);
}
