/** A push message as it is sent: encrypted for one browser (RFC 8291), signed with the app's key (RFC 8292). */
import { generateRequestDetails } from "web-push-neo";
import type { PushTarget } from "../../../app/contract/push";

/** The operator's keys, in base64url, and whom a push service may write to: an address as `mailto:` or `https:`. */
export interface VapidKeys {
  publicKey: string;
  privateKey: string;
  subject: string;
}

/** All messages are of one length, so that the push service cannot tell by it what they say. */
export const messageBytes = 1_024;

/** The time for which a push service keeps what a device did not fetch. Older news waits in the inbox. */
const keptSeconds = 24 * 60 * 60;

/** A message before it is encrypted. The push service replaces one that it still has of the same topic: at most 32 characters of base64url. */
export interface PlainPush {
  text: string;
  topic: string;
}

/** Returns the request that hands a message to a push service. Throws when the keys of the subscription are no keys. */
export async function sealPush(target: PushTarget, { text, topic }: PlainPush, vapid: VapidKeys): Promise<Request> {
  const { endpoint, p256dh, auth } = target;
  const details = await generateRequestDetails({ endpoint, keys: { p256dh, auth } }, padded(text), {
    TTL: keptSeconds,
    topic,
    urgency: "normal",
    vapidDetails: vapid,
  });
  const { method, headers, body } = details;
  return new Request(endpoint, { method, headers, body, redirect: "manual" });
}

/** JSON may end in spaces. */
function padded(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new TextEncoder().encode(text);
  const message = new Uint8Array(Math.max(messageBytes, bytes.length)).fill(0x20);
  message.set(bytes);
  return message;
}
