import { defineEndpoint } from "../endpoint";
import { ConnectionId } from "../ids";
import { NewPushSubscription, PushChange, PushState, PushSubscriptionId, PushSubscriptionListed } from "../push";

export const push = {
  read: defineEndpoint({
    method: "GET",
    path: "/api/push",
    summary: "Get the notification settings",
    description: "With the public key for pushManager.subscribe(), null where this server sends no notifications.",
    caller: "viewer",
    answers: { 200: { description: "The settings, muted conversations and subscriptions.", json: PushState } },
  }),
  change: defineEndpoint({
    method: "PATCH",
    path: "/api/push",
    summary: "Change the notification settings",
    description:
      "Fields that are left out stay as they are. What falls into quiet hours is sent after them, if it still waits. digest: whether what has waited for a day is mailed.",
    caller: "viewer",
    body: { type: "application/json", schema: PushChange },
    answers: { 200: { description: "The settings, as changed.", json: PushState } },
  }),
  subscribe: defineEndpoint({
    method: "POST",
    path: "/api/push/subscriptions",
    summary: "Subscribe a browser to notifications",
    description:
      "Takes PushSubscription.toJSON(). The same endpoint again replaces its keys. Ends with the session, or when the push service says that it is gone. Of more than 20, the newest stay.",
    caller: "viewer",
    body: { type: "application/json", schema: NewPushSubscription },
    answers: { 201: { description: "The subscription.", json: PushSubscriptionListed } },
    problems: ["not_found"],
  }),
  unsubscribe: defineEndpoint({
    method: "DELETE",
    path: "/api/push/subscriptions/:id",
    summary: "Remove a browser's subscription",
    caller: "viewer",
    params: { id: PushSubscriptionId },
    answers: { 204: { description: "It is told nothing any more." } },
  }),
  mute: defineEndpoint({
    method: "POST",
    path: "/api/push/mutes/:id",
    summary: "Mute a conversation",
    caller: "viewer",
    params: { id: ConnectionId },
    answers: { 204: { description: "No notifications are sent about it." } },
  }),
  unmute: defineEndpoint({
    method: "DELETE",
    path: "/api/push/mutes/:id",
    summary: "Unmute a conversation",
    caller: "viewer",
    params: { id: ConnectionId },
    answers: { 204: { description: "Notifications are sent about it." } },
  }),
};
