import { api } from "~/contract/api";
import { subscribe } from "~/domain/inbox/push.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { problem } from "~/http/problem.server";
import { reply } from "~/http/reply.server";
import { notificationText } from "~/text/notifications";

export const loader = resource(
  endpoint(api.push.subscribe, async ({ viewer, body, services }) => {
    const { account, sessionId } = viewer;
    const outcome = await subscribe(services, { userId: account.id, sessionId }, body);
    switch (outcome.kind) {
      case "kept":
        return reply(201, outcome.subscription);
      case "off":
        return problem("not_found", notificationText.off);
      case "refused": {
        const sentence = notificationText.refused[outcome.field];
        return problem("invalid", sentence, { errors: { [outcome.field]: [sentence] } });
      }
      default:
        return outcome satisfies never;
    }
  }),
);

export const action = loader;
