import { api } from "~/contract/api";
import { openInbox } from "~/domain/inbox/inbox.server";
import { resource } from "~/http/endpoint.server";
import { badInboxToken, requireInboxViewer } from "~/http/session.server";
import { upgradeEndpoint } from "~/http/socket-endpoint.server";

export const loader = resource(
  upgradeEndpoint(api.inbox.connect, async ({ query, context }) => {
    const viewer = await requireInboxViewer(query.token, context);
    const upgrade = await openInbox(context.services, viewer);
    return upgrade ? { upgrade } : badInboxToken();
  }),
);

export const action = loader;
