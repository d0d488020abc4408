import type { ConnectionId, SessionId, UserId } from "~/contract/ids";
import type { NewPushSubscription, PushChange, PushState, PushSubscriptionId, SubscribeOutcome } from "~/contract/push";
import { admit } from "~/domain/chat/conversations.server";
import type { Services } from "~/domain/ports";

type Pushing = Pick<Services, "inboxes">;

/** Returns what the viewer chose of notifications, and which of their browsers are told. */
export function readPush({ inboxes }: Pushing, userId: UserId): Promise<PushState> {
  return inboxes.push.read(userId);
}

/** Returns the same for a page, which shows the rest while the inbox does not answer: then null. */
export async function readPushOnPage(
  services: Pushing & Pick<Services, "log" | "classifyFault">,
  userId: UserId,
): Promise<PushState | null> {
  try {
    return await readPush(services, userId);
  } catch (error) {
    services.log({ event: "failed", where: "read notifications", error: services.classifyFault(error).name });
    return null;
  }
}

/** Changes what is given, and returns all of it. */
export function changePush({ inboxes }: Pushing, userId: UserId, change: PushChange): Promise<PushState> {
  return inboxes.push.change(userId, change);
}

/** Subscribes the browser of the viewer's session, until that ends. */
export function subscribe(
  { inboxes, newId, now }: Pushing & Pick<Services, "newId" | "now">,
  { userId, sessionId }: { userId: UserId; sessionId: SessionId },
  { endpoint, keys }: NewPushSubscription,
): Promise<SubscribeOutcome> {
  const id = newId<PushSubscriptionId>();
  return inboxes.push.subscribe(userId, { id, session: sessionId, now: now().getTime(), endpoint, keys });
}

/** Removes a subscription of the viewer's; one that is not there is removed already. */
export function unsubscribe({ inboxes }: Pushing, userId: UserId, id: PushSubscriptionId): Promise<void> {
  return inboxes.push.unsubscribe(userId, id);
}

/** Mutes or unmutes a conversation of the viewer's. */
export async function setMute(
  services: Services,
  userId: UserId,
  { connectionId, to }: { connectionId: ConnectionId; to: "muted" | "unmuted" },
): Promise<"done" | "not_found"> {
  const admission = await admit(services, userId, connectionId);
  if (admission.kind === "not_a_member") return "not_found";
  const { push } = services.inboxes;
  await (to === "muted" ? push.mute(userId, connectionId) : push.unmute(userId, connectionId));
  return "done";
}
